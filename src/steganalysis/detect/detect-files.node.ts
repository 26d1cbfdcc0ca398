/** Looks at many picture files, on all cores. */
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

/** How to look at files. */
export interface DetectOptions {
  /** Whose numbers: StegExpose's (`strict`) or the papers' (`fixed`). */
  readonly mode: DetectionMode;
  /** Strict mode only: leave a file as soon as it looks clean. */
  readonly fast?: boolean | undefined;
  /** Above which fused score a file is suspicious, 0 to 1; that of the mode when left out. */
  readonly threshold?: number | undefined;
  /** Gives the cover of each file. */
  readonly coverOf?: CoverFinder | undefined;
  /** The secret that may show in the residuals; with `coverOf`. */
  readonly secret?: string | undefined;
  /** Threads at most; one for each core when left out. */
  readonly threads?: number | undefined;
  /** Stops when it is aborted, after the files under way; its reason is thrown. */
  readonly signal?: AbortSignal | undefined;
  /** Told about each file when it is done, in whatever order. */
  readonly onFile?: ((path: string, done: number, total: number) => void) | undefined;
}

/**
 * Runs the detectors on files.
 *
 * @param paths - the files, in any order.
 * @returns what was found, sorted by path whatever was finished first; files that cannot be read are among them by name.
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
  // Not broken off: to end a thread from outside would cut off the decoder's own threads.
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

/** What is known of a file. */
type DetectionAnswer = { readonly detection: FileDetection } | { readonly reason: string };

/** What was thrown names the file; that a thread is gone does not. */
function reasonOf(path: string, error: unknown, onThread: boolean): string {
  const message = error instanceof Error ? error.message : String(error);
  return onThread && !(error instanceof JobError) ? `${path}: ${message}` : message;
}
