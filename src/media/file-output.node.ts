/**
 * Outputs: a file, or a function that passes the result on. Either way nothing is written that was not verified.
 */
import { readFile, stat } from 'node:fs/promises';
import type { ContainerFormat } from '../image/picture-files.node.ts';
import { assertWritable, containerFormat, writeFileAtomically } from '../image/picture-files.node.ts';
import { assertDistinct } from './distinct-files.node.ts';

/** Takes a result that is not written to a file: standard output, a response, an upload. */
export interface FileSink {
  /** Its name in messages and reports. */
  readonly name: string;
  /** Format of a picture; PNG by default. */
  readonly format?: ContainerFormat | 'jpg' | undefined;
  /** Receives the whole file, once, after it was verified. */
  readonly write: (bytes: Uint8Array) => void | Promise<void>;
}

/** A path, or what takes the bytes. */
export type FileOutput = string | FileSink;

/** Whether an existing file may be replaced; false by default. */
export interface OverwriteOptions {
  /** True to replace a file that exists; false when left out. */
  readonly overwrite?: boolean | undefined;
}

/** The name of an output in messages and reports: its path, or its name. */
export function outputName(output: FileOutput): string {
  return typeof output === 'string' ? output : output.name;
}

/**
 * The format in which a picture goes to an output.
 *
 * @throws Error as `containerFormat` does for a path.
 */
export function outputFormat(
  output: FileOutput,
  what: 'container' | 'revealed picture' = 'container',
): ContainerFormat {
  if (typeof output === 'string') return containerFormat(output, what);
  const { name, format = 'png' } = output;
  return format === 'jpg' ? containerFormat(`${name}.jpg`, what) : format;
}

/**
 * Throws before the work for an output that would fail after it: one that cannot be written, that is also an input, or that exists
 * and must be kept.
 *
 * @param inputs - paths of the files that are read.
 * @throws Error with one sentence.
 */
export async function assertOutput(
  output: FileOutput,
  inputs: readonly string[],
  { overwrite = false }: OverwriteOptions,
): Promise<void> {
  if (typeof output !== 'string') return;
  await assertDistinct(output, inputs);
  await assertWritable(output, { overwrite });
}

/**
 * Writes a result, whole or not at all.
 *
 * @param verify - looks at the file's bytes as its receiver will read them; when it throws, nothing is written.
 * @throws Error if it cannot be written, or exists and must be kept; anything that `verify` throws.
 */
export async function writeOutput(
  output: FileOutput,
  bytes: Uint8Array,
  { overwrite = false }: OverwriteOptions,
  verify?: (received: Uint8Array) => Promise<void>,
): Promise<void> {
  if (typeof output !== 'string') {
    await verify?.(bytes);
    await output.write(bytes);
    return;
  }
  const check = verify && (async (written: string): Promise<void> => verify(await readFile(written)));
  await writeFileAtomically(output, bytes, check, { overwrite });
}

/** Whether a path means a folder: an existing one, or one to create, which ends in a slash. */
export async function isFolderOutput(path: string): Promise<boolean> {
  if (namesFolder(path)) return true;
  const stats = await stat(path).catch(() => undefined);
  return stats?.isDirectory() ?? false;
}

/** Whether a path ends like a folder. */
function namesFolder(path: string): boolean {
  return path.endsWith('/') || (process.platform === 'win32' && path.endsWith('\\'));
}
