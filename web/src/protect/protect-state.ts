/** Marking a photo, and looking for the mark in a suspect. */
import { computed, signal } from '@preact/signals';
import type { OpenedPicture } from '../pictures/opened-file.ts';
import { isLarge, openPicture } from '../pictures/opened-file.ts';
import { createTask, type Task } from '../shell/task.ts';
import type { MarkAnswer, VerifyAnswer } from '../worker/jobs.ts';
import { studio } from '../worker/worker-client.ts';
import { owner } from './owner-state.ts';

export const photo = signal<OpenedPicture | undefined>(undefined);
/** What the mark says; random if it is empty. */
export const text = signal('');
export const fileType = signal<'JPEG' | 'PNG'>('JPEG');
export const marked = signal<(MarkAnswer & { readonly fileName: string }) | undefined>(undefined);

export const suspect = signal<OpenedPicture | undefined>(undefined);
export const original = signal<OpenedPicture | undefined>(undefined);
export const verdict = signal<VerifyAnswer | undefined>(undefined);

export const openingPhoto = createTask();
export const openingSuspect = createTask();
export const openingOriginal = createTask();
export const marking = createTask();
export const verifying = createTask();

/** The most bytes of a text in a mark. */
const TEXT_BYTES = 8;

/** Why nothing can be marked yet; empty if it can. */
export const missingForMark = computed(() => {
  if (owner.value === undefined) return 'Make or open your key first.';
  if (photo.value === undefined) return 'Choose a photo.';
  const bytes = new TextEncoder().encode(text.value).length;
  return bytes > TEXT_BYTES ? `The text is too long: ${bytes} of ${TEXT_BYTES} bytes.` : '';
});

/** Why nothing can be looked for yet; empty if it can. */
export const missingForVerdict = computed(() => {
  if (owner.value === undefined) return 'Make or open your key first.';
  return suspect.value === undefined ? 'Choose the picture to look at.' : '';
});

/** Opens a picture; what was found with the one before it goes. */
export async function openAs(
  place: { value: OpenedPicture | undefined },
  task: Task,
  files: readonly File[],
): Promise<void> {
  const [file, ...more] = files;
  if (file === undefined) return;
  remove(place);
  if (more.length > 0) {
    task.problem.value = `Those are ${files.length} files. Open one at a time.`;
    return;
  }
  await task.run(`Opening ${file.name}`, async (options) => {
    place.value = await openPicture(file, file.name, options);
  });
}

/** Takes a picture away, and what was said of it. */
export function remove(place: { value: OpenedPicture | undefined }): void {
  place.value = undefined;
  const [answer, task] = place === photo ? [marked, marking] : [verdict, verifying];
  answer.value = undefined;
  task.cancel();
  task.problem.value = '';
}

export async function markPhoto(): Promise<void> {
  const [key, opened] = [owner.value, photo.value];
  if (key === undefined || opened === undefined) return;
  marked.value = undefined;
  await marking.run('Starting', async (options) => {
    const { image, alpha, profile, name } = opened;
    const picture = { image, ...(alpha && { alpha }), ...(profile && { profile }) };
    const task = { picture, ownerKey: key.text, text: text.value, fileType: fileType.value };
    const answer = await studio.run('mark', task, options);
    if (isLarge(image)) studio.release();
    const ending = fileType.value === 'JPEG' ? '.jpg' : '.png';
    marked.value = { ...answer, fileName: `${name.replace(/\.[^.]*$/, '') || 'photo'}-marked${ending}` };
  });
}

export async function lookForMark(): Promise<void> {
  const [key, opened] = [owner.value, suspect.value];
  if (key === undefined || opened === undefined) return;
  verdict.value = undefined;
  await verifying.run('Starting', async (options) => {
    const task = { image: opened.image, original: original.value?.image, ownerKey: key.text };
    verdict.value = await studio.run('verify', task, options);
  });
}
