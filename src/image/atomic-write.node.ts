/** Writes files whole or not at all. */

import { randomUUID } from 'node:crypto';
import {
  access,
  constants,
  type FileHandle,
  link,
  lstat,
  open,
  readlink,
  realpath,
  rename,
  rm,
  stat,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { coded } from '../errors/coded.ts';

/** Whether an existing file may be replaced. */
export interface ReplaceOptions {
  /** True by default: a file of that name is replaced. */
  readonly overwrite?: boolean | undefined;
}

/** How a file is written. */
export interface WriteOptions extends ReplaceOptions {
  /** Permissions of the file, such as 0o600 for its owner alone; by default whatever the system gives new files. */
  readonly mode?: number | undefined;
}

/**
 * Checks, before long work starts, that a file could be written, by making an empty file beside it for a
 * moment.
 *
 * @param path - the file to be written; one that exists would be replaced. A symbolic link to a file stands for that file; one that
 *   leads nowhere is refused.
 * @throws Error with one sentence when the path is a folder, its folder is missing or is no folder, or the file may not be written
 *   (`output-folder-missing`, `output-unwritable`); when it exists and must be kept (`output-exists`).
 */
export async function assertWritable(path: string, { overwrite = true }: ReplaceOptions = {}): Promise<void> {
  const target = await targetOf(path);
  const existing = await stat(target).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') {
      return undefined;
    }
    throw unwritable(path, error);
  });
  if (existing !== undefined) {
    if (!existing.isFile()) {
      const what = existing.isDirectory() ? 'a folder' : 'not a file';
      throw coded(new Error(`${EXPECTED} but received ${path} (${what})`), 'output-unwritable', { path });
    }
    if (!overwrite) throw exists(path);
    // A rename would replace a read-only file without a question.
    await access(target, constants.W_OK).catch((error) => {
      throw unwritable(path, error);
    });
  }
  const temporary = temporaryBeside(target);
  await (await create(temporary, path)).close();
  await rm(temporary);
}

/**
 * Writes a file through a temporary file in the same folder and a rename: a reader sees the old file or the
 * whole new one. The temporary file is removed when the write fails.
 *
 * @param path - as for `assertWritable`.
 * @param verify - looks at the finished temporary file before it gets its name; when it throws, no file is left.
 * @throws Error as `assertWritable`, and when the disk is full; whatever `verify` throws. A file that must be kept is never lost,
 *   not even one that appeared during the work.
 */
export async function writeFileAtomically(
  path: string,
  bytes: Uint8Array,
  verify?: (temporaryPath: string) => Promise<void>,
  options: WriteOptions = {},
): Promise<void> {
  await assertWritable(path, options);
  const target = await targetOf(path);
  const temporary = temporaryBeside(target);
  const file = await create(temporary, path, options.mode);
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
    await (options.overwrite === false ? nameNew(temporary, target) : rename(temporary, target));
  } catch (error) {
    await rm(temporary, { force: true });
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw exists(path);
    throw unwritable(path, error);
  }
}

/** Error codes of file systems without hard links. */
const NO_LINKS: ReadonlySet<string> = new Set([
  'EPERM',
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOSYS',
  'EMLINK',
  'EINVAL',
]);

/** Gives a finished file its name unless there is one of that name, in one step of the file system. */
async function nameNew(temporary: string, path: string): Promise<void> {
  try {
    await link(temporary, path);
  } catch (error) {
    if (!NO_LINKS.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    // Without links: reserve the name with an empty file, and replace that.
    await (await open(path, 'wx')).close();
    try {
      await rename(temporary, path);
    } catch (failure) {
      await rm(path, { force: true });
      throw failure;
    }
    return;
  }
  await rm(temporary);
}

/**
 * The file that a path stands for: what a symbolic link leads to, or the path itself.
 *
 * @throws Error for a link that leads nowhere: a file created at its end would be in an unexpected place.
 */
async function targetOf(path: string): Promise<string> {
  const entry = await lstat(path).catch(() => undefined);
  if (!entry?.isSymbolicLink()) return path;
  return realpath(path).catch(async () => {
    const end = await readlink(path).catch(() => 'another place');
    throw coded(
      new Error(`${EXPECTED} but received ${path}, a symbolic link to ${end}, which does not exist`),
      'output-unwritable',
      { path },
    );
  });
}

async function create(temporary: string, path: string, mode?: number): Promise<FileHandle> {
  try {
    return await open(temporary, 'wx', mode);
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
  return coded(
    new Error(`${EXPECTED} but received ${path}: ${reasons[code ?? ''] ?? message}`, { cause: error }),
    code === 'ENOENT' || code === 'ENOTDIR' ? 'output-folder-missing' : 'output-unwritable',
    { path, folder },
  );
}

function exists(path: string): Error {
  return coded(
    new Error(`Expected a new file to write to but ${path} exists, and was not to be replaced`),
    'output-exists',
    { path },
  );
}
