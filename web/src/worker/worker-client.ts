/**
 * The page's side of the worker: jobs as promises, one after the other, each of which can be cancelled.
 */
import {
  JobError,
  type JobOptions,
  JobPool,
  type JobThread,
  type Reply,
  type ThreadListener,
} from '../../../src/browser.ts';
import type { DeviceChoice, JobName, Jobs } from './jobs.ts';
import { openWorker } from './open-worker.ts';
import { buffersOf, copied } from './transfer.ts';

export { JobError, type JobOptions };

/** Runs jobs in a worker, which starts with the first job and restarts after a job was cancelled. */
export class Studio {
  device: DeviceChoice = 'auto';
  private readonly pool = new JobPool<Jobs>({ threads: 1, start: startWorker });

  /**
   * @throws JobError when it fails; the signal's reason when it is aborted.
   */
  run<Name extends JobName>(
    name: Name,
    task: Jobs[Name]['task']['task'],
    options: JobOptions = {},
  ): Promise<Jobs[Name]['answer']> {
    return this.pool.run(name, { device: this.device, task } as Jobs[Name]['task'], options);
  }

  /**
   * Frees the memory of large pictures, which WebAssembly keeps as long as its worker lives and the rest of a worker frees at an unknown time.
   * Does nothing while a job runs or waits.
   */
  release(): void {
    this.pool.release();
  }
}

function startWorker({ onReply, onGone }: ThreadListener): JobThread {
  const worker = openWorker();
  worker.addEventListener('message', ({ data }: MessageEvent<Reply>) => onReply(data));
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    worker.terminate();
    // Its module could not be loaded, or its memory is used up.
    onGone(new Error(event.message || 'The part of the page that does the work could not be started.'));
  });
  return {
    post(job) {
      const copy = copied(job);
      worker.postMessage(copy, buffersOf(copy));
    },
    end: () => worker.terminate(),
    close: () => worker.terminate(),
  };
}

/** The page's worker for all that somebody waits for. */
export const studio = new Studio();

/** Another one for what is measured while somebody still chooses: it is ended with every change, and the networks of the first one stay. */
export const gauge = new Studio();
