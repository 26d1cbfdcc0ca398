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
import { hide, room } from './hide.ts';
import { JobProgress } from './job-progress.ts';
import type { DeviceChoice, JobContext, Jobs } from './jobs.ts';
import { markPicture, ownerKey, registry, verifyPicture } from './mark.ts';
import { reveal } from './reveal.ts';
import { stages } from './stages.ts';
import { buffersOf } from './transfer.ts';

function contextOf(device: DeviceChoice, onProgress: ProgressListener, stage: string): JobContext {
  return { device, progress: new JobProgress(onProgress, stage) };
}

const HANDLERS: JobHandlers<Jobs> = {
  engine: async ({ device }, onProgress) =>
    (await engineOf(device, contextOf(device, onProgress, 'Starting').progress.prepare)).engine,
  open: ({ task: { bytes, name } }) => decodePicture(bytes, name),
  hide: ({ task, device }, onProgress) => hide(task, contextOf(device, onProgress, 'Hiding')),
  room: ({ task, device }, onProgress) => room(task, contextOf(device, onProgress, 'Measuring')),
  reveal: ({ task, device }, onProgress) => reveal(task, contextOf(device, onProgress, 'Revealing')),
  attack: ({ task, device }, onProgress) => attack(task, contextOf(device, onProgress, 'Attacking')),
  detect: ({ task: { picture } }) => detect(picture),
  mark: ({ task, device }, onProgress) => markPicture(task, contextOf(device, onProgress, 'Marking')),
  verify: ({ task, device }, onProgress) => verifyPicture(task, contextOf(device, onProgress, 'Looking')),
  ownerKey: ({ task }) => ownerKey(task),
  registry: ({ task }) => registry(task),
  stages: ({ task, device }, onProgress) => stages(task, contextOf(device, onProgress, 'Looking inside')),
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
