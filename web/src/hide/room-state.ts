/** How full the secrets make the cover, measured anew with every change of what was chosen. */
import { effect, signal } from '@preact/signals';
import type { Room } from '../../../src/browser.ts';
import { isLarge } from '../pictures/opened-file.ts';
import { problemWords } from '../shell/problem-words.ts';
import { gauge } from '../worker/worker-client.ts';
import { roomTask } from './hide-state.ts';

/** What is known of the room. */
export type RoomState =
  | { readonly kind: 'none' }
  | { readonly kind: 'measuring' }
  | { readonly kind: 'measured'; readonly room: Room; readonly names: readonly string[] }
  /** Nothing can be hidden in this cover, whatever it is. */
  | { readonly kind: 'refused'; readonly why: () => string };

export const roomState = signal<RoomState>({ kind: 'none' });

// The answer to an earlier question is of no use: its work is ended.
effect(() => {
  const task = roomTask.value;
  if (task === undefined) {
    roomState.value = { kind: 'none' };
    return undefined;
  }
  const controller = new AbortController();
  roomState.value = { kind: 'measuring' };
  gauge
    .run('room', task, { signal: controller.signal })
    .then(
      (room): RoomState => ({ kind: 'measured', room, names: task.secrets.map(({ name }) => name) }),
      (error): RoomState => ({ kind: 'refused', why: () => problemWords(error) }),
    )
    .then((state) => {
      if (isLarge(task.cover.image)) gauge.release();
      if (!controller.signal.aborted) roomState.value = state;
    });
  return () => controller.abort();
});
