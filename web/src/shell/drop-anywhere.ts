/**
 * Handles files that are dropped beside the fields meant for them. The browser would leave the page to show them, and everything on the page
 * would be lost; the current page takes them instead.
 */
import { type PageName, page } from './route.ts';

type Takers = Readonly<Partial<Record<PageName, (file: File) => void>>>;

/** @param takers - what each page does with such a file. */
export function takeDroppedFiles(takers: Takers): void {
  addEventListener('dragover', (event) => event.preventDefault());
  addEventListener('drop', (event) => {
    const taken = event.defaultPrevented;
    event.preventDefault();
    const file = event.dataTransfer?.files[0];
    if (!taken && file !== undefined) takers[page.value]?.(file);
  });
}
