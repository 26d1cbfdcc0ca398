/**
 * Hiding and revealing in Node: files in and out, whatever the method.
 */
import { hideDeep, revealDeep } from './deep/files.node.ts';
import { hideExactly, revealExactly } from './exact/files.node.ts';
import { readPictureInput } from './file-input.node.ts';
import type { HideOptions, HideReport, RevealOptions, RevealReport } from './file-options.node.ts';
import { assertSecretPlace } from './secret-place.node.ts';

export { DEFAULT_MODEL } from './default-model.ts';
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
export { NothingHiddenError } from './hide.ts';
export {
  type FoundModel,
  findModel,
  hexadecimal,
  type OpenModel,
  type OpenModelOptions,
  openModel,
  shippedModels,
} from './model-folder.node.ts';

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
  return method === 'exact' ? hideExactly(options) : hideDeep(options);
}

/**
 * Reveals what a container file hides and writes it.
 *
 * @throws NothingHiddenError when there is nothing for this passphrase; Error with one sentence for bad input; the signal's
 *   reason when it is aborted.
 */
export async function reveal(options: RevealOptions): Promise<RevealReport> {
  const started = performance.now();
  options.signal?.throwIfAborted();
  await assertSecretPlace(options);
  const { image } = await readPictureInput(options.container);
  if (options.force !== true) {
    const exact = await revealExactly(options, image, started);
    if (exact !== undefined) return exact;
  }
  return revealDeep(options, image, started);
}
