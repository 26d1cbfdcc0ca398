/**
 * Hiding and revealing in Node: files in and out, whatever the method.
 */
import { stat } from 'node:fs/promises';
import { assertWritable, containerFormat, readPicture } from '../image/node.ts';
import { hideDeep, revealDeep } from './deep/files.node.ts';
import { hideExactly, revealExactly } from './exact/files.node.ts';
import type { HideOptions, HideReport, RevealOptions, RevealReport } from './file-options.node.ts';
import { assertDistinct } from './read-inputs.node.ts';

export { DEFAULT_MODEL } from './default-model.ts';
export type {
  FurtherSecret,
  HideOptions,
  HideReport,
  HideSeconds,
  PayloadReport,
  RevealOptions,
  RevealReport,
} from './file-options.node.ts';
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
  await assertPlace(options);
  const { image } = await readPicture(options.container);
  if (options.force !== true) {
    const exact = await revealExactly(options, image, started);
    if (exact !== undefined) return exact;
  }
  return revealDeep(options, image, started);
}

/**
 * Tells before the work what would fail after it: a place that cannot be written to. Pictures of the deep method have no name for a folder, and
 * what the exact method hides may have any ending.
 */
async function assertPlace({ secret, container, model, force }: RevealOptions): Promise<void> {
  const isFolder = await stat(secret).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  const deep = model !== undefined || force === true;
  if (deep) containerFormat(secret, 'revealed picture');
  if (deep || !isFolder) await assertWritable(secret);
  await assertDistinct(secret, [container]);
}
