import { type Signal, signal } from '@preact/signals';
import type { Progress } from '../../../src/browser.ts';
import { JobError, type JobOptions } from '../worker/worker-client.ts';

/** A long task: its progress, a way to end it, and the reason if it failed. */
export interface Task {
  /** While it runs. */
  readonly progress: Signal<Progress | undefined>;
  /** After it failed, for people; empty otherwise. */
  readonly problem: Signal<string>;
  /**
   * Runs work, after ending the task's previous work.
   *
   * @returns whether it finished.
   */
  run(what: string, work: (options: JobOptions) => Promise<void>): Promise<boolean>;
  cancel(): void;
}

export function createTask(): Task {
  const progress = signal<Progress | undefined>(undefined);
  const problem = signal('');
  let controller: AbortController | undefined;
  return {
    progress,
    problem,
    async run(what, work) {
      controller?.abort();
      const own = new AbortController();
      controller = own;
      problem.value = '';
      progress.value = { stage: what, done: 0, total: 1 };
      const onProgress = (now: Progress): void => {
        if (controller === own) progress.value = now;
      };
      try {
        await work({ signal: own.signal, onProgress });
        return !own.signal.aborted;
      } catch (error) {
        if (!own.signal.aborted) problem.value = messageOf(error);
        return false;
      } finally {
        if (controller === own) {
          progress.value = undefined;
          controller = undefined;
        }
      }
    },
    cancel: () => controller?.abort(),
  };
}

function messageOf(error: unknown): string {
  if (error instanceof JobError) return error.message;
  const message = error instanceof Error ? error.message : String(error);
  if (/memory|allocat|Array buffer/i.test(message)) {
    return 'The browser has not enough memory for pictures of this size. Smaller pictures, or the command line, will do.';
  }
  return `Something went wrong: ${message}`;
}
