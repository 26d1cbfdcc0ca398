/**
 * Threads that do jobs. Jobs start in the order in which they were requested; their results do not depend on the number of threads.
 * It is the same in Node and in a page: the caller passes in how a thread is started.
 */
import type { JobTable, PostedJob, Reply } from './job.ts';
import { JobError } from './job.ts';
import type { ProgressListener } from './work.ts';

/** A thread, from outside. */
export interface JobThread {
  /** Gives it a job. It throws where the task cannot be posted. */
  post(job: PostedJob): void;
  /** Ends it at once, whatever it is doing. */
  end(): unknown;
  /** Lets it end by itself; it has nothing to do. */
  close(): unknown;
}

/** The messages of a thread. */
export interface ThreadListener {
  /**
   * The thread says where its job stands, or what came of it.
   *
   * @param reply - of the job that was posted last.
   */
  onReply(reply: Reply): void;
  /**
   * It is gone, and not because it was ended.
   *
   * @param error - why it is gone.
   */
  onGone(error: Error): void;
}

/** The options of a pool. */
export interface JobPoolOptions {
  /** Starts a thread that tells this listener. */
  start(listener: ThreadListener): JobThread;
  /** Most threads at a time, at least 1; each is started when there is work for it. */
  readonly threads: number;
  /**
   * Whether cancelling a job ends its thread; true by default. Otherwise the job runs to its end, as it must if a thread has threads of its
   * own, and only jobs that have not started are cancelled.
   */
  readonly interrupts?: boolean | undefined;
}

/** How to cancel a job and follow its progress. */
export interface JobOptions {
  /** Cancels the job when it is aborted; the job rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
  /** Told where the job stands. */
  readonly onProgress?: ProgressListener | undefined;
}

interface WaitingJob {
  readonly job: PostedJob;
  readonly options: JobOptions;
  resolve(answer: unknown): void;
  reject(reason: unknown): void;
}

/** The jobs that a signal cancels, and how it does. */
interface Following {
  readonly jobs: Set<WaitingJob>;
  readonly onAbort: () => void;
}

interface PoolThread {
  readonly thread: JobThread;
  running: WaitingJob | undefined;
}

/** A pool of threads. */
export class JobPool<Table extends JobTable> {
  private readonly options: JobPoolOptions;
  private readonly threads = new Set<PoolThread>();
  private readonly waiting: WaitingJob[] = [];
  private readonly following = new Map<AbortSignal, Following>();
  private number = 0;
  /** Why the pool takes no more jobs. */
  private ended: Error | undefined;

  /** @throws RangeError for less than one thread. */
  constructor(options: JobPoolOptions) {
    const { threads } = options;
    if (!Number.isSafeInteger(threads) || threads < 1) {
      throw new RangeError(`Expected a positive whole number of threads but received ${threads}`);
    }
    this.options = options;
  }

