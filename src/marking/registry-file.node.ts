/** The file of a registry: it is read whole, and only ever grows. */
import { type FileHandle, open, readFile, stat } from 'node:fs/promises';
import { coded } from '../errors/coded.ts';
import { assertWritable } from '../image/atomic-write.node.ts';
import type { ParseRegistryOptions, Registry, RegistryRow } from './registry.ts';
import { isRegistryText, parseRegistry, rowText } from './registry.ts';

/** Bytes of a file that tell whether it is a registry: the file of a key, which is none, has some 160. */
const BEGINNING = 4096;

/**
 * The rows in a file.
 *
 * @param path - of the file.
 * @param options - as for `parseRegistry`.
 * @throws Error where there is no such file (`file-missing`), or it cannot be read (`file-unreadable`).
 */
export async function readRegistry(path: string, options: ParseRegistryOptions = {}): Promise<Registry> {
  const content = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const missing = error.code === 'ENOENT' || error.code === 'ENOTDIR';
    const reasons: Readonly<Record<string, string>> = { EISDIR: 'a folder', EACCES: 'which may not be read' };
    const reason = missing ? 'which does not exist' : (reasons[error.code ?? ''] ?? String(error.code));
    throw coded(
      new Error(`Expected a registry of marked pictures but received ${path} (${reason})`),
      missing ? 'file-missing' : 'file-unreadable',
      { path },
    );
  });
  return parseRegistry(content, options);
}

/**
 * Throws before the work for a registry that no row could be added to after it.
 *
 * @param path - of the file, which need not exist.
 * @throws Error as `assertWritable` does; where the file is something else than a registry (`not-a-registry`).
 */
export async function assertRegistry(path: string): Promise<void> {
  await assertWritable(path);
  const stats = await stat(path).catch(() => undefined);
  if (stats === undefined || stats.size === 0) return;
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(BEGINNING), 0, BEGINNING, 0);
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(buffer.subarray(0, bytesRead));
    if (isRegistryText(text)) return;
  } finally {
    await file.close();
  }
  throw coded(
    new Error(
      `Expected a registry of marked pictures but received ${path}, which is another file; nothing was added to it`,
    ),
    'not-a-registry',
    { path },
  );
}

/**
 * Adds a row at the end of a file, which is made where there is none. No byte before it is touched. Rows that several programs add at a time all
 * arrive, each on a line of its own, because the system appends every write whole.
 *
 * @param path - of the file.
 * @param row - from `signRow`.
 * @throws Error as `assertRegistry` does, and when the disk is full.
 */
export async function appendRow(path: string, row: RegistryRow): Promise<void> {
  await assertRegistry(path);
  const file = await open(path, 'a+');
  try {
    // A line that was cut off stays a broken row of its own.
    const text = `${(await endsInLine(file)) ? '' : '\n'}${rowText(row)}`;
    const bytes = new TextEncoder().encode(text);
    const { bytesWritten } = await file.write(bytes);
    if (bytesWritten !== bytes.length) {
      throw coded(new Error(`The row could not be added to ${path}: the disk is full`), 'output-unwritable', {
        path,
      });
    }
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Whether a file is empty or ends with a line feed. */
async function endsInLine(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat();
  if (size === 0) return true;
  const { buffer } = await file.read(new Uint8Array(1), 0, 1, size - 1);
  return buffer[0] === 0x0a;
}
