/** The files of owners' keys. */
import { open } from 'node:fs/promises';
import { coded } from '../errors/coded.ts';
import { writeFileAtomically } from '../image/atomic-write.node.ts';
import type { OverwriteOptions } from '../media/file-output.node.ts';
import type { OwnerKey } from './owner-key.ts';
import { ownerKeyText, parseOwnerKey } from './owner-key.ts';

/** Bytes that are read of a file: a key has some 160, and whatever is longer is none. */
const MOST_BYTES = 4096;

/**
 * The key in a file.
 *
 * @param path - of the file, or `/dev/stdin`.
 * @throws Error where there is no such file (`file-missing`), it cannot be read (`file-unreadable`), or as `parseOwnerKey`.
 */
export async function readOwnerKey(path: string): Promise<OwnerKey> {
  return parseOwnerKey(await beginningOf(path), path);
}

/**
 * Writes a key to a file that only the user may read and write. An existing file stays unless it is asked for: a lost key cannot be made again.
 *
 * @param path - of the file.
 * @param key - what is written.
 * @throws Error as `writeFileAtomically` does.
 */
export async function writeOwnerKey(
  path: string,
  key: OwnerKey,
  { overwrite = false }: OverwriteOptions = {},
): Promise<void> {
  const text = new TextEncoder().encode(ownerKeyText(key));
  await writeFileAtomically(path, text, undefined, { overwrite, mode: 0o600 });
}

async function beginningOf(path: string): Promise<string> {
  try {
    const file = await open(path);
    try {
      const bytes = new Uint8Array(MOST_BYTES + 1);
      let length = 0;
      for (;;) {
        const { bytesRead } = await file.read(bytes, length, bytes.length - length);
        if (bytesRead === 0) break;
        length += bytesRead;
      }
      return length > MOST_BYTES ? '' : new TextDecoder().decode(bytes.subarray(0, length));
    } finally {
      await file.close();
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const missing = code === 'ENOENT' || code === 'ENOTDIR';
    const reasons: Readonly<Record<string, string>> = { EISDIR: 'a folder', EACCES: 'which may not be read' };
    const reason = missing ? 'which does not exist' : (reasons[code ?? ''] ?? String(code));
    throw coded(
      new Error(`Expected the file of an owner's key but received ${path} (${reason})`),
      missing ? 'file-missing' : 'file-unreadable',
      { path },
    );
  }
}
