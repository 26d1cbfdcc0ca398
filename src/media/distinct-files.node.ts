/**
 * Whether two paths lead to one file.
 */
import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { coded } from '../errors/coded.ts';

/**
 * Never write over what is being read.
 *
 * @param output - the file to be written.
 * @param inputs - the files that are read.
 * @throws Error if the output is one of the inputs, through any path, symbolic link or hard link.
 */
export async function assertDistinct(output: string, inputs: readonly string[]): Promise<void> {
  for (const input of inputs) {
    if (await isSameFile(input, output)) {
      throw coded(
        new Error(`Expected another file to write to than ${input}, which is read`),
        'output-is-input',
        { path: output, input },
      );
    }
  }
}

/** Whether two paths lead to the same file, whether or not it exists. */
export async function isSameFile(a: string, b: string): Promise<boolean> {
  if ((await place(a)) === (await place(b))) return true;
  // Numbers of more than 53 bits are common on Windows.
  const [first, second] = await Promise.all(
    [a, b].map((path) => stat(path, { bigint: true }).catch(() => undefined)),
  );
  return (
    first !== undefined &&
    second !== undefined &&
    first.dev === second.dev &&
    first.ino === second.ino &&
    // File systems without such numbers give 0.
    first.ino !== 0n
  );
}

async function place(path: string): Promise<string> {
  return realpath(path).catch(async () => {
    const absolute = resolve(path);
    const folder = dirname(absolute);
    return join(await realpath(folder).catch(() => folder), basename(absolute));
  });
}
