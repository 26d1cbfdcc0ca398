/** Files that came several at once. */

import { computed, signal } from '@preact/signals';
import { say } from '../texts/say.ts';
import { chooseAny, chooseCover, chooseSecret, openingSecret } from './hide-state.ts';

/** The most files that are shown to choose from. */
const MOST_FILES = 12;

/** What a file is wanted for. */
export interface FileQuestion {
  readonly role: 'secret' | 'cover';
  readonly files: readonly File[];
}

/** Files of which two are to be used, and the secret among them once it was said. */
const unsorted = signal<{ readonly files: readonly File[]; readonly secret?: File } | undefined>(undefined);

/** What has to be asked of files that came at once: first which is the secret, then which of several others is the cover. */
export const fileQuestion = computed<FileQuestion | undefined>(() => {
  const open = unsorted.value;
  if (open === undefined) return undefined;
  const { files, secret } = open;
  if (secret === undefined) return { role: 'secret', files };
  return { role: 'cover', files: files.filter((file) => file !== secret) };
});

/**
 * Takes one file for what is missing; of two a file that is no picture is the secret, and of more, or of two pictures, it is asked.
 *
 * @param single - takes a file that came alone.
 */
export async function chooseSeveral(
  files: readonly File[],
  single: (file: File) => Promise<void> = chooseAny,
): Promise<void> {
  unsorted.value = undefined;
  const [first, second] = files;
  if (first === undefined) return;
  if (second === undefined) return single(first);
  if (files.length > MOST_FILES) {
    openingSecret.problem.value = () => say('hide.tooMany', { count: files.length });
    return;
  }
  openingSecret.problem.value = '';
  const others = files.filter(({ type }) => !type.startsWith('image/'));
  await ask({ files, ...(others.length === 1 && { secret: others[0]! }) });
}

/** @param file - the answer; undefined to use none of them. */
export async function answerQuestion(file: File | undefined): Promise<void> {
  const [question, open] = [fileQuestion.value, unsorted.value];
  if (question === undefined || open === undefined) return;
  if (file === undefined) {
    unsorted.value = undefined;
    return;
  }
  if (question.role === 'secret') await ask({ ...open, secret: file });
  else await openBoth(open.secret!, file);
}

/** Asks for what is not known yet, if anything. */
async function ask(open: NonNullable<typeof unsorted.value>): Promise<void> {
  const covers = open.files.filter((file) => file !== open.secret);
  if (open.secret !== undefined && covers.length === 1) await openBoth(open.secret, covers[0]!);
  else unsorted.value = open;
}

async function openBoth(secret: File, cover: File): Promise<void> {
  unsorted.value = undefined;
  await Promise.all([chooseSecret(secret), chooseCover(cover)]);
}
