/** The state of the hide page. */

import { computed, effect, signal } from '@preact/signals';
import type { OptionValues } from '../../../src/browser.ts';
import type { OpenedFile, OpenedPicture } from '../pictures/opened-file.ts';
import { isLarge, openAny, openCover, secretOf } from '../pictures/opened-file.ts';
import { noteEngine } from '../shell/engine-status.tsx';
import { createTask, type Task } from '../shell/task.ts';
import { warmUp } from '../shell/warm-up.ts';
import { say } from '../texts/say.ts';
import { download } from '../worker/download.ts';
import type { HideAnswer, HideTask, RoomTask } from '../worker/jobs.ts';
import type { JobOptions } from '../worker/worker-client.ts';
import { studio } from '../worker/worker-client.ts';
import type { Example } from './examples.ts';
import {
  type FurtherReceiver,
  furtherChoices,
  furtherReceivers,
  missingForReceivers,
  type ReceiverChoice,
  removeAllReceivers,
} from './further-receivers.ts';
import {
  fileMethod,
  hidesFiles,
  hidesForAll,
  methodForReceivers,
  needsNetwork,
  optionApplies,
  suggestedMethod,
} from './method-rules.ts';

export const secret = signal<OpenedPicture | OpenedFile | undefined>(undefined);
export const cover = signal<OpenedPicture | undefined>(undefined);
/** Name of the method that was picked; undefined until one is. */
export const pickedMethod = signal<string | undefined>(undefined);
/** The chosen values of the methods' options, by name. */
export const choices = signal<OptionValues>({});
export const passphrase = signal('');
/** The repeated passphrase, so that a typing error locks no one out. */
export const repeatedPassphrase = signal('');

/** Whether any secret is a file that is no picture. */
export const hasFileSecret = computed(
  () => secret.value?.kind === 'file' || furtherChoices.value.some(({ secret: own }) => own?.kind === 'file'),
);

/** How many receivers there are. */
export const receiverCount = computed(() => 1 + furtherReceivers.value.length);

/** Name of the method: the picked one if it can hide the secrets. */
export const method = computed(() => {
  const picked = pickedMethod.value;
  if (picked !== undefined && canHide(picked)) return picked;
  const suggested = suggestedMethod(secret.value, cover.value);
  return canHide(suggested) ? suggested : methodForReceivers(suggested);
});

function canHide(name: string): boolean {
  return hidesForAll(name, receiverCount.value) && (!hasFileSecret.value || hidesFiles(name));
}

/** What a container is made of. */
interface Ingredients {
  readonly secret: OpenedPicture | OpenedFile | undefined;
  readonly cover: OpenedPicture | undefined;
  readonly method: string;
  readonly choices: OptionValues;
  readonly passphrase: string;
  readonly further: readonly ReceiverChoice[];
}

const ingredients = computed<Ingredients>(() => ({
  secret: secret.value,
  cover: cover.value,
  method: method.value,
  choices: choices.value,
  passphrase: passphrase.value,
  further: furtherChoices.value,
}));

/** A container, with its cover and secret. */
export interface Result extends HideAnswer {
  readonly cover: OpenedPicture;
  /** The first receiver's secret, and passphrase. */
  readonly secret: OpenedPicture | OpenedFile;
  readonly passphrase: string | undefined;
  /** The secrets of the others. */
  readonly furtherSecrets: readonly (OpenedPicture | OpenedFile)[];
  readonly method: string;
  /** What it was made of. */
  readonly madeOf: Ingredients;
  /** Proposed name of the file. */
  readonly fileName: string;
}

export const result = signal<Result | undefined>(undefined);

export const openingSecret = createTask();
export const openingCover = createTask();
export const hiding = createTask();

/** Whether the result is of an earlier attempt, or of other pictures and choices than those on the page. */
export const isOutdated = computed(() => {
  const made = result.value?.madeOf;
  if (made === undefined) return false;
  if (hiding.progress.value !== undefined || hiding.problem.value !== '') return true;
  const now = ingredients.value;
  return (Object.keys(now) as (keyof Ingredients)[]).some((name) => now[name] !== made[name]);
});

// A problem is one of the pictures and choices that it was met with.
effect(() => {
  void ingredients.value;
  hiding.problem.value = '';
});

/** Why nothing can be hidden yet; empty if it can. */
export const missing = computed(() => {
  if (openingSecret.progress.value !== undefined || openingCover.progress.value !== undefined)
    return say('hide.missing.opening');
  if (secret.value === undefined && cover.value === undefined) return say('hide.missing.both');
  if (secret.value === undefined) return say('hide.missing.secret');
  if (cover.value === undefined) return say('hide.missing.cover');
  if (passphrase.value !== '' && repeatedPassphrase.value !== passphrase.value) {
    return say(repeatedPassphrase.value === '' ? 'hide.missing.again' : 'hide.missing.same');
  }
  return missingForReceivers(passphrase.value);
});

export async function chooseSecret(file: File): Promise<void> {
  await openInto(secret, openingSecret, file, openAny);
}

export async function chooseCover(file: File): Promise<void> {
  await openInto(cover, openingCover, file, openCover);
}

