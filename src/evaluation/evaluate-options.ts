/**
 * The options of an evaluation, and the checks before anything is read.
 */

import { coded } from '../errors/coded.ts';
import type { RgbImage } from '../image/rgb-image.ts';
import type { KnownOptions } from '../methods/known-options.ts';
import { DEFAULT_METHOD, methodNamed } from '../methods/registry.ts';
import type { EvaluatedPair } from './evaluation.ts';
import type { KeyedPictures } from './keyed.ts';

/** What to measure, and on which pictures. */
export interface EvaluateOptions extends KnownOptions {
  /** Folder of covers, sorted by name. */
  readonly covers: string;
  /** Folder of secrets, used in turn; by default the covers, by the protocol. */
  readonly secrets?: string | undefined;
  /** Name of a method; `DEFAULT_METHOD` by default. */
  readonly method?: string | undefined;
  /** Measures only this many pairs, the first ones. */
  readonly limit?: number | undefined;
  /**
   * Above 0, at most 1 (the default): every secret is shrunk to this fraction of its width and height before it is
   * hidden, and the revealed picture is compared with the shrunk secret.
   */
  readonly secretScale?: number | undefined;
  /** Whether the residual leak of each pair is measured too. */
  readonly residualLeak?: boolean | undefined;
  /**
   * For methods that can be forced: whether each pair is also hidden with a passphrase, and revealed with it, with a wrong
   * one, and without one.
   */
  readonly keyed?: boolean | undefined;
  /** Other methods to measure on the same pairs, through PNG files too; each once, however often it is named. */
  readonly against?: readonly string[] | undefined;
  /** Stops the evaluation when it is aborted; its reason is thrown. */
  readonly signal?: AbortSignal | undefined;
  /** Called when a stage begins for a pair, `index` from 0. */
  readonly onStage?: (stage: EvaluationStage, index: number, total: number) => void;
  /** Receives each pair once it is measured. */
  readonly onPair?: (pair: EvaluatedPair, done: number, total: number) => void;
  /** Receives the pictures of each pair before `onPair`; the next pair waits for it. */
  readonly onPictures?: (pictures: EvaluatedPictures) => void | Promise<void>;
}

/** The stage of a pair: hiding and revealing it, the same with a passphrase, or with another method, by its name. */
export type EvaluationStage = 'plain' | 'keyed' | (string & {});

/** The pictures of a pair, as they were read back from files. */
export interface EvaluatedPictures {
  /** Names and figures of the pair. */
  readonly pair: EvaluatedPair;
  /** The cover, in its own size. */
  readonly cover: RgbImage;
  /** The container, of the cover's size. */
  readonly container: RgbImage;
  /** The secret, turned and shrunk as it was hidden. */
  readonly secret: RgbImage;
  /** The revealed picture, of the secret's size. */
  readonly revealed: RgbImage;
  /** With `keyed`. */
  readonly keyed?: KeyedPictures;
}

/** @throws RangeError `bad-option` for a value out of range. */
export function assertOptions({ limit, secretScale, against, method }: EvaluateOptions): void {
  for (const name of against ?? []) methodNamed(name);
  if (against?.includes(method ?? DEFAULT_METHOD)) {
    throw badOption('against', 'another method than the one that is measured', method ?? DEFAULT_METHOD);
  }
  if (limit !== undefined && !(Number.isInteger(limit) && limit > 0)) {
    throw badOption('limit', 'a positive whole number of pairs', limit);
  }
  if (secretScale !== undefined && !(secretScale > 0 && secretScale <= 1)) {
    throw badOption('secretScale', 'a number above 0 and at most 1', secretScale);
  }
}

function badOption(option: string, expected: string, received: string | number): RangeError {
  return coded(new RangeError(`Expected ${expected} for ${option} but received ${received}`), 'bad-option', {
    option,
    expected,
    received,
  });
}
