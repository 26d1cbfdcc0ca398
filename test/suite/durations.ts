/**
 * How long each part of the suite took.
 */
import { formatTable } from '../../src/report/text/table.ts';

/** A test file's path from the folder of all tests, and the seconds from its start to its end. */
export type FileSeconds = ReadonlyMap<string, number>;

/** How many of the slowest files are named. */
const SLOWEST = 10;

/**
 * Seconds by folder, slowest first, and those of the slowest files. Files run beside one another, so that the sum is more than the suite
 * took.
 *
 * @returns two tables as text.
 */
export function durationTables(files: FileSeconds): string {
  const folders = new Map<string, { files: number; seconds: number }>();
  for (const [path, seconds] of files) {
    const name = path.split(/[/\\]/)[0]!;
    const folder = folders.get(name) ?? { files: 0, seconds: 0 };
    folders.set(name, { files: folder.files + 1, seconds: folder.seconds + seconds });
  }
  const byFolder = [...folders].sort(([, a], [, b]) => b.seconds - a.seconds);
  const byFile = [...files].sort(([, a], [, b]) => b - a).slice(0, SLOWEST);
  return [
    formatTable(
      ['folder', 'files', 'seconds'],
      byFolder.map(([name, { files, seconds }]) => [name, String(files), seconds.toFixed(1)]),
    ),
    formatTable(
      ['slowest files', 'seconds'],
      byFile.map(([path, seconds]) => [path, seconds.toFixed(1)]),
    ),
  ].join('\n\n');
}
