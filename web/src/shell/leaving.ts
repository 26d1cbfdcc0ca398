import { isBusy } from './task.ts';

/** Asks before the page is left in the midst of work, which would be lost. */
export function warnOfLeaving(): void {
  addEventListener('beforeunload', (event) => {
    if (isBusy.value) event.preventDefault();
  });
}
