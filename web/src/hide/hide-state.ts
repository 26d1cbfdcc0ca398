/** The state of the hide page. */
import { computed, signal } from '@preact/signals';
import { DEFAULT_METHOD, methodNamed, methods, type OptionValues } from '../../../src/browser.ts';
import type { OpenedFile, OpenedPicture } from '../pictures/opened-file.ts';
import { isLarge, openAny, openCover, secretOf } from '../pictures/opened-file.ts';
import { noteEngine } from '../shell/engine-status.tsx';
import { createTask } from '../shell/task.ts';
import { download } from '../worker/download.ts';
import type { HideAnswer } from '../worker/jobs.ts';
import { studio } from '../worker/worker-client.ts';
import type { Example } from './examples.ts';

export const secret = signal<OpenedPicture | OpenedFile | undefined>(undefined);
export const cover = signal<OpenedPicture | undefined>(undefined);
/** Name of the method. */
export const method = signal(DEFAULT_METHOD);
/** The chosen values of the methods' options, by name. */
export const choices = signal<OptionValues>({});
export const passphrase = signal('');
/** The repeated passphrase, so that a typing error locks no one out. */
export const repeatedPassphrase = signal('');

/** A container, with its cover and secret. */
export interface Result extends HideAnswer {
  readonly cover: OpenedPicture;
  readonly secret: OpenedPicture | OpenedFile;
  readonly passphrase: string | undefined;
  readonly method: string;
  /** Proposed name of the file. */
  readonly fileName: string;
}

export const result = signal<Result | undefined>(undefined);

export const openingSecret = createTask();
export const openingCover = createTask();
export const hiding = createTask();

/** Why nothing can be hidden yet; empty if it can. */
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
    if (opened.kind === 'file' && !hidesFiles(method.value)) method.value = fileMethod();
  });
}

export function chooseCover(file: File): Promise<boolean> {
  return openingCover.run(`Opening ${file.name}`, async (options) => {
    cover.value = await openCover(file, file.name, options);
  });
}

/** Uses a file for what is missing: first the secret, then the cover. */
export function chooseAny(file: File): Promise<boolean> {
  return secret.value === undefined ? chooseSecret(file) : chooseCover(file);
}

/** Opens both pictures of an example, and hides one in the other. */
export async function tryExample(example: Example): Promise<void> {
  const opened = await hiding.run('Fetching the example', async (options) => {
    const fetched = async (name: string) => new Blob([await download(`examples/${name}`)]);
    const newSecret = await openAny(await fetched(example.secret), example.secret, options);
    const newCover = await openCover(await fetched(example.cover), example.cover, options);
    secret.value = newSecret;
    cover.value = newCover;
    method.value = example.exactly === true ? fileMethod() : DEFAULT_METHOD;
  });
  if (opened && missing.value === '') await hide();
}

/** Whether a method hides any file. */
export function hidesFiles(name: string): boolean {
  return methodNamed(name).secrets.includes('file');
}

/** The first method that hides any file. */
function fileMethod(): string {
  return methods().find(({ secrets }) => secrets.includes('file'))!.name;
}

/** Whether an option of the chosen method applies, given the other choices. */
export function counts(name: string, isFile: boolean): boolean {
  const option = methodNamed(method.value).options[name];
  if (option === undefined || (isFile && option.forPictures === true)) return false;
  return Object.entries(option.unless ?? {}).every(
    ([other, values]) => !values.includes(choices.value[other]),
  );
}

/** The choices that apply to the chosen method. */
function countingChoices(isFile: boolean): OptionValues {
  return Object.fromEntries(Object.entries(choices.value).filter(([name]) => counts(name, isFile)));
}

export async function hide(): Promise<void> {
  const [from, into] = [secret.value, cover.value];
  if (from === undefined || into === undefined) return;
  const key = passphrase.value === '' ? undefined : passphrase.value;
  const choice = { method: method.value, passphrase: key };
  const chosen = countingChoices(from.kind === 'file');
  await hiding.run('Starting', async (options) => {
    const { image, alpha, profile } = into;
    const task = {
      ...choice,
      options: chosen,
      cover: { image, ...(alpha && { alpha }), ...(profile && { profile }) },
      coverFile: { name: into.name, content: into.content },
      secret: secretOf(from),
    };
    const answer = await studio.run('hide', task, options);
    // Only networks need an engine.
    if (answer.model !== undefined) await noteEngine();
    if (isLarge(image)) studio.release();
    const fileName = `${into.name.replace(/\.[^.]*$/, '') || 'container'}-with-secret${answer.fileType === 'JPEG' ? '.jpg' : '.png'}`;
    result.value = { ...answer, ...choice, cover: into, secret: from, fileName };
  });
}
