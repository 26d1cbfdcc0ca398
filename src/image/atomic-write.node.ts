/** Writes files whole or not at all. */

import { randomUUID } from 'node:crypto';
import { access, constants, type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Checks, before long work starts, that a file could be written, by making an empty file beside it for a
 * moment.
 *
 * @param path - the file to be written; one that exists would be replaced.
 * @throws Error with one sentence when the path is a folder, its folder is missing or is no folder, or the
 *   file may not be written.
 */
export async function assertWritable(path: string): Promise<void> {
  const existing = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') {
      return undefined;
    }
    throw unwritable(path, error);
  });
  if (existing !== undefined) {
    if (!existing.isFile()) {
      throw new Error(
        `${EXPECTED} but received ${path} (${existing.isDirectory() ? 'a folder' : 'not a file'})`,
      );
    }
    // A rename would replace a read-only file without a question.
    await access(path, constants.W_OK).catch((error) => {
      throw unwritable(path, error);
    });
  }
  const temporary = temporaryBeside(path);
  await (await create(temporary, path)).close();
  await rm(temporary);
}

/**
 * Writes a file through a temporary file in the same folder and a rename: a reader sees the old file or the
 * whole new one. The temporary file is removed when the write fails.
 *
 * @param verify - looks at the finished temporary file before it gets its name; when it throws, no file is left.
 * @throws Error as `assertWritable`, and when the disk is full; whatever `verify` throws.
 */
export async function writeFileAtomically(
  path: string,
  bytes: Uint8Array,
  verify?: (temporaryPath: string) => Promise<void>,
): Promise<void> {
  await assertWritable(path);
  const temporary = temporaryBeside(path);
  const file = await create(temporary, path);
  try {
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    await rm(temporary, { force: true });
    throw unwritable(path, error);
  }
  try {
    await verify?.(temporary);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  try {
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw unwritable(path, error);
  }
}

async function create(temporary: string, path: string): Promise<FileHandle> {
  try {
    return await open(temporary, 'wx');
  } catch (error) {
    throw unwritable(path, error);
  }
}

const EXPECTED = 'Expected a file that can be written';

function temporaryBeside(path: string): string {
  return join(dirname(path), `.pentimento-${randomUUID()}.part`);
}

function unwritable(path: string, error: unknown): Error {
  const { code, message } = error as NodeJS.ErrnoException;
  const folder = dirname(path);
  const reasons: Record<string, string> = {
    ENOENT: `its folder ${folder} does not exist or takes no files`,
    ENOTDIR: `${folder} is not a folder`,
    EACCES: 'permission denied',
    EPERM: 'permission denied',
    EROFS: 'the file system is read-only',
    ENOSPC: 'the disk is full',
    ENAMETOOLONG: 'its name is too long',
  };
  return new Error(`${EXPECTED} but received ${path}: ${reasons[code ?? ''] ?? message}`, { cause: error });
}
