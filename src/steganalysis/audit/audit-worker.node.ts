/** A thread of the audit: does one task after another until it is ended. */
import { parentPort } from 'node:worker_threads';
import type { TaskAnswer, WorkerTask } from './worker-task.ts';
import { performTask } from './worker-task.ts';

parentPort?.on('message', (task: WorkerTask) => parentPort?.postMessage(answer(task)));

function answer(task: WorkerTask): TaskAnswer {
  try {
    return { result: performTask(task) };
  } catch (error) {
    return { error };
  }
}
