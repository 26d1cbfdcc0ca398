/** Marking photos, one after another, and looking for the mark in a suspect. */

import { computed, signal } from '@preact/signals';
import type { OpenedPicture } from '../pictures/opened-file.ts';
import { isLarge, openPicture } from '../pictures/opened-file.ts';
import { newName } from '../result/file-names.ts';
import { inTurn } from '../shell/in-turn.ts';
import { createTask, type Task } from '../shell/task.ts';
import { say } from '../texts/say.ts';
import type { MarkAnswer, VerifyAnswer } from '../worker/jobs.ts';
import { type JobOptions, studio } from '../worker/worker-client.ts';
import { owner } from './owner-state.ts';
import { addRow, registry } from './registry-state.ts';

/** The photo to mark, shown. */
export const photo = signal<OpenedPicture | undefined>(undefined);
/** The photos to mark where there are several: each is opened when it is its turn. */
export const photos = signal<readonly File[]>([]);
/** What the mark says; random if it is empty. */
export const text = signal('');
export const fileType = signal<'JPEG' | 'PNG'>('JPEG');
/** Whether EXIF, XMP, IPTC and texts are kept. */
export const keepsMetadata = signal(true);
/** What became of the photos, in their order. */
export const marked = signal<readonly MarkedPhoto[]>([]);

/** What became of a photo. */
export type MarkedPhoto =
  | (MarkAnswer & { readonly kind: 'marked'; readonly source: Blob; readonly fileName: string })
  | { readonly kind: 'failed'; readonly name: string; readonly why: () => string };

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
  if (owner.value === undefined) return say('protect.missing.key');
  if (photo.value === undefined && photos.value.length === 0) return say('protect.missing.photo');
  const bytes = new TextEncoder().encode(text.value).length;
  return bytes > TEXT_BYTES ? say('protect.missing.text', { count: bytes, most: TEXT_BYTES }) : '';
});

/** Why nothing can be looked for yet; empty if it can. */
export const missingForVerdict = computed(() => {
  if (owner.value === undefined) return say('protect.missing.key');
  return suspect.value === undefined ? say('protect.missing.suspect') : '';
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
    task.problem.value = () => say('drop.one', { count: files.length });
    return;
  }
  await task.run(say('task.opening', { name: file.name }), async (options) => {
    place.value = await openPicture(file, file.name, options);
  });
}

/** Takes a picture away, and what was said of it. */
export function remove(place: { value: OpenedPicture | undefined }): void {
  place.value = undefined;
  verdict.value = undefined;
  verifying.cancel();
  verifying.problem.value = '';
}

/** Takes photos to mark, in place of those before them. */
export async function choosePhotos(files: readonly File[]): Promise<void> {
  const [file, ...more] = files;
  if (file === undefined) return;
  removePhotos();
  if (more.length > 0) {
    photos.value = files;
    return;
  }
  await openingPhoto.run(say('task.opening', { name: file.name }), async (options) => {
    photo.value = await openPicture(file, file.name, options);
  });
}

/** Takes the photos away, and what became of them. */
export function removePhotos(): void {
  photo.value = undefined;
  photos.value = [];
  marked.value = [];
  openingPhoto.cancel();
  marking.cancel();
  for (const task of [openingPhoto, marking]) task.problem.value = '';
}

/** Marks all photos. Of several, one that cannot be marked does not stop the others. */
export async function markPhotos(): Promise<void> {
  const [key, single] = [owner.value, photo.value];
  if (key === undefined) return;
  const [chosenText, chosenType, keeps] = [text.value, fileType.value, keepsMetadata.value];
  const registered = registry.value !== undefined;
  marked.value = [];
  const mark = async (source: Blob, name: string, options: JobOptions): Promise<void> => {
    const content = new Uint8Array(await source.arrayBuffer());
    const taken = marked.value.flatMap((one) => (one.kind === 'marked' ? one.fileName : []));
    const fileName = newName(name, '-marked', chosenType === 'JPEG' ? '.jpg' : '.png', taken);
    const what = { text: chosenText, fileType: chosenType, fileName, registered, keepsMetadata: keeps };
    const answer = await studio.run('mark', { content, name, ownerKey: key.text, ...what }, options);
    if (isLarge(answer)) studio.release();
    if (answer.row !== undefined) addRow(answer.row);
    marked.value = [...marked.value, { ...answer, kind: 'marked', source, fileName }];
  };
  await marking.run(say('task.starting'), async (options) => {
    if (single !== undefined) return mark(single.source, single.name, options);
    await inTurn(
      photos.value,
      options,
      (file, own) => mark(file, file.name, own),
      ({ name }, why) => {
        marked.value = [...marked.value, { kind: 'failed', name, why }];
      },
    );
  });
}

export async function lookForMark(): Promise<void> {
  const [key, opened] = [owner.value, suspect.value];
  if (key === undefined || opened === undefined) return;
  verdict.value = undefined;
  await verifying.run(say('task.starting'), async (options) => {
    const task = {
      image: opened.image,
      original: original.value?.image,
      ownerKey: key.text,
      registry: registry.value?.text,
    };
    verdict.value = await studio.run('verify', task, options);
  });
}
