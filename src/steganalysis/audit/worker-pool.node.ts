/**
 * Threads that do the audit's work on all cores. They run nothing but our own code, so that they can be ended in the middle of a task: an abort
 * takes effect at once, and the caller's event loop stays free for it.
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { PhotoScores } from './judgement.ts';
import type { SeenTiles } from './look.ts';
import type { Measurement } from './protocol.ts';
import type { TaskAnswer, TaskResults, WorkerTask } from './worker-task.ts';

/** How many threads, and what ends them. */
export interface WorkerPoolOptions {
  /** Threads at most; one for each core when left out. */
  readonly threads?: number | undefined;
  /** Ends all threads when it is aborted; what they were asked for is rejected with its reason. */
  readonly signal?: AbortSignal | undefined;
}

interface Waiting {
  readonly task: WorkerTask;
  resolve(result: TaskResults[WorkerTask['kind']]): void;
  reject(reason: unknown): void;
}

/**
 * A pool of threads. Tasks begin in the order in which they were asked for, and their results do not depend on how many threads there are.
 */
export class WorkerPool {
  private readonly threads: number;
  private readonly signal: AbortSignal | undefined;
  private readonly onAbort = (): void => this.end(this.signal?.reason);
  /** What each thread is doing; undefined for one that waits. */
  private readonly workers = new Map<Worker, Waiting | undefined>();
  private readonly queue: Waiting[] = [];
  /** Why nothing can be asked for any more. */
  private ended: { readonly reason: unknown } | undefined;

  /** @throws RangeError when there is to be no thread; the signal's reason when it is aborted. */
  constructor({ threads = availableParallelism(), signal }: WorkerPoolOptions = {}) {
    if (!Number.isSafeInteger(threads) || threads < 1) {
      throw new RangeError(`Expected a positive whole number of threads but received ${threads}`);
    }
    signal?.throwIfAborted();
    this.threads = threads;
    this.signal = signal;
    signal?.addEventListener('abort', this.onAbort, { once: true });
  }

  /** As `lookAt`. @throws as it does; the signal's reason when it is aborted. */
  look(task: Omit<Extract<WorkerTask, { kind: 'look' }>, 'kind'>): Promise<SeenTiles> {
    return this.ask({ kind: 'look', ...task }) as Promise<SeenTiles>;
  }

  /**
   * Does all jobs of a measurement.
   *
   * @param onFold - called after each.
   * @throws as `carryOut`; the signal's reason when it is aborted.
   */
  async measure<T>({ jobs, conclude }: Measurement<T>, onFold?: () => void): Promise<T> {
    const scores = jobs.map(async (job) => {
      const answer = (await this.ask({ kind: 'fold', job })) as PhotoScores[];
      onFold?.();
      return answer;
    });
    return conclude(await Promise.all(scores));
  }

  /** Ends all threads. What was asked for and is not done yet is rejected. */
  async dispose(): Promise<void> {
    this.end(new Error('The threads of the audit were ended'));
    await Promise.all([...this.workers.keys()].map((worker) => worker.terminate()));
  }

  private ask(task: WorkerTask): Promise<TaskResults[WorkerTask['kind']]> {
    if (this.ended !== undefined) return Promise.reject(this.ended.reason);
    return new Promise((resolve, reject) => {
      this.queue.push({ task, resolve, reject });
      this.assign();
    });
  }

  /** Gives tasks to threads that wait, and starts threads while there are too few. */
  private assign(): void {
    for (const [worker, current] of this.workers) {
      if (current === undefined) this.next(worker);
    }
    while (this.queue.length > 0 && this.workers.size < this.threads) this.next(this.start());
  }

  private next(worker: Worker): void {
    const waiting = this.queue.shift();
    this.workers.set(worker, waiting);
    if (waiting === undefined) return;
    worker.postMessage(waiting.task);
  }

  private start(): Worker {
    // Flags of the parent, such as --input-type, would be refused for a file.
    const worker = new Worker(new URL('./audit-worker.node.js', import.meta.url), { execArgv: [] });
    worker.on('message', (answer: TaskAnswer) => {
      const waiting = this.workers.get(worker);
      if ('error' in answer) waiting?.reject(answer.error);
      else waiting?.resolve(answer.result);
      this.next(worker);
    });
    worker.on('error', (error) => this.end(error));
    worker.on('exit', (code) => this.end(new Error(`A thread of the audit ended (exit code ${code})`)));
    return worker;
  }

  private end(reason: unknown): void {
    if (this.ended !== undefined) return;
    this.ended = { reason };
    this.signal?.removeEventListener('abort', this.onAbort);
    for (const { reject } of this.queue.splice(0)) reject(reason);
    for (const [worker, waiting] of this.workers) {
      waiting?.reject(reason);
      void worker.terminate();
    }
  }
}
