/** Files that came several at once. */
import { signal } from '@preact/signals';
import { chooseAny, chooseCover, chooseSecret, openingSecret } from './hide-state.ts';

/** Two pictures, until it is said which of them is the secret. */
export const pairToSort = signal<readonly [File, File] | undefined>(undefined);

/**
 * Takes one file for what is missing; of two a file that is no picture is the secret, and of two pictures it is asked.
 *
 * @param single - takes a file that came alone.
 */
export async function chooseSeveral(
  files: readonly File[],
  single: (file: File) => Promise<void> = chooseAny,
): Promise<void> {
  pairToSort.value = undefined;
  const [first, second, ...more] = files;
  if (first === undefined) return;
  if (second === undefined) return single(first);
  if (more.length > 0) {
    openingSecret.problem.value = `Those are ${files.length} files. Two fit at a time: a secret and its cover.`;
    return;
  }
  const others = [first, second].filter(({ type }) => !type.startsWith('image/'));
  if (others.length === 1) return openBoth(others[0]!, others[0] === first ? second : first);
  pairToSort.value = [first, second];
}

/** @param secret - index of the secret; undefined to use neither file. */
export async function answerPair(secret: number | undefined): Promise<void> {
  const pair = pairToSort.value;
  pairToSort.value = undefined;
  if (pair !== undefined && secret !== undefined) await openBoth(pair[secret]!, pair[1 - secret]!);
}

async function openBoth(secret: File, cover: File): Promise<void> {
  await Promise.all([chooseSecret(secret), chooseCover(cover)]);
}
