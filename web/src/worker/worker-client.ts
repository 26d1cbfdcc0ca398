/**
 * The page's side of the worker: jobs as promises, one after the other, each of which can be cancelled.
 */
import type { DeviceChoice, JobName, Jobs, Progress, Reply, Request } from './jobs.ts';
import { buffersOf, copied } from './transfer.ts';

export interface JobOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** A job failed; `message` is for people. */
export class JobError extends Error {
  override readonly name = 'JobError';
  /** Name of the error in the worker, such as `NothingHiddenError`. */
  readonly kind: string;

  constructor(kind: string, message: string) {
    super(message);
    this.kind = kind;
  }
}

interface WaitingJob {
  readonly request: Request;
  readonly options: JobOptions;
  resolve(answer: unknown): void;
  reject(reason: unknown): void;
}

/** Runs jobs in a worker, which is started with the first one and started anew after a job was cancelled. */
export class Studio {
  device: DeviceChoice = 'auto';
  private worker: Worker | undefined;
  private running: WaitingJob | undefined;
  private readonly waiting: WaitingJob[] = [];
  private number = 0;

  /**
   * @throws JobError when it fails; the signal's reason when it is aborted.
   */
  run<Name extends JobName>(
    name: Name,
    task: Jobs[Name]['task'],
    options: JobOptions = {},
  ): Promise<Jobs[Name]['answer']> {
    const { signal } = options;
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      const request = { number: ++this.number, name, device: this.device, task } as unknown as Request;
      const job: WaitingJob = { request, options, resolve: resolve as (answer: unknown) => void, reject };
      signal?.addEventListener('abort', () => this.cancel(job), { once: true });
      this.waiting.push(job);
      this.next();
    });
  }

  /**
   * Gives back the memory that large pictures have taken, which WebAssembly keeps as long as its worker lives, and which the rest of a worker gives
   * back when it likes. Nothing happens while a job runs or waits.
   */
  release(): void {
    if (this.running === undefined && this.waiting.length === 0) this.restart();
  }

  /** Ends the worker: the next job starts on a fresh one, with what it needs from the caches. */
  private restart(): void {
    this.worker?.terminate();
    this.worker = undefined;
  }

  private next(): void {
    if (this.running !== undefined) return;
    this.running = this.waiting.shift();
    if (this.running === undefined) return;
    this.worker ??= this.start();
    const request = copied(this.running.request);
    this.worker.postMessage(request, buffersOf(request));
  }

  private start(): Worker {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'studio' });
    worker.addEventListener('message', ({ data }: MessageEvent<Reply>) => this.receive(data));
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      if (this.worker !== worker) return;
      // Its module could not be loaded, or its memory is used up.
      this.restart();
      const message = event.message || 'The part of the page that does the work could not be started.';
      this.finish()?.reject(new JobError('WorkerError', message));
    });
    return worker;
  }

  private receive(reply: Reply): void {
    if (this.running?.request.number !== reply.number) return;
    switch (reply.kind) {
      case 'progress':
        this.running.options.onProgress?.(reply.progress);
        break;
      case 'done':
        this.finish()?.resolve(reply.answer);
        break;
      case 'failed':
        this.finish()?.reject(new JobError(reply.error.name, reply.error.message));
        break;
    }
  }

  /** The job that ran, after which the next one runs. */
  private finish(): WaitingJob | undefined {
    const job = this.running;
    this.running = undefined;
    // After whoever waits for this one.
    queueMicrotask(() => this.next());
    return job;
  }

  private cancel(job: WaitingJob): void {
    const reason = job.options.signal?.reason;
    const at = this.waiting.indexOf(job);
    if (at >= 0) {
      this.waiting.splice(at, 1);
      job.reject(reason);
    } else if (this.running === job) {
      this.restart();
      this.finish()?.reject(reason);
    }
  }
}

/** The page's one worker. */
export const studio = new Studio();
