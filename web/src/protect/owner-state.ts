/** The owner's key of this visit. It is stored in the browser only when the person asks for it. */

import { signal } from '@preact/signals';
import { createTask } from '../shell/task.ts';
import { say } from '../texts/say.ts';
import type { OwnerKeyAnswer } from '../worker/jobs.ts';
import { studio } from '../worker/worker-client.ts';

const STORED = 'owner-key';

/** The key, as the text of its file, and its public half. */
export const owner = signal<OwnerKeyAnswer | undefined>(undefined);
/** Whether this browser keeps it. */
export const isStored = signal(false);
/** Whether its file was saved in this visit, or it came from a file or from the browser. */
export const isSaved = signal(false);

export const gettingKey = createTask();

/** Takes the key that this browser keeps, if there is one. */
export async function recallKey(): Promise<void> {
  const text = stored();
  if (owner.value !== undefined || text === null) return;
  await gettingKey.run(say('owner.reading'), async (options) => {
    owner.value = await studio.run('ownerKey', { text, name: say('owner.kept.name') }, options);
    isStored.value = true;
    isSaved.value = true;
  });
}

export async function makeKey(): Promise<void> {
  await gettingKey.run(say('owner.making'), async (options) => {
    owner.value = await studio.run('ownerKey', { name: '' }, options);
    isSaved.value = false;
  });
}

export async function openKey(file: File): Promise<void> {
  await gettingKey.run(say('task.opening', { name: file.name }), async (options) => {
    owner.value = await studio.run('ownerKey', { text: await file.text(), name: file.name }, options);
    isSaved.value = true;
  });
}

export function forgetKey(): void {
  keepKey(false);
  owner.value = undefined;
}

/** Keeps the key in this browser, or no longer. */
export function keepKey(keep: boolean): void {
  try {
    if (keep && owner.value !== undefined) localStorage.setItem(STORED, owner.value.text);
    else localStorage.removeItem(STORED);
    isStored.value = keep;
  } catch {
    isStored.value = false;
    gettingKey.problem.value = () => say('owner.notStored');
  }
}

function stored(): string | null {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null;
  }
}
