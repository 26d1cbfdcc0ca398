/** What is on the hide page. */
import { computed, signal } from '@preact/signals';
import type { Favour } from '../../../src/browser.ts';
import type { OpenedFile, OpenedPicture } from '../pictures/opened-file.ts';
import { isLarge, openAny, openPicture, secretOf } from '../pictures/opened-file.ts';
import { noteEngine } from '../shell/engine-status.tsx';
import { createTask } from '../shell/task.ts';
import { download } from '../worker/download.ts';
import type { HideAnswer, Method, ModelName } from '../worker/jobs.ts';
import { studio } from '../worker/worker-client.ts';
import type { Example } from './examples.ts';

export const secret = signal<OpenedPicture | OpenedFile | undefined>(undefined);
export const cover = signal<OpenedPicture | undefined>(undefined);
export const method = signal<Method>('deep');
export const model = signal<ModelName>('invertible');
export const favour = signal<Favour>('balanced');
export const passphrase = signal('');
/** The passphrase again, so that a slip of the finger locks nobody out. */
export const repeatedPassphrase = signal('');

/** A container, with what it was made of. */
export interface Result extends HideAnswer {
  readonly cover: OpenedPicture;
  readonly secret: OpenedPicture | OpenedFile;
  readonly passphrase: string | undefined;
  readonly method: Method;
  readonly model: ModelName;
  /** Proposed name of the file. */
  readonly fileName: string;
}

export const result = signal<Result | undefined>(undefined);

export const openingSecret = createTask();
export const openingCover = createTask();
export const hiding = createTask();

/** Why nothing can be hidden yet; empty where it can. */
export const missing = computed(() => {
  if (secret.value === undefined && cover.value === undefined)
    return 'Choose a secret and a cover, or take an example.';
  if (secret.value === undefined) return 'Choose a secret.';
  if (cover.value === undefined) return 'Choose a cover.';
  if (passphrase.value !== '' && repeatedPassphrase.value !== passphrase.value) {
    return repeatedPassphrase.value === ''
      ? 'Type the passphrase a second time.'
      : 'The two passphrases have to be the same.';
  }
  return '';
});

export function chooseSecret(file: File): Promise<boolean> {
  return openingSecret.run(`Opening ${file.name}`, async (options) => {
    const opened = await openAny(file, file.name, options);
    secret.value = opened;
    if (opened.kind === 'file') method.value = 'exact';
  });
}

export function chooseCover(file: File): Promise<boolean> {
  return openingCover.run(`Opening ${file.name}`, async (options) => {
    cover.value = await openPicture(file, file.name, options);
  });
}

/** Takes a file for what is missing: first the secret, then the cover. */
export function chooseAny(file: File): Promise<boolean> {
  return secret.value === undefined ? chooseSecret(file) : chooseCover(file);
}

/** Opens both pictures of an example, and hides one in the other. */
export async function tryExample(example: Example): Promise<void> {
  const opened = await hiding.run('Fetching the example', async (options) => {
    const fetched = async (name: string) => new Blob([await download(`examples/${name}`)]);
    const newSecret = await openAny(await fetched(example.secret), example.secret, options);
    const newCover = await openPicture(await fetched(example.cover), example.cover, options);
    secret.value = newSecret;
    cover.value = newCover;
    method.value = example.method;
  });
  if (opened && missing.value === '') await hide();
}

export async function hide(): Promise<void> {
  const [from, into] = [secret.value, cover.value];
  if (from === undefined || into === undefined) return;
  const key = passphrase.value === '' ? undefined : passphrase.value;
  const choice = { method: method.value, model: model.value, favour: favour.value, passphrase: key };
  await hiding.run('Starting', async (options) => {
    const { image, alpha, profile } = into;
    const task = {
      ...choice,
      cover: { image, ...(alpha && { alpha }), ...(profile && { profile }) },
      secret: secretOf(from),
    };
    const answer = await studio.run('hide', task, options);
    if (choice.method === 'deep') await noteEngine();
    if (isLarge(image)) studio.release();
    const fileName = `${into.name.replace(/\.[^.]*$/, '') || 'container'}-with-secret.png`;
    result.value = { ...answer, ...choice, cover: into, secret: from, fileName };
  });
}
