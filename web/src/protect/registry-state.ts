/** The registry of this visit: signed rows of the photos that were marked, as the text of their file. */

import { signal } from '@preact/signals';
import { withRow } from '../../../src/browser.ts';
import { unsaved } from '../shell/leaving.ts';
import { createTask } from '../shell/task.ts';
import { say } from '../texts/say.ts';
import { studio } from '../worker/worker-client.ts';

/** A registry, and what is known of it. */
export interface OpenRegistry {
  readonly name: string;
  readonly text: string;
  /** How many photos it has. */
  readonly count: number;
  /** Those that no saved file has yet. */
  readonly added: number;
  readonly warnings: readonly string[];
}

export const registry = signal<OpenRegistry | undefined>(undefined);

export const openingRegistry = createTask();

/** Name of a new file, as in the documentation of the command line. */
const NEW_NAME = 'marks.jsonl';

export function startRegistry(): void {
  take({ name: NEW_NAME, text: '', count: 0, added: 0, warnings: [] });
}

export async function openRegistry(file: File): Promise<void> {
  await openingRegistry.run(say('task.opening', { name: file.name }), async (options) => {
    const text = await file.text();
    const answer = await studio.run('registry', { text, name: file.name }, options);
    take({ name: file.name, text, added: 0, ...answer });
  });
}

/** Adds the row of a photo that was marked. */
export function addRow(row: string): void {
  const open = registry.value;
  if (open === undefined) return;
  const { text, count, added } = open;
  take({ ...open, text: withRow(text, row), count: count + 1, added: added + 1 });
}

/** Notes that its file was saved. */
export function noteSaved(): void {
  if (registry.value !== undefined) take({ ...registry.value, added: 0 });
}

export function closeRegistry(): void {
  take(undefined);
}

function take(open: OpenRegistry | undefined): void {
  registry.value = open;
  unsaved.value = (open?.added ?? 0) > 0;
}
