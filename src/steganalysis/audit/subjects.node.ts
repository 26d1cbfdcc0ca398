/**
 * The subjects of audits, by name: the methods of this project as they really hide, and controls whose changes are
 * known.
 */
import { coded } from '../../errors/coded.ts';
import type { RgbImage } from '../../image/rgb-image.ts';
import { KeyRing } from '../../keys/key-ring.ts';
import { pictureCover, pixelsOf } from '../../media/picture.ts';
import type { Method, Secret } from '../../methods/method.ts';
import type { NodeHost } from '../../methods/node-host.node.ts';
import { createNodeHost } from '../../methods/node-host.node.ts';
import { checkOptions, type OptionValues } from '../../methods/options.ts';
import { methods } from '../../methods/registry.ts';
import type { RandomSource } from '../../random/seeded-random.ts';
import { CONTROLS } from '../controls/controls.ts';
import { subjectNames } from './names.ts';

/** A way of hiding under audit. */
export interface AuditSubject {
  /** Its name, as requested. */
  readonly name: string;
  /** A description in a sentence. */
  readonly description: string;
  /** Whether it is a control for the warden: its changes are simulated, or it is a baseline. */
  readonly control: boolean;
  /** The container of a cover, of the same size. */
  hide(cover: RgbImage, secret: RgbImage, work: SubjectWork): Promise<RgbImage>;
  dispose(): Promise<void>;
}

/** The options of hiding, besides the pictures. */
export interface SubjectWork {
  readonly random: RandomSource;
  readonly signal?: AbortSignal | undefined;
  /** Receives the share of the picture that is done, 0-1, if that takes long. */
  readonly onProgress?: ((fraction: number) => void) | undefined;
}

/** `name`, `name:variant`, `name@bits-a-sample`. */
const NAME = /^([a-z0-9-]+?)(?::([^@]+))?(?:@(\d*\.?\d+))?$/;

/**
 * The subject of a name: a method, `method:variant`, a control, or one of them `@bits-a-sample`.
 *
 * @throws RangeError for an unknown name; Error when a model cannot be opened.
 */
export async function auditSubject(name: string): Promise<AuditSubject> {
  const [, base = '', variant, rateText] = NAME.exec(name) ?? [];
  const rate = rateText === undefined ? undefined : Number(rateText);
  const unknown = coded(
    new RangeError(
      `Expected one of ${subjectNames()
        .map(([own]) => own)
        .join(', ')} but received ${name}`,
    ),
    'bad-option',
  );
  const control = CONTROLS.get(base);
  if (control !== undefined) {
    if (variant !== undefined) throw unknown;
    const made = control.make(rate);
    if (made === undefined) throw unknown;
    return {
      name,
      description: made.description,
      control: true,
      hide: async (cover, _secret, { random }) => made.apply(cover, random),
      dispose: async () => {},
    };
  }
  const method = methods('picture').find((known) => known.name === base);
  if (method === undefined) throw unknown;
  if (variant !== undefined && method.variants === undefined) throw unknown;
  if (rate !== undefined && !method.secrets.includes('file')) throw unknown;
  let options: OptionValues;
  try {
    options = variant === undefined ? {} : checkOptions(method, method.variants!.options(variant));
  } catch (cause) {
    throw cause instanceof RangeError ? unknown : cause;
  }
  return methodSubject(name, method, options, rate, variant);
}

/** Hides a photo, or with a rate a file of random bytes that takes that many bits of every sample. */
async function methodSubject(
  name: string,
  method: Method,
  options: OptionValues,
  rate: number | undefined,
  variant: string | undefined,
): Promise<AuditSubject> {
  const host: NodeHost = createNodeHost();
  const code = await method.load();
  // Report a missing model before the work, not after it.
  if (method.options.model !== undefined) {
    await host.openModel((options.model ?? method.options.model.default) as string).catch(async (error) => {
      await host.dispose();
      throw error;
    });
  }
  const what = rate === undefined ? 'a photo' : `a file of ${rate} bits a sample`;
  return {
    name,
    description: `${what} by the method ${method.name}${variant === undefined ? '' : `, ${variant}`}`,
    control: method.baseline === true,
    async hide(cover, image, { random, signal, onProgress }) {
      const secret: Secret =
        rate === undefined
          ? { kind: 'picture', name: 'secret.png', image }
          : { kind: 'file', name: '', mediaType: '', content: randomFile(rate, cover, random) };
      const receiver = { secret, keys: new KeyRing(undefined) };
      const { container } = await code.hide(pictureCover(cover), [receiver], options, {
        host,
        // Reproducible: nothing here is secret.
        random: (length) => Uint8Array.from({ length }, () => random.integer(256)),
        signal,
        onProgress,
      });
      return pixelsOf(container);
    },
    dispose: () => host.dispose(),
  };
}

/** Bytes of tag and record of a file without a name. */
const OVERHEAD = 19;

function randomFile(rate: number, { data }: RgbImage, random: RandomSource): Uint8Array {
  const bytes = new Uint8Array(Math.max(0, Math.floor((rate * data.length) / 8) - OVERHEAD));
  for (let i = 0; i < bytes.length; i++) bytes[i] = random.integer(256);
  return bytes;
}