  /**
   * Does a job on the next free thread.
   *
   * @param name - the job's name in the table.
   * @param task - what the job takes, as the table says.
   * @throws JobError with the name and the code of what was thrown there; Error when its thread is gone; the signal's reason when it is
   *   aborted.
   */
  run<Name extends keyof Table & string>(
    name: Name,
    task: Table[Name]['task'],
    options: JobOptions = {},
  ): Promise<Table[Name]['answer']> {
    const { signal } = options;
    if (this.ended !== undefined) return Promise.reject(this.ended);
    if (signal?.aborted) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      this.number += 1;
      const waiting: WaitingJob = {
        job: { number: this.number, name, task },
        options,
        resolve: resolve as (answer: unknown) => void,
        reject,
      };
      if (signal !== undefined) this.cancelWith(signal, waiting);
      this.waiting.push(waiting);
      this.assign();
    });
  }

  /** Ends idle threads, which frees their memory. Does nothing while a job runs or waits. */
  release(): void {
    if (this.waiting.length > 0 || [...this.threads].some(({ running }) => running !== undefined)) return;
    for (const one of this.threads) {
      this.threads.delete(one);
      one.thread.end();
    }
  }

  /** Lets idle threads end by themselves, once no job waits. The pool stays usable. */
  close(): void {
    for (const one of this.threads) {
      if (one.running !== undefined) continue;
      this.threads.delete(one);
      one.thread.close();
    }
  }

  /**
   * Ends all threads. What was asked for and is not done yet is rejected, and so is whatever is asked for later.
   *
   * @param reason - what the jobs are rejected with.
   */
  async dispose(reason = new Error('The threads were ended')): Promise<void> {
    this.ended ??= reason;
    for (const { reject } of this.waiting.splice(0)) reject(this.ended);
    const threads = [...this.threads];
    this.threads.clear();
    for (const { running } of threads) running?.reject(this.ended);
    await Promise.all(threads.map(({ thread }) => thread.end()));
  }

  /** Cancels the job when the signal is aborted. All jobs of a signal share one listener: Node warns of leaks where there are many. */
  private cancelWith(signal: AbortSignal, waiting: WaitingJob): void {
    const following = this.following.get(signal) ?? this.follow(signal);
    following.jobs.add(waiting);
    const forget = (): void => {
      following.jobs.delete(waiting);
      if (following.jobs.size > 0) return;
      signal.removeEventListener('abort', following.onAbort);
      this.following.delete(signal);
    };
    const { resolve, reject } = waiting;
    waiting.resolve = (answer) => {
      forget();
      resolve(answer);
    };
    waiting.reject = (reason) => {
      forget();
      reject(reason);
    };
  }

  private follow(signal: AbortSignal): Following {
    const jobs = new Set<WaitingJob>();
    const onAbort = (): void => {
      for (const job of [...jobs]) this.cancel(job, signal.reason);
    };
    const following = { jobs, onAbort };
    this.following.set(signal, following);
    signal.addEventListener('abort', onAbort, { once: true });
    return following;
  }

  private cancel(job: WaitingJob, reason: unknown): void {
    const at = this.waiting.indexOf(job);
    if (at >= 0) {
      this.waiting.splice(at, 1);
      job.reject(reason);
      return;
    }
    if (this.options.interrupts === false) return;
    for (const one of this.threads) {
      if (one.running !== job) continue;
      this.threads.delete(one);
      one.thread.end();
      job.reject(reason);
      // After those who wait for this one.
      queueMicrotask(() => this.assign());
    }
  }

  /** Gives jobs to idle threads, and starts threads while there are too few. */
  private assign(): void {
    for (const one of this.threads) if (one.running === undefined) this.give(one);
    while (this.waiting.length > 0 && this.threads.size < this.options.threads) this.give(this.start());
  }

  private give(one: PoolThread): void {
    const next = this.waiting.shift();
    one.running = next;
    if (next === undefined) return;
    try {
      one.thread.post(next.job);
    } catch (error) {
      // It cannot be posted: that is the job's fault, not the thread's.
      one.running = undefined;
      next.reject(error);
      this.give(one);
    }
  }

  private start(): PoolThread {
    const listener: ThreadListener = {
      onReply: (reply) => this.receive(one, reply),
      onGone: (error) => {
        if (!this.threads.delete(one)) return;
        one.running?.reject(error);
        queueMicrotask(() => this.assign());
      },
    };
    const one: PoolThread = { thread: this.options.start(listener), running: undefined };
    this.threads.add(one);
    return one;
  }

  private receive(one: PoolThread, reply: Reply): void {
    const { running } = one;
    if (!this.threads.has(one) || running?.job.number !== reply.number) return;
    if (reply.kind === 'progress') {
      running.options.onProgress?.(reply.progress);
      return;
    }
    one.running = undefined;
    if (reply.kind === 'done') running.resolve(reply.answer);
    else running.reject(new JobError(reply.error));
    // After those who wait for this one.
    queueMicrotask(() => this.assign());
  }
}
