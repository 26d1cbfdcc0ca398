/**
 * What can be audited, by name: the methods of this project as they really hide, and controls whose changes are known.
 */

import type { RgbImage } from '../../image/rgb-image.ts';
import { deepMethod } from '../../methods/deep/deep-method.ts';
import { DEFAULT_MODEL } from '../../methods/deep/default-model.ts';
import { fitSecret } from '../../methods/deep/fitting.ts';
import { hidePicture } from '../../methods/deep/hide-picture.ts';
import { openModel } from '../../methods/deep/model-folder.node.ts';
import { nodeSecretCoder } from '../../methods/exact/codecs/secret-coder.node.ts';
import { hideExact } from '../../methods/exact/exact-method.ts';
import type { EmbeddingName } from '../../methods/exact/settings.ts';
import { EMBEDDINGS } from '../../methods/exact/settings.ts';
import type { RandomSource } from '../../random/seeded-random.ts';
import { hill } from '../controls/adaptive.ts';
import { lsb4, lsbMatching, lsbReplacement } from '../controls/lsb.ts';
import { ternary } from '../controls/ternary.ts';
import { SUBJECT_NAMES } from './names.ts';

/** A way of hiding under audit. */
export interface AuditSubject {
  /** As it was asked for. */
  readonly name: string;
  /** In a sentence. */
  readonly description: string;
  /** Whether its changes are simulated, to judge the warden by. */
  readonly control: boolean;
  /** The container of a cover, of the same size. */
  hide(cover: RgbImage, secret: RgbImage, work: SubjectWork): Promise<RgbImage>;
  dispose(): Promise<void>;
}

/** What hiding is given besides the pictures. */
export interface SubjectWork {
  readonly random: RandomSource;
  readonly signal?: AbortSignal | undefined;
  /** Told how much of the picture is done, 0-1, where that takes long. */
  readonly onProgress?: ((fraction: number) => void) | undefined;
}

/**
 * The subject of a name: `method`, `method@bits-a-sample`, `deep:model` or `exact:embedding`.
 *
 * @throws RangeError for a name that stands for none; Error when a model cannot be opened.
 */
export async function auditSubject(name: string): Promise<AuditSubject> {
  const [, method = '', part, rateText] = /^([a-z0-9-]+?)(?::([^@]+))?(?:@(\d*\.?\d+))?$/.exec(name) ?? [];
  const rate = rateText === undefined ? undefined : Number(rateText);
  const simulated = (
    description: string,
    control: (cover: RgbImage, random: RandomSource, secret: RgbImage) => RgbImage,
  ): AuditSubject => ({
    name,
    description,
    control: true,
    hide: async (cover, secret, { random }) => control(cover, random, secret),
    dispose: async () => {},
  });
  const unknown = new RangeError(
    `Expected one of ${SUBJECT_NAMES.map(([own]) => own).join(', ')} but received ${name}`,
  );
  if (part !== undefined && method !== 'deep' && method !== 'exact') throw unknown;
  switch (method) {
    case 'deep':
      if (rate !== undefined) throw unknown;
      return deepSubject(name, part ?? DEFAULT_MODEL);
    case 'exact':
      return exactSubject(name, rate, part, unknown);
    case 'lsb-replacement':
      return simulated(`LSB replacement in ${given(rate, unknown)} bits a sample`, lsbReplacement(rate!));
    case 'lsb-matching':
      return simulated(`LSB matching in ${given(rate, unknown)} bits a sample`, lsbMatching(rate!));
    case 'ternary':
      return rate === undefined
        ? simulated('ternary digits in every sample', ternary())
        : simulated(`ternary embedding of ${rate} bits a sample, at the bound of all codes`, ternary(rate));
    case 'hill':
      return simulated(
        `HILL with ${given(rate, unknown)} bits a sample, at the bound of all codes`,
        hill(rate!),
      );
    case 'lsb4':
      if (rate !== undefined) throw unknown;
      return simulated('picture in picture in the lower four bits', (cover, random, secret) =>
        lsb4(fitSecret(secret, cover))(cover, random),
      );
    default:
      throw unknown;
  }
}

async function deepSubject(name: string, modelName: string): Promise<AuditSubject> {
  const model = await openModel(modelName);
  const method = deepMethod(model);
  return {
    name,
    description: `a photo by the network ${model.manifest.name}`,
    control: false,
    hide: (cover, secret, { signal, onProgress }) =>
      hidePicture(method, cover, secret, { signal, onProgress }),
    dispose: () => model.dispose(),
  };
}

/** Hides a photo that fills the cover, or with a rate a file of random bytes. */
function exactSubject(
  name: string,
  rate: number | undefined,
  embedding: string | undefined,
  unknown: RangeError,
): AuditSubject {
  if (embedding !== undefined && !EMBEDDINGS.includes(embedding as EmbeddingName)) throw unknown;
  const coder = nodeSecretCoder();
  const options = embedding === undefined ? {} : { embedding: embedding as EmbeddingName };
  const how = embedding === undefined ? '' : `, embedding ${embedding}`;
  return {
    name,
    description:
      rate === undefined
        ? `a photo by the exact method${how}`
        : `a file of ${rate} bits a sample by the exact method${how}`,
    control: false,
    async hide(cover, image, { random, signal, onProgress }) {
      const secret =
        rate === undefined
          ? ({ kind: 'picture', name: 'secret.png', image } as const)
          : ({ kind: 'file', name: '', mediaType: '', content: randomFile(rate, cover, random) } as const);
      return (await hideExact(cover, [{ secret }], coder, { ...options, signal, onProgress })).container;
    },
    dispose: async () => {},
  };
}

/** Bytes of tag and record of a file without a name. */
const OVERHEAD = 19;

function randomFile(rate: number, { data }: RgbImage, random: RandomSource): Uint8Array {
  const bytes = new Uint8Array(Math.max(0, Math.floor((rate * data.length) / 8) - OVERHEAD));
  for (let i = 0; i < bytes.length; i++) bytes[i] = random.integer(256);
  return bytes;
}

function given(rate: number | undefined, unknown: RangeError): number {
  if (rate === undefined) throw unknown;
  return rate;
}
