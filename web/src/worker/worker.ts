/**
 * The worker: everything that takes long. One job at a time; the page ends the whole worker to cancel one, since WebAssembly cannot
 * be interrupted.
 */
import { decodePicture } from '../pictures/decode-picture.ts';
import { attack } from './attack.ts';
import { detect } from './detect.ts';
import { engineOf } from './engine.ts';
import { hide } from './hide.ts';
import type { JobName, Jobs, Reply, Report, Request } from './jobs.ts';
import { reveal } from './reveal.ts';
import { stages } from './stages.ts';
import { buffersOf } from './transfer.ts';

type Handlers = {
  readonly [Name in JobName]: (
    task: Jobs[Name]['task'],
    request: { readonly device: Request['device']; readonly report: Report },
  ) => Promise<Jobs[Name]['answer']>;
};

const HANDLERS: Handlers = {
  engine: async ({ device }, { report }) => (await engineOf(device, report)).engine,
  open: ({ bytes, name }) => decodePicture(bytes, name),
  hide,
  reveal,
  attack,
  detect: async ({ picture }) => detect(picture),
  stages,
};

/** As much of a worker's world as is used; the page's types have another `postMessage`. */
interface DedicatedWorker {
  postMessage(message: Reply, transfer: ArrayBuffer[]): void;
}

const reply = (message: Reply): void => {
  (self as unknown as DedicatedWorker).postMessage(message, buffersOf(message));
};

self.addEventListener('message', async ({ data }: MessageEvent<Request>) => {
  const { number, name, device, task } = data;
  const report: Report = (what, fraction) =>
    reply({ number, kind: 'progress', progress: { what, fraction } });
  try {
    const handler = HANDLERS[name] as (task: unknown, work: unknown) => Promise<unknown>;
    reply({ number, kind: 'done', answer: await handler(task, { device, report }) });
  } catch (error) {
    const { name: kind, message } = error instanceof Error ? error : new Error(String(error));
    reply({ number, kind: 'failed', error: { name: kind, message } });
  }
});
