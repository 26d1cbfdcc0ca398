import { computed, type Signal, signal } from '@preact/signals';
import type { Progress } from '../../../src/browser.ts';
import type { JobOptions } from '../worker/worker-client.ts';
import { problemWords } from './problem-words.ts';

/** Where a task stands. */
export interface TaskProgress {
  /** What is being done. */
  readonly stage: string;
  /** How much is done, 0-1; never less than before. */
  readonly done: number;
  /** An estimate, once there is something to estimate from. */
  readonly secondsLeft?: number;
}

/** A long task: its progress, a way to end it, and the reason if it failed. */
export interface Task {
  /** While it runs. */
  readonly progress: Signal<TaskProgress | undefined>;
  /** After it failed: why, in the language of the page; empty otherwise. */
  readonly problem: Signal<'' | (() => string)>;
  /** What had the focus when it began, and should have it again when it is cancelled. */
  readonly origin: Element | null;
  /**
   * Runs work, after ending the task's previous work.
   *
   * @returns whether it finished.
   */
  run(what: string, work: (options: JobOptions) => Promise<void>): Promise<boolean>;
  cancel(): void;
}

/** An estimate of the time that is left needs so much time, and so much done. */
const ESTIMATE_AFTER = { seconds: 3, done: 0.1 };

const running = signal(0);

/** Whether anything is going on that leaving the page would end. */
export const isBusy = computed(() => running.value > 0);

export function createTask(): Task {
  const progress = signal<TaskProgress | undefined>(undefined);
  const problem = signal<'' | (() => string)>('');
  let controller: AbortController | undefined;
  let origin: Element | null = null;
  return {
    progress,
    problem,
    get origin() {
      return origin;
    },
    async run(what, work) {
      controller?.abort();
      const own = new AbortController();
      controller = own;
      origin = document.activeElement;
      problem.value = '';
      progress.value = { stage: what, done: 0 };
      running.value += 1;
      const started = performance.now();
      const onProgress = ({ stage, done, total }: Progress): void => {
        if (controller !== own) return;
        const furthest = Math.max(progress.value?.done ?? 0, done / total);
        progress.value = { stage, done: furthest, ...timeLeft(furthest, performance.now() - started) };
      };
      try {
        await work({ signal: own.signal, onProgress });
        return !own.signal.aborted;
      } catch (error) {
        if (!own.signal.aborted) problem.value = () => problemWords(error);
        return false;
      } finally {
        running.value -= 1;
        if (controller === own) {
          progress.value = undefined;
          controller = undefined;
        }
      }
    },
    cancel: () => controller?.abort(),
  };
}

function timeLeft(done: number, milliseconds: number): { readonly secondsLeft?: number } {
  const seconds = milliseconds / 1000;
  if (seconds < ESTIMATE_AFTER.seconds || done < ESTIMATE_AFTER.done) return {};
  return { secondsLeft: (seconds * (1 - done)) / done };
}
