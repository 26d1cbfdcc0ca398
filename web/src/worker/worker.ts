/**
 * The worker, which does all long work. One job at a time; the page ends the whole worker to cancel one, since WebAssembly cannot
 * be interrupted.
 */
import {
  answerJob,
  type JobHandlers,
  type PostedJob,
  type ProgressListener,
  type Reply,
} from '../../../src/browser.ts';
import { decodePicture } from '../pictures/decode-picture.ts';
import { attack } from './attack.ts';
import { detect } from './detect.ts';
import { engineOf } from './engine.ts';
import { hide } from './hide.ts';
import type { Jobs, Report } from './jobs.ts';
import { reveal } from './reveal.ts';
import { stages } from './stages.ts';
import { buffersOf } from './transfer.ts';

const reporting =
  (onProgress: ProgressListener): Report =>
  (stage, fraction) =>
    onProgress({ stage, done: fraction, total: 1 });

const HANDLERS: JobHandlers<Jobs> = {
  engine: async ({ device }, onProgress) => (await engineOf(device, reporting(onProgress))).engine,
  open: ({ task: { bytes, name } }) => decodePicture(bytes, name),
  hide: ({ task, device }, onProgress) => hide(task, { device, onProgress }),
  reveal: ({ task, device }, onProgress) => reveal(task, { device, onProgress }),
  attack: ({ task, device }, onProgress) => attack(task, { device, onProgress }),
  detect: ({ task: { picture } }) => detect(picture),
  stages: ({ task, device }, onProgress) => stages(task, { device, report: reporting(onProgress) }),
};

/** The part of a worker's scope that is used; the page's types have another `postMessage`. */
interface DedicatedWorker {
  postMessage(message: Reply, transfer: ArrayBuffer[]): void;
}

self.addEventListener('message', ({ data }: MessageEvent<PostedJob>) => {
  void answerJob(HANDLERS, data, (reply) =>
    (self as unknown as DedicatedWorker).postMessage(reply, buffersOf(reply)),
  );
});
