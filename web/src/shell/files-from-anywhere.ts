/**
 * Handles files that are dropped beside the fields meant for them, or pasted. The browser would leave the page to show a dropped file, and
 * everything on the page would be lost; the current page takes them instead.
 */
import { type PageName, page } from './route.ts';

type Takers = Readonly<Partial<Record<PageName, (files: readonly File[]) => void>>>;

/** @param takers - what each page does with such files, at least one. */
export function takeFilesFromAnywhere(takers: Takers): void {
  const take = (transferred: DataTransfer | null): boolean => {
    const files = [...(transferred?.files ?? [])];
    if (files.length === 0) return false;
    takers[page.value]?.(files);
    return true;
  };
  addEventListener('dragover', (event) => event.preventDefault());
  addEventListener('drop', (event) => {
    const taken = event.defaultPrevented;
    event.preventDefault();
    if (!taken) take(event.dataTransfer);
  });
  addEventListener('paste', (event) => {
    // Text that is pasted into a field stays with the field.
    if (take(event.clipboardData)) event.preventDefault();
  });
}
