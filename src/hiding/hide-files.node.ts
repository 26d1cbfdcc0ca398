/**
 * Hiding and revealing in Node: files in and out, whatever the method.
 */
import { basename } from 'node:path';
import { coded } from '../errors/coded.ts';
import type { RgbImage } from '../image/rgb-image.ts';
import { passphraseWarning } from '../keys/passphrase-strength.ts';
import { NothingHiddenError } from '../methods/deep/hide-picture.ts';
import { hideDeep, revealDeep } from './deep-files.node.ts';
import { hideExactly, revealExactly } from './exact-files.node.ts';
import { inputName, readPictureInput } from './file-input.node.ts';
import type { HideOptions, HideReport, RevealOptions, RevealReport } from './file-options.node.ts';
import { assertSecretPlace } from './secret-place.node.ts';

export { DEFAULT_MODEL } from '../methods/deep/default-model.ts';
export { NothingHiddenError } from '../methods/frame/hide-picture.ts';
export {
  type FoundModel,
  findModel,
  hexadecimal,
  type OpenModel,
  type OpenModelOptions,
  openModel,
  shippedModels,
} from '../methods/deep/model-folder.node.ts';
export type { FileContent, FileInput } from './file-input.node.ts';
export type {
  FurtherSecret,
  HideOptions,
  HideReport,
  HideSeconds,
  PayloadReport,
  RevealOptions,
  RevealReport,
} from './file-options.node.ts';
export type { FileOutput, FileSink, OverwriteOptions } from './file-output.node.ts';

/** Options that only one method understands. */
const DEEP_ONLY = ['model', 'device'] as const;
const EXACT_ONLY = [
  'furtherSecrets',
  'quality',
  'rate',
  'embedding',
  'distortion',
  'constraintHeight',
  'parts',
] as const;

/**
 * Hides a file in a picture file: writes the container, reads it back, reveals it and measures both.
 * No file is left where the receiver would get nothing.
 *
 * @returns what the receiver will see.
 * @throws TypeError for an option that the method does not have; Error with one sentence for every kind of bad input, and when
 *   the receiver would see nothing of the secret; the signal's reason when it is aborted.
 */
export async function hide(options: HideOptions): Promise<HideReport> {
  options.signal?.throwIfAborted();
  const method = options.method ?? 'deep';
  const foreign = (method === 'deep' ? EXACT_ONLY : DEEP_ONLY).find((name) => options[name] !== undefined);
  if (foreign !== undefined) {
    throw new TypeError(`Expected no ${foreign} with the ${method} method: it has none`);
  }
  const report = await (method === 'exact' ? hideExactly(options) : hideDeep(options));
  return { ...report, warnings: [...report.warnings, ...strengthWarnings(options)] };
}

/** For passphrases that are text; bytes are keys, which nobody chose. */
function strengthWarnings({ secret, passphrase, furtherSecrets = [] }: HideOptions): string[] {
  return [{ secret, passphrase }, ...furtherSecrets].flatMap(({ secret, passphrase }) => {
    if (typeof passphrase !== 'string') return [];
    const whose =
      furtherSecrets.length === 0 ? undefined : `The passphrase of ${basename(inputName(secret))}`;
    return passphraseWarning(passphrase, whose) ?? [];
  });
}

/**
 * Reveals what a container file hides and writes it.
 *
 * @returns what was revealed; of several `passphrases`, by which.
 * @throws NothingHiddenError when there is nothing for this passphrase, or any of these; RangeError where `passphrases` is empty
 *   (`missing-option`), or given beside `passphrase` or with `force` (`conflicting-options`); Error with one sentence for bad input; the signal's
 *   reason when it is aborted.
 */
export async function reveal(options: RevealOptions): Promise<RevealReport> {
  const started = performance.now();
  options.signal?.throwIfAborted();
  const passphrases = candidates(options);
  await assertSecretPlace(options);
  const { image } = await readPictureInput(options.container);
  for (const [index, passphrase] of passphrases.entries()) {
    options.signal?.throwIfAborted();
    const report = await revealWith({ ...options, passphrase }, image, started);
    if (report === undefined) continue;
    return passphrases.length > 1 ? { ...report, passphrase: index + 1 } : report;
  }
  throw new NothingHiddenError(
    inputName(options.container),
    passphrases[0] !== undefined,
    passphrases.length,
  );
}

/** The passphrases to try; `undefined` is the public default key. */
function candidates({
  passphrase,
  passphrases,
  force,
}: RevealOptions): readonly RevealOptions['passphrase'][] {
  if (passphrases === undefined) return [passphrase];
  if (passphrases.length === 0) {
    throw coded(
      new RangeError('Expected at least one passphrase to try but received none'),
      'missing-option',
    );
  }
  if (passphrase !== undefined) {
    throw coded(
      new RangeError('Expected one passphrase or a list of them but received both'),
      'conflicting-options',
    );
  }
  if (force === true && passphrases.length > 1) {
    throw coded(
      new RangeError(
        `Expected one passphrase to force revealing with but received ${passphrases.length}: without a frame nothing says which is right`,
      ),
      'conflicting-options',
    );
  }
  return passphrases;
}

/** Exact, then deep; `undefined` where nothing is hidden for this passphrase by either. */
async function revealWith(
  options: RevealOptions,
  image: RgbImage,
  started: number,
): Promise<RevealReport | undefined> {
  if (options.force !== true) {
    const exact = await revealExactly(options, image, started);
    if (exact !== undefined) return exact;
  }
  try {
    return await revealDeep(options, image, started);
  } catch (error) {
    if (error instanceof NothingHiddenError) return undefined;
    throw error;
  }
}
