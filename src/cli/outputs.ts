/**
 * What commands write: files, or standard output for `-`. Existing files are replaced only with `--overwrite`; files that are read,
 * never.
 */
import { Option } from 'commander';
import { coded } from '../errors/coded.ts';
import type { FileOutput, FileSink } from '../media/file-output.node.ts';
import { STREAM } from './inputs.ts';

/** The option `--overwrite` of every command that writes files. */
export function overwriteOption(): Option {
  return new Option('--overwrite', 'replace files that exist (never those that are read)');
}

/** The option `--format` of every command that writes a picture to standard output. */
export function formatOption(formats: readonly string[] = ['png', 'webp']): Option {
  return new Option('--format <format>', 'format of a picture on standard output (default: png)').choices([
    ...formats,
  ]);
}

/**
 * The output that `--out` means.
 *
 * @param passphraseFiles - files that are read besides the inputs of the work itself.
 * @throws Error where it is one of these files, where standard output is a terminal, or `--format` is of no use.
 */
export async function outputOf(
  path: string,
  format: FileSink['format'],
  passphraseFiles: readonly string[] = [],
): Promise<FileOutput> {
  if (path === STREAM) return standardOutput(format);
  if (format !== undefined) {
    throw coded(
      new TypeError(`Expected --format with --out - only: the name ${path} says the format by its ending`),
      'conflicting-options',
    );
  }
  await assertKept(path, passphraseFiles);
  return path;
}

/** @throws Error where an output is one of the files that are read. */
async function assertKept(path: string, inputs: readonly string[]): Promise<void> {
  const { assertDistinct } = await import('../media/distinct-files.node.ts');
  await assertDistinct(
    path,
    inputs.filter((input) => input !== STREAM),
  );
}

function standardOutput(format: FileSink['format']): FileOutput {
  if (process.stdout.isTTY) {
    throw coded(
      new Error(
        'Expected a file or a program behind standard output (--out -) but it is a terminal; add: > file',
      ),
      'output-unwritable',
    );
  }
  return { name: 'standard output', format, write: writeStandardOutput };
}

/** Writes bytes, and waits until the system has accepted them. */
async function writeStandardOutput(bytes: Uint8Array): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    process.stdout.write(bytes, (error) => {
      if (error) reject(unwritten(error));
      else resolve();
    });
  });
}

function unwritten(error: NodeJS.ErrnoException): Error {
  const reason = error.code === 'EPIPE' ? 'whoever reads it has stopped' : error.message;
  return coded(
    new Error(`The result could not be written to standard output: ${reason}`),
    'output-unwritable',
  );
}

/** Files for reports, by the options that name them. */
export type ReportFiles = Readonly<Record<`--${string}`, string | undefined>>;

/**
 * Throws before the work if a report could not be written.
 *
 * @param inputs - files that are read, and folders whose pictures are read.
 * @throws Error with one sentence.
 */
export async function assertReports(
  files: ReportFiles,
  inputs: readonly (string | undefined)[],
  overwrite: boolean | undefined,
): Promise<void> {
  const { assertWritable } = await import('../image/picture-files.node.ts');
  const { isSameFile } = await import('../media/distinct-files.node.ts');
  const { findPictures } = await import('../steganalysis/detect/find-pictures.node.ts');
  const named = Object.entries(files).filter((entry): entry is [string, string] => entry[1] !== undefined);
  if (named.length === 0) return;
  const read = await findPictures(inputs.filter((path) => path !== undefined)).catch(() => []);
  for (const [index, [option, path]] of named.entries()) {
    if (path === STREAM) {
      throw coded(
        new Error(`Expected a file for ${option} but received -; --json prints to standard output`),
        'bad-option',
      );
    }
    await assertKept(path, read);
    await assertWritable(path, { overwrite: overwrite ?? false });
    for (const [other, otherPath] of named.slice(0, index)) {
      if (await isSameFile(path, otherPath)) {
        throw coded(
          new Error(`Expected two files for ${other} and ${option} but received ${path} for both`),
          'conflicting-options',
        );
      }
    }
  }
}

/** Writes a report, whole or not at all. */
export async function writeReport(path: string, text: string, overwrite: boolean | undefined): Promise<void> {
  const { writeFileAtomically } = await import('../image/picture-files.node.ts');
  await writeFileAtomically(path, new TextEncoder().encode(text), undefined, {
    overwrite: overwrite ?? false,
  });
}
