/** Runs the detectors on many picture files, on all cores. */
import { availableParallelism } from 'node:os';
import { JobError } from '../../jobs/job.ts';
import { JobPool } from '../../jobs/job-pool.ts';
import { startNodeThread } from '../../jobs/node-threads.node.ts';
import { STEGEXPOSE_THRESHOLD } from '../stegexpose/detector.ts';
import { TEXTBOOK_THRESHOLD } from '../textbook/textbook-detection.ts';
import type { DetectionJob } from './detect-file.node.ts';
import { detectFile } from './detect-file.node.ts';
import type { DetectionJobs } from './detect-worker.node.ts';
import type { DetectionMode, Detections, FileDetection } from './detection.ts';
import type { CoverFinder } from './find-pictures.node.ts';

/** Options of detection. */
export interface DetectOptions {
  /** Whose numbers: StegExpose's (`strict`) or the papers' (`fixed`). */
  readonly mode: DetectionMode;
  /** Strict mode only: stops with a file as soon as it looks clean. */
  readonly fast?: boolean | undefined;
  /** The fused score above which a file is suspicious, 0 to 1; by default that of the mode. */
  readonly threshold?: number | undefined;
  /** Returns the cover of each file. */
  readonly coverOf?: CoverFinder | undefined;
  /** The secret that may show in the residuals; with `coverOf`. */
  readonly secret?: string | undefined;
  /** The most threads; by default one for each core. */
  readonly threads?: number | undefined;
  /** Stops when it is aborted, after the files under way; its reason is thrown. */
  readonly signal?: AbortSignal | undefined;
  /** Receives each file when it is done, in any order. */
  readonly onFile?: ((path: string, done: number, total: number) => void) | undefined;
}

/**
 * Runs the detectors on files.
 *
 * @param paths - the files, in any order.
 * @returns the results, sorted by path; files that cannot be read are named among them.
 * @throws the signal's reason, after the files under way are done.
 */
export async function detectFiles(paths: readonly string[], options: DetectOptions): Promise<Detections> {
  const { mode, fast = false, coverOf, secret, signal, onFile } = options;
  const threshold = options.threshold ?? (mode === 'strict' ? STEGEXPOSE_THRESHOLD : TEXTBOOK_THRESHOLD);
  const sorted = [...paths].sort();
  const jobs = sorted.map((path) => ({ path, mode, fast, threshold, cover: coverOf?.(path), secret }));
  const answers = new Map<string, DetectionAnswer>();
  const threads = Math.min(options.threads ?? availableParallelism(), jobs.length);
  const file = new URL('./detect-worker.node.js', import.meta.url);
  // Not interrupted, because ending a thread from outside would cut off the decoder's own threads.
  const pool =
    threads > 1
      ? new JobPool<DetectionJobs>({
          threads,
          start: (listener) => startNodeThread(file, listener),
          interrupts: false,
        })
      : undefined;
  const look = async (job: DetectionJob): Promise<void> => {
    const answer = await (pool?.run('detect', job, { signal }) ?? detectFile(job)).then(
      (detection) => ({ detection }),
      (error) => ({ reason: reasonOf(job.path, error, pool !== undefined) }),
    );
    if (signal?.aborted) return;
    answers.set(job.path, answer);
    onFile?.(job.path, answers.size, sorted.length);
  };
  if (pool === undefined) {
    for (const job of jobs) if (!signal?.aborted) await look(job);
  } else {
    await Promise.all(jobs.map(look));
    pool.close();
  }
  signal?.throwIfAborted();

  const files: FileDetection[] = [];
  const unreadable: { path: string; reason: string }[] = [];
  for (const path of sorted) {
    const answer = answers.get(path)!;
    if ('detection' in answer) files.push(answer.detection);
    else unreadable.push({ path, reason: answer.reason });
  }
  return { mode, fast, threshold, files, unreadable };
}

/** The result of a file. */
type DetectionAnswer = { readonly detection: FileDetection } | { readonly reason: string };

/** An error of the job names the file; the error of a lost thread does not. */
function reasonOf(path: string, error: unknown, onThread: boolean): string {
  const message = error instanceof Error ? error.message : String(error);
  return onThread && !(error instanceof JobError) ? `${path}: ${message}` : message;
}
