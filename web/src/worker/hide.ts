/** Hides in a picture of the page: the pipeline of the library, with a PNG file in memory. */
import {
  decodePng,
  encodePng,
  hideThroughFile,
  jpegCoverWarning,
  KeyRing,
  methodNamed,
  type Progress,
  pictureCover,
  pixelsOf,
  residualStatistics,
} from '../../../src/browser.ts';
import { pageHost } from './host.ts';
import type { HideAnswer, HideTask, JobContext } from './jobs.ts';

/** The page's names for the stages of the pipeline. */
const STAGES: Readonly<Record<string, string>> = {
  hiding: 'Hiding',
  writing: 'Writing the PNG file',
  'revealing to verify': 'Revealing it from the file, to be sure',
};

export async function hide(
  { method, options, cover, secret, passphrase }: HideTask,
  { device, onProgress }: JobContext,
): Promise<HideAnswer> {
  const tell = ({ stage, ...rest }: Progress): void => onProgress({ stage: STAGES[stage] ?? stage, ...rest });
  const traces = jpegCoverWarning('The cover', cover.image);
  let file: Uint8Array<ArrayBuffer> | undefined;
  const outcome = await hideThroughFile({
    method: methodNamed(method),
    cover: pictureCover(cover.image),
    receivers: [{ secret, keys: new KeyRing(passphrase) }],
    options,
    host: pageHost(device, onProgress),
    async save(container, verify) {
      file = await encodePng(pixelsOf(container), cover);
      await verify(pictureCover((await decodePng(file)).image));
    },
    onProgress: tell,
  });
  const container = pixelsOf(outcome.container);
  const [revealed] = outcome.revealed;
  const [secretFidelity] = outcome.secrets;
  return {
    file: file!,
    container,
    revealed: revealed!,
    coverFidelity: outcome.cover,
    secretFidelity: secretFidelity!,
    residual: residualStatistics(cover.image, container),
    model: outcome.model,
    coding: outcome.payloads?.[0]?.coding,
    seconds: { hide: outcome.seconds.hide, reveal: outcome.seconds.verify },
    warnings: [...(traces === undefined ? [] : [traces]), ...outcome.warnings],
  };
}
