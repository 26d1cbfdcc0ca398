/** What is audited in JPEG files, by name: methods that hide in their coefficients, and controls whose changes are known. */
import type { JpegComponent, JpegFile } from '../../image/jpeg/jpeg-file.ts';
import { KeyRing } from '../../keys/key-ring.ts';
import { JPEG, type JpegCover } from '../../media/jpeg.ts';
import type { Method } from '../../methods/method.ts';
import type { NodeHost } from '../../methods/node-host.node.ts';
import { methods } from '../../methods/registry.ts';
import type { RandomSource } from '../../random/seeded-random.ts';
import { adaptiveJpeg } from '../controls/jpeg/adaptive-jpeg.ts';
import { costsOf } from '../controls/jpeg/costs.ts';
import { jsteg } from '../controls/jpeg/jsteg.ts';
import { nsf5 } from '../controls/jpeg/nsf5.ts';
import { JPEG_CONTROLS, jpegSubjectNames } from './jpeg-subject-names.ts';

/** A way of hiding in JPEG files under audit. */
export interface JpegSubject {
  readonly name: string;
  /** A description in a sentence. */
  readonly description: string;
  /** Whether its changes are simulated. */
  readonly control: boolean;
  /** The container of a cover, which stays as it is. */
  hide(cover: JpegFile, random: RandomSource, signal?: AbortSignal): Promise<JpegFile>;
}

/** How controls are made at a rate. */
const MAKE: Readonly<Record<keyof typeof JPEG_CONTROLS, (rate: number) => ReturnType<typeof jsteg>>> = {
  jsteg: (rate) => jsteg(rate),
  nsf5: (rate) => nsf5(rate),
  uniform: (rate) => adaptiveJpeg(flat, rate),
  uerd: (rate) => adaptiveJpeg(costsOf('uerd'), rate),
  juniward: (rate) => adaptiveJpeg(costsOf('juniward'), rate),
};

/** `name@rate`: bits for each AC coefficient that is not 0. */
const NAME = /^([a-z0-9]+)@(\d*\.?\d+)$/;

/**
 * The subject of a name.
 *
 * @throws RangeError for an unknown one, or one without a rate.
 */
export function jpegSubject(name: string, host: NodeHost): JpegSubject {
  const [, base = '', rateText] = NAME.exec(name) ?? [];
  const rate = Number(rateText);
  if (Object.hasOwn(JPEG_CONTROLS, base) && rate > 0) {
    const known = base as keyof typeof JPEG_CONTROLS;
    const control = MAKE[known](rate);
    return {
      name,
      description: JPEG_CONTROLS[known],
      control: true,
      hide: async (cover, random) => control(cover, random),
    };
  }
  const method = methods(JPEG.kind).find((known) => known.name === base);
  if (method !== undefined && rate > 0) return methodSubject(name, method, rate, host);
  const expected = jpegSubjectNames().map(([own]) => own);
  throw new RangeError(`Expected one of ${expected.join(', ')}, such as jpeg@0.1, but received ${name}`);
}

/** Hides a file of random bytes; what it leaves of the rate is random, too. */
function methodSubject(name: string, method: Method, rate: number, host: NodeHost): JpegSubject {
  return {
    name,
    description: `random bits at that rate by the method ${method.name}`,
    control: false,
    async hide(file, random, signal) {
      const { hide } = await method.load();
      const cover: JpegCover = { kind: 'jpeg', file };
      const content = Uint8Array.of(random.integer(256));
      const secret = { kind: 'file', name: '', mediaType: '', content } as const;
      const { container } = await hide(
        cover,
        [{ secret, keys: new KeyRing(undefined) }],
        { rate, force: true },
        // Reproducible: nothing here is secret.
        { host, random: (length) => Uint8Array.from({ length }, () => random.integer(256)), signal },
      );
      return (container as JpegCover).file;
    },
  };
}

function flat({ coefficients }: JpegComponent): Float32Array {
  return new Float32Array(coefficients.length).fill(1);
}
