/**
 * Worker threads of Node, seen from outside and from inside.
 */
import { parentPort, Worker } from 'node:worker_threads';
import type { JobHandlers, JobTable, PostedJob, Reply } from './job.ts';
import { answerJob } from './job.ts';
import type { JobThread, ThreadListener } from './job-pool.ts';

/**
 * Starts a thread.
 *
 * @param file - a module that calls `answerJobs`.
 */
export function startNodeThread(file: URL, { onReply, onGone }: ThreadListener): JobThread {
  const worker = new Worker(file, { execArgv: preloads(process.execArgv) });
  worker.on('message', (reply: Reply) => onReply(reply));
  worker.on('error', (error) => onGone(error instanceof Error ? error : new Error(String(error))));
  worker.on('exit', (code) => onGone(new Error(`The thread that did it ended (exit code ${code})`)));
  return {
    post: (job) => worker.postMessage(job),
    end: () => worker.terminate(),
    close: () => worker.postMessage(CLOSE),
  };
}

/** What the parent loaded first, such as plug-ins; its other flags, such as --input-type, would be refused for a file. */
function preloads(flags: readonly string[]): string[] {
  return flags.flatMap((flag, index) => {
    if (/^--(import|require)=/.test(flag)) return [flag];
    return /^(--import|--require|-r)$/.test(flag) ? [flag, flags[index + 1] ?? ''] : [];
  });
}

/** Tells a thread to end by itself: to end it from outside would cut off threads of its own, such as a decoder's. */
const CLOSE = 'close';

/** Does the jobs posted to this thread, one after another. */
export function answerJobs<Table extends JobTable>(handlers: JobHandlers<Table>): void {
  parentPort?.on('message', (message: PostedJob | typeof CLOSE) => {
    if (message === CLOSE) parentPort?.close();
    else void answerJob(handlers, message, (reply) => parentPort?.postMessage(reply));
  });
}
