/** Several things under one task: one after another, under one progress. */
import { say, translated } from '../texts/say.ts';
import type { JobOptions } from '../worker/worker-client.ts';
import { problemWords } from './problem-words.ts';

/**
 * Does the same with each of several things. One that fails does not stop the others; cancelling does.
 *
 * @param options - of the task, which tells how far all of them are.
 * @param work - does it with one.
 * @param onProblem - told of one that failed, and why, in the language of the page.
 * @throws the signal's reason when it is aborted.
 */
export async function inTurn<Thing extends { readonly name: string }>(
  things: readonly Thing[],
  { signal, onProgress }: JobOptions,
  work: (thing: Thing, options: JobOptions) => Promise<void>,
  onProblem: (thing: Thing, why: () => string) => void,
): Promise<void> {
  const count = things.length;
  for (const [index, thing] of things.entries()) {
    const tell: JobOptions['onProgress'] = ({ stage, done, total }) =>
      onProgress?.({
        stage: say('turn.stage', { name: thing.name, index: index + 1, count, stage: translated(stage) }),
        done: index + done / total,
        total: count,
      });
    tell({ stage: say('task.starting'), done: 0, total: 1 });
    try {
      await work(thing, { signal, onProgress: tell });
    } catch (error) {
      signal?.throwIfAborted();
      onProblem(thing, () => problemWords(error));
    }
  }
}
