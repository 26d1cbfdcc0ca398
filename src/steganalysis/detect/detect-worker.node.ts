/** A thread that looks at files, one after the other, until it is told to end. */
import { parentPort } from 'node:worker_threads';
import type { DetectionJob } from './detect-file.node.ts';
import { detectFile } from './detect-file.node.ts';
import type { FileDetection } from './detection.ts';

/** What a thread answers for a file. */
export type DetectionAnswer = { readonly detection: FileDetection } | { readonly reason: string };

parentPort?.on('message', async (job: DetectionJob | 'end') => {
  // Ends by itself with nothing left to do: to end it from outside would cut off the decoder's own threads.
  if (job === 'end') parentPort?.close();
  else parentPort?.postMessage(await answer(job));
});

async function answer(job: DetectionJob): Promise<DetectionAnswer> {
  try {
    return { detection: await detectFile(job) };
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}
