/**
 * Threads that do the audit's work on all cores. They run nothing but our own code, so that they can be ended in the middle of a task: an abort
 * takes effect at once, and the caller's event loop stays free for it.
 */
import { availableParallelism } from 'node:os';
import { JobPool } from '../../jobs/job-pool.ts';
import { startNodeThread } from '../../jobs/node-threads.node.ts';
import type { JpegFeatureOptions, SeenJpeg } from '../jpeg/jpeg-features.ts';
import type { SeenTiles } from './look.ts';
import type { Measurement } from './protocol.ts';
import type { AuditJobs, LookTask } from './worker-task.ts';

/** The number of threads, and the signal that ends them. */
export interface WorkerPoolOptions {
  /** The most threads; by default one for each core. */
  readonly threads?: number | undefined;
  /** Ends all threads when it is aborted; their jobs are rejected with its reason. */
  readonly signal?: AbortSignal | undefined;
}

/** A pool of threads. */
export class WorkerPool {
  private readonly pool: JobPool<AuditJobs>;
  private readonly signal: AbortSignal | undefined;

  /** @throws RangeError for less than one thread; the signal's reason when it is aborted. */
  constructor({ threads = availableParallelism(), signal }: WorkerPoolOptions = {}) {
    signal?.throwIfAborted();
    this.signal = signal;
    const file = new URL('./audit-worker.node.js', import.meta.url);
    this.pool = new JobPool<AuditJobs>({ threads, start: (listener) => startNodeThread(file, listener) });
  }

  /** As `lookAt`. @throws JobError with what it throws; the signal's reason when it is aborted. */
  look(task: LookTask): Promise<SeenTiles> {
    return this.pool.run('look', task, { signal: this.signal });
  }

  /**
   * As `jpegFeatures`, in shared memory.
   *
   * @throws JobError with what it throws; the signal's reason when it is aborted.
   */
  jpegFeatures({ frame }: SeenJpeg, { colour = false }: JpegFeatureOptions = {}): Promise<Float32Array> {
    return this.pool.run('jpeg', { jpeg: { frame }, colour }, { signal: this.signal });
  }

  /**
   * Does all jobs of a measurement.
   *
   * @param onFold - called after each.
   * @throws JobError with what `carryOut` throws; the signal's reason when it is aborted.
   */
  async measure<T>({ jobs, conclude }: Measurement<T>, onFold?: () => void): Promise<T> {
    const scores = jobs.map(async (job) => {
      const answer = await this.pool.run('fold', job, { signal: this.signal });
      onFold?.();
      return answer;
    });
    return conclude(await Promise.all(scores));
  }

  /** Ends all threads. Unfinished jobs are rejected. */
  dispose(): Promise<void> {
    return this.pool.dispose(new Error('The threads of the audit were ended'));
  }
}
