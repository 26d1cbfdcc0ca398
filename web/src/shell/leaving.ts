import { signal } from '@preact/signals';
import { isBusy } from './task.ts';

/** Whether there is something that only this visit has, and that cannot be made again. */
export const unsaved = signal(false);

/** Asks before the page is left in the midst of work, or with something unsaved, which would be lost. */
export function warnOfLeaving(): void {
  addEventListener('beforeunload', (event) => {
    if (isBusy.value || unsaved.value) event.preventDefault();
  });
}
