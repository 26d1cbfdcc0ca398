/** Containers that were opened, and what was found in them. */

import { computed, signal } from '@preact/signals';
import type { OpenedPicture } from '../pictures/opened-file.ts';
import { isLarge, openPicture } from '../pictures/opened-file.ts';
import { noteEngine } from '../shell/engine-status.tsx';
import { inTurn } from '../shell/in-turn.ts';
import { createTask } from '../shell/task.ts';
import { say } from '../texts/say.ts';
import type { RevealAnswer } from '../worker/jobs.ts';
import { type JobOptions, studio } from '../worker/worker-client.ts';

/** What became of one of several containers. */
export type Finding =
  | { readonly kind: 'revealed'; readonly container: string; readonly answer: RevealAnswer }
  | { readonly kind: 'nothing'; readonly container: string; readonly why: () => string };

/** The container that is shown. */
export const container = signal<{ readonly file: File; readonly opened: OpenedPicture } | undefined>(
  undefined,
);
/** The containers where there are several: each is opened when it is its turn. */
export const containers = signal<readonly File[]>([]);
/** One for all of them. */
export const passphrase = signal('');
export const answer = signal<RevealAnswer | undefined>(undefined);
/** What became of several containers, in their order. */
export const findings = signal<readonly Finding[]>([]);

export const opening = createTask();
export const revealing = createTask();

export const hasContainer = computed(() => container.value !== undefined || containers.value.length > 0);

/** Opens a picture that may hide something, or takes several of them. */
export function choose(files: readonly File[]): void {
  const [file, ...more] = files;
  if (file === undefined) return;
  // A failed opening must not leave the former file to be revealed.
  remove();
  if (more.length > 0) {
    containers.value = files;
    return;
  }
  void opening.run(say('task.opening', { name: file.name }), async (options) => {
    container.value = { file, opened: await openPicture(file, file.name, options) };
  });
}

/** Takes the containers away, and what was found in them. */
export function remove(): void {
  container.value = undefined;
  containers.value = [];
  answer.value = undefined;
  findings.value = [];
  opening.cancel();
  revealing.cancel();
  for (const task of [opening, revealing]) task.problem.value = '';
}

/** Looks into all containers. Of several, one with nothing in it does not stop the others. */
export async function reveal(): Promise<void> {
  answer.value = undefined;
  findings.value = [];
  const key = passphrase.value === '' ? undefined : passphrase.value;
  const single = container.value;
  await revealing.run('Looking for the key’s mark', async (options) => {
    if (single !== undefined) {
      answer.value = await revealFile(single.file, key, options);
      return;
    }
    await inTurn(
      containers.value,
      options,
      async (file, own) => {
        const found = await revealFile(file, key, own);
        findings.value = [...findings.value, { kind: 'revealed', container: file.name, answer: found }];
      },
      ({ name }, why) => {
        findings.value = [...findings.value, { kind: 'nothing', container: name, why }];
      },
    );
  });
}

async function revealFile(source: File, key: string | undefined, options: JobOptions): Promise<RevealAnswer> {
  const file = new Uint8Array(await source.arrayBuffer());
  const revealed = await studio.run('reveal', { file, name: source.name, passphrase: key }, options);
  if (revealed.model !== undefined) await noteEngine();
  const { secret, png } = revealed;
  if (secret.kind === 'file' ? png !== undefined : isLarge(secret.image)) studio.release();
  return revealed;
}
