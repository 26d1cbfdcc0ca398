/** Looks at many picture files, on all cores. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { STEGEXPOSE_THRESHOLD } from '../stegexpose/detector.ts';
import { TEXTBOOK_THRESHOLD } from '../textbook/textbook-detection.ts';
import type { DetectionJob } from './detect-file.node.ts';
import { detectFile } from './detect-file.node.ts';
import type { DetectionAnswer } from './detect-worker.node.ts';
import type { DetectionMode, Detections, FileDetection } from './detection.ts';
import type { CoverFinder } from './find-pictures.node.ts';

/** How to look at files. */
export interface DetectOptions {
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
  const settle = (path: string, answer: DetectionAnswer): void => {
    answers.set(path, answer);
    onFile?.(path, answers.size, sorted.length);
  };
  const waiting = jobs.values();
  const take = (): DetectionJob | undefined => (signal?.aborted ? undefined : waiting.next().value);

  const threads = Math.min(options.threads ?? availableParallelism(), jobs.length);
  if (threads > 1) {
    await Promise.all(Array.from({ length: threads }, () => onThread(take, settle)));
  } else {
    for (let job = take(); job !== undefined; job = take()) settle(job.path, await here(job));
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

async function here(job: DetectionJob): Promise<DetectionAnswer> {
  try {
    return { detection: await detectFile(job) };
  } catch (error) {
    return { reason: messageOf(error) };
  }
}

/** Works on a thread until no job is left; a file that ends the thread is given up, and the next gets a new one. */
async function onThread(
  take: () => DetectionJob | undefined,
  settle: (path: string, answer: DetectionAnswer) => void,
): Promise<void> {
  for (let job = take(); job !== undefined; job = take()) {
    let current: DetectionJob | undefined = job;
    let reason = 'the thread that read it ended';
    // Flags of the parent, such as --input-type, would be refused for a file.
    const worker = new Worker(new URL('./detect-worker.node.js', import.meta.url), { execArgv: [] });
    await new Promise<void>((resolve) => {
      worker.on('message', (answer: DetectionAnswer) => {
        settle(current!.path, answer);
        current = take();
        worker.postMessage(current ?? 'end');
      });
      worker.on('error', (error) => {
        reason = messageOf(error);
      });
      worker.on('exit', () => resolve());
      worker.postMessage(job);
    });
    if (current !== undefined) settle(current.path, { reason: `${current.path}: ${reason}` });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
