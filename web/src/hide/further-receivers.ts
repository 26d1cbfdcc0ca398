/** Further receivers of one container, each with a secret and a passphrase of their own. */

import { computed, type Signal, signal } from '@preact/signals';
import type { OpenedFile, OpenedPicture } from '../pictures/opened-file.ts';
import { createTask, type Task } from '../shell/task.ts';
import { say } from '../texts/say.ts';

/** What is hidden for one more person. */
export interface FurtherReceiver {
  /** Its place in the list: 2 for the first of them. */
  readonly number: number;
  readonly secret: Signal<OpenedPicture | OpenedFile | undefined>;
  readonly passphrase: Signal<string>;
  /** The repeated passphrase. */
  readonly repeated: Signal<string>;
  readonly opening: Task;
}

/** What one receiver gets, and by which passphrase; an empty one is none. */
export interface ReceiverChoice {
  readonly secret: OpenedPicture | OpenedFile | undefined;
  readonly passphrase: string;
}

export const furtherReceivers = signal<readonly FurtherReceiver[]>([]);

/** What was chosen for them. */
export const furtherChoices = computed<readonly ReceiverChoice[]>(() =>
  furtherReceivers.value.map(({ secret, passphrase }) => ({
    secret: secret.value,
    passphrase: passphrase.value,
  })),
);

export function addReceiver(): void {
  const receiver: FurtherReceiver = {
    number: furtherReceivers.value.length + 2,
    secret: signal(undefined),
    passphrase: signal(''),
    repeated: signal(''),
    opening: createTask(),
  };
  furtherReceivers.value = [...furtherReceivers.value, receiver];
}

/** Takes the last receiver away. */
export function removeReceiver(): void {
  furtherReceivers.value.at(-1)?.opening.cancel();
  furtherReceivers.value = furtherReceivers.value.slice(0, -1);
}

export function removeAllReceivers(): void {
  for (const { opening } of furtherReceivers.value) opening.cancel();
  furtherReceivers.value = [];
}

/**
 * Why nothing can be hidden for the receivers yet; empty if it can.
 *
 * @param first - the first receiver's passphrase.
 */
export function missingForReceivers(first: string): string {
  for (const { number, secret, passphrase, repeated, opening } of furtherReceivers.value) {
    if (opening.progress.value !== undefined) return say('hide.missing.opening');
    if (secret.value === undefined) return say('hide.missing.receiver', { number });
    if (passphrase.value !== repeated.value && passphrase.value !== '') {
      return say('hide.missing.receiver.passphrase', { number });
    }
  }
  const all = [first, ...furtherReceivers.value.map(({ passphrase }) => passphrase.value)];
  // The form in which the library compares them: two secrets under one key would both be open to either receiver.
  const distinct = new Set(all.map((passphrase) => passphrase.normalize('NFKC')));
  return distinct.size === all.length ? '' : say('hide.missing.distinct');
}