/** Opens the secret of a further receiver: one file. */
export async function chooseSecretOf(
  { secret: place, opening }: FurtherReceiver,
  [file, ...more]: readonly File[],
): Promise<void> {
  if (file === undefined) return;
  if (more.length > 0) {
    opening.problem.value = () => say('hide.tooMany.receiver', { count: 1 + more.length });
    return;
  }
  await openInto(place, opening, file, openAny);
}

/** Opens a file; where it cannot be opened none is left that could be taken for it. */
async function openInto<Opened>(
  place: { value: Opened | undefined },
  task: Task,
  file: File,
  open: (file: Blob, name: string, options: JobOptions) => Promise<Opened>,
): Promise<void> {
  if (needsNetwork(method.value)) void warmUp();
  await task.run(say('task.opening', { name: file.name }), async (options) => {
    place.value = await open(file, file.name, options);
  });
  if (task.problem.value !== '') place.value = undefined;
}

/** Removes everything that was chosen, and the result. */
export function reset(): void {
  secret.value = undefined;
  cover.value = undefined;
  pickedMethod.value = undefined;
  choices.value = {};
  passphrase.value = '';
  repeatedPassphrase.value = '';
  removeAllReceivers();
  result.value = undefined;
  for (const task of [openingSecret, openingCover, hiding]) task.problem.value = '';
}

/** Makes the secret the cover, and the cover the secret. */
export async function swap(): Promise<void> {
  const [from, into] = [secret.value, cover.value];
  if (from?.kind !== 'picture' || into === undefined) return;
  const named = ({ source, name }: OpenedPicture): File => new File([source], name);
  await Promise.all([chooseSecret(named(into)), chooseCover(named(from))]);
}

/** Uses a file for what is missing: first the secret, then the cover. */
export function chooseAny(file: File): Promise<void> {
  return secret.value === undefined ? chooseSecret(file) : chooseCover(file);
}

/** Opens both pictures of an example, and hides one in the other. */
export async function tryExample(example: Example): Promise<void> {
  await hiding.run(say('hide.example.fetching'), async (options) => {
    const fetched = async (name: string) => new Blob([await download(`examples/${name}`)]);
    const newSecret = await openAny(await fetched(example.secret), example.secret, options);
    const newCover = await openCover(await fetched(example.cover), example.cover, options);
    removeAllReceivers();
    secret.value = newSecret;
    cover.value = newCover;
    pickedMethod.value = example.exactly === true ? fileMethod() : undefined;
    if (missing.value === '') await hideNow(options);
  });
}

/** A method with its options and a cover, for the worker. */
function coverTask(
  { name, image, alpha, profile, content }: OpenedPicture,
  chosen: Pick<Ingredients, 'method' | 'secret' | 'choices'>,
): Pick<HideTask, 'method' | 'options' | 'cover' | 'coverFile'> {
  const applying = Object.entries(chosen.choices).filter(([option]) => optionApplies(option, chosen));
  return {
    method: chosen.method,
    options: Object.fromEntries(applying),
    cover: { image, ...(alpha && { alpha }), ...(profile && { profile }) },
    coverFile: { name, content },
  };
}

/** What to ask of the room in the cover; undefined while something is missing, or the method hides the same in any cover. */
export const roomTask = computed<RoomTask | undefined>(() => {
  const [from, into] = [secret.value, cover.value];
  if (from === undefined || into === undefined || !hidesFiles(method.value)) return undefined;
  const chosen = { method: method.value, secret: from, choices: choices.value };
  const secrets = [from, ...furtherReceivers.value.flatMap(({ secret: own }) => own.value ?? [])];
  return { ...coverTask(into, chosen), secrets: secrets.map(secretOf) };
});

export function hide(): Promise<boolean> {
  return hiding.run(say('task.starting'), hideNow);
}

async function hideNow(options: JobOptions): Promise<void> {
  const madeOf = ingredients.value;
  const { secret: from, cover: into } = madeOf;
  if (from === undefined || into === undefined) return;
  const keyOf = (passphrase: string): string | undefined => (passphrase === '' ? undefined : passphrase);
  const further = madeOf.further.flatMap(({ secret: own, passphrase }) =>
    own === undefined ? [] : [{ secret: own, passphrase: keyOf(passphrase) }],
  );
  const receivers = [{ secret: from, passphrase: keyOf(madeOf.passphrase) }, ...further];
  const task = {
    ...coverTask(into, madeOf),
    receivers: receivers.map(({ secret: own, passphrase }) => ({ secret: secretOf(own), passphrase })),
  };
  const answer = await studio.run('hide', task, options);
  // Only networks need an engine.
  if (answer.model !== undefined) await noteEngine();
  if (isLarge(into.image)) studio.release();
  const fileName = `${into.name.replace(/\.[^.]*$/, '') || 'container'}-with-secret${answer.fileType === 'JPEG' ? '.jpg' : '.png'}`;
  result.value = {
    ...answer,
    method: madeOf.method,
    passphrase: keyOf(madeOf.passphrase),
    cover: into,
    secret: from,
    furtherSecrets: further.map(({ secret: own }) => own),
    madeOf,
    fileName,
  };
}
