/**
 * What an evaluation is asked for, and what is refused before anything is read.
 */
import type { RgbImage } from '../image/rgb-image.ts';
import type { OpenModel } from '../methods/deep/model-folder.node.ts';
import type { DistortionName, EmbeddingName, Quality } from '../methods/exact/settings.ts';
import type { Favour, MethodName } from '../methods/method.ts';
import type { BaselineName, EvaluatedPair } from './evaluation.ts';
import type { KeyedPictures } from './keyed.ts';

/** What to measure, on what. */
export interface EvaluateOptions {
  /** Folder of covers, sorted by name. */
  readonly covers: string;
  /** Folder of secrets, used in turn; when left out, the covers by the protocol. */
  readonly secrets?: string | undefined;
  /** `deep` when left out. */
  readonly method?: MethodName | undefined;
  /** Deep method: as for `hide`. */
  readonly model?: string | OpenModel | undefined;
  /** Deep method: as for `hide`. */
  readonly device?: 'cpu' | 'webgpu' | undefined;
  /** Exact method: as for `hide`, but for `original`, which carries a file as it is and leaves nothing to measure. */
  readonly quality?: Quality | undefined;
  /** Exact method: as for `hide`. */
  readonly embedding?: EmbeddingName | undefined;
  /** Exact method: as for `hide`. */
  readonly distortion?: DistortionName | undefined;
  /** Only the first pairs. */
  readonly limit?: number | undefined;
  /** As for `hide`. */
  readonly favour?: Favour | undefined;
  /**
   * Above 0, at most 1: every secret is shrunk to this fraction of its width and height before it is hidden, and what is
   * revealed is compared with the shrunk secret. 1 when left out.
   */
  readonly secretScale?: number | undefined;
  /** Whether the residual leak of each pair is measured too. */
  readonly residualLeak?: boolean | undefined;
  /** Deep method: whether each pair is also hidden with a passphrase, and revealed with it, with a wrong one, and without one. */
  readonly keyed?: boolean | undefined;
  /** What else to measure on the same pairs, through PNG files too; each once, however often it is named. */
  readonly against?: readonly BaselineName[] | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told what begins for which pair, `index` from 0. */
  readonly onStage?: (stage: EvaluationStage, index: number, total: number) => void;
  /** Told about each pair when it is measured. */
  readonly onPair?: (pair: EvaluatedPair, done: number, total: number) => void;
  /** Given the pictures of each pair before `onPair`; the next pair waits for it. */
  readonly onPictures?: (pictures: EvaluatedPictures) => void | Promise<void>;
}

/** What is being done with a pair: hiding and revealing it, the same with a passphrase, or with a baseline. */
export type EvaluationStage = 'plain' | 'keyed' | BaselineName;

/** The pictures of a pair, as they were read back from files. */
export interface EvaluatedPictures {
  readonly pair: EvaluatedPair;
  readonly cover: RgbImage;
  /** Of the cover's size. */
  readonly container: RgbImage;
  /** Turned and shrunk as it was hidden. */
  readonly secret: RgbImage;
  /** Of the secret's size. */
  readonly revealed: RgbImage;
  /** With `keyed`. */
  readonly keyed?: KeyedPictures;
}

/** Options that only one method understands. */
const DEEP_ONLY = ['model', 'device'] as const;
const EXACT_ONLY = ['quality', 'embedding', 'distortion'] as const;

/**
 * @throws TypeError for an option that the method does not have, or that has no meaning with it; RangeError for a value out of
 *   range.
 */
export function assertOptions(options: EvaluateOptions): void {
  const { method = 'deep', limit, secretScale } = options;
  const foreign = (method === 'deep' ? EXACT_ONLY : DEEP_ONLY).find((name) => options[name] !== undefined);
  if (foreign !== undefined) {
    throw new TypeError(`Expected no ${foreign} with the ${method} method: it has none`);
  }
  if (method === 'exact' && options.keyed === true) {
    throw new TypeError(
      'Expected no keyed figures with the exact method: they are the same with and without a passphrase, and a wrong one gets nothing',
    );
  }
  if (method === 'exact' && options.against?.includes('exact')) {
    throw new TypeError('Expected another method than the exact one to measure the exact one against');
  }
  if (limit !== undefined && !(Number.isInteger(limit) && limit > 0)) {
    throw new RangeError(`Expected a positive whole number of pairs for the limit but received ${limit}`);
  }
  if (secretScale !== undefined && !(secretScale > 0 && secretScale <= 1)) {
    throw new RangeError(
      `Expected a number above 0 and at most 1 for the scale of secrets but received ${secretScale}`,
    );
  }
}
