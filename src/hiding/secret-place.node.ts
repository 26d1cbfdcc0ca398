/**
 * Where a revealed secret goes, and under which name.
 */
import { randomUUID } from 'node:crypto';
import { lstat, mkdir, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { coded, isCoded } from '../errors/coded.ts';
import type { PictureExtras } from '../image/picture-files.node.ts';
import { assertWritable, containerFormat, encodePicture } from '../image/picture-files.node.ts';
import type { FileInput } from '../media/file-input.node.ts';
import { inputName, inputPaths } from '../media/file-input.node.ts';
import {
  assertOutput,
  isFolderOutput,
  outputFormat,
  outputName,
  writeOutput,
} from '../media/file-output.node.ts';
import { convertedFor, fitsEnding } from '../media/open-secret.node.ts';
import { safeFileName } from '../media/safe-file-name.ts';
import type { Secret } from '../methods/method.ts';
import type { RevealOptions } from './file-options.node.ts';

/** A written secret: its place and its kind. */
export interface WrittenSecret {
  /** A path, or the name of the sink. */
  readonly place: string;
  readonly secret: Secret;
  readonly warnings: readonly string[];
}

/** The most files of one name in a folder before something must be wrong. */
const MOST_ALIKE = 1000;

/**
 * Throws before the work for a place that would fail after it: one that cannot be written to, one that is also an input, or an
 * existing file that must be kept.
 *
 * @throws Error with one sentence.
 */
export async function assertSecretPlace(options: RevealOptions): Promise<void> {
  const { secret, container, model, force } = options;
  if (typeof secret !== 'string') return;
  if (await isFolderOutput(secret)) {
    await assertFolder(secret);
    return;
  }
  // What the exact method hides may have any ending.
  if (model !== undefined || force === true) containerFormat(secret, 'revealed picture');
  await assertOutput(secret, inputPaths([container]), options);
}

/**
 * Writes a secret to the requested file or sink, or into the folder, which is created if it is missing.
 *
 * In a folder it gets its own name, or the container's name with `-secret`; if that is taken, the next free one
 * (`plan-2.png`). The sender chose the name, so nothing there is replaced.
 *
 * @throws Error if the ending does not fit what was revealed, or it cannot be written.
 */
export async function writeSecret(options: RevealOptions, revealed: Secret): Promise<WrittenSecret> {
  const { secret: wanted } = options;
  const { secret, extras, warnings } =
    typeof wanted === 'string'
      ? await convertedFor(revealed, wanted)
      : { secret: revealed, extras: {}, warnings: [] };
  const written = (place: string): WrittenSecret => ({ place, secret, warnings });
  if (typeof wanted === 'string' && (await isFolderOutput(wanted))) {
    const name = ownName(secret, options.container);
    return written(await writeInto(wanted, name, await bytesOf(secret, 'png', extras)));
  }
  if (secret.kind === 'picture') {
    const format = outputFormat(wanted, 'revealed picture');
    await writeOutput(wanted, await bytesOf(secret, format, extras), options);
  } else {
    if (typeof wanted === 'string') assertEnding(wanted, secret);
    await writeOutput(wanted, secret.content, options);
  }
  return written(outputName(wanted));
}

async function bytesOf(secret: Secret, format: 'png' | 'webp', extras: PictureExtras): Promise<Uint8Array> {
  return secret.kind === 'picture' ? encodePicture(secret.image, { ...extras, format }) : secret.content;
}

function ownName(secret: Secret, container: FileInput): string {
  if (secret.kind === 'file') return safeFileName(secret.name, 'secret');
  if (secret.name !== '') {
    const name = safeFileName(secret.name, 'secret.png');
    return `${basename(name, extname(name))}.png`;
  }
  const file = basename(inputName(container));
  // A name without an ending is that of a stream, not of a file.
  return extname(file) === ''
    ? 'secret.png'
    : safeFileName(`${basename(file, extname(file))}-secret.png`, 'secret.png');
}

async function writeInto(folder: string, name: string, bytes: Uint8Array): Promise<string> {
  await mkdir(folder, { recursive: true });
  const ending = extname(name);
  const stem = basename(name, ending);
  for (let number = 1; number <= MOST_ALIKE; number++) {
    const path = join(folder, number === 1 ? name : `${stem}-${number}${ending}`);
    // A dangling link takes the name, too.
    if (await lstat(path).catch(() => undefined)) continue;
    try {
      await writeOutput(path, bytes, { overwrite: false });
      return path;
    } catch (error) {
      // Another process has just taken the name.
      if (!isCoded(error) || error.code !== 'output-exists') throw error;
    }
  }
  throw coded(
    new Error(`Expected a free name for ${name} in ${folder} but ${MOST_ALIKE} files have such names`),
    'output-exists',
    { path: join(folder, name) },
  );
}

/** @throws Error if a folder takes no files, or cannot be created. */
async function assertFolder(folder: string): Promise<void> {
  let nearest = resolve(folder);
  for (;;) {
    const stats = await stat(nearest).catch(() => undefined);
    if (stats !== undefined || dirname(nearest) === nearest) break;
    nearest = dirname(nearest);
  }
  // No file has this name, so only the folder can be at fault.
  await assertWritable(join(nearest, `.pentimento-${randomUUID()}`)).catch((error: Error) => {
    const reason = error.message.split(': ').slice(1).join(': ');
    throw coded(
      new Error(`Expected a folder to write to but received ${folder}: ${reason}`, { cause: error }),
      'output-unwritable',
      { path: folder },
    );
  });
}

function assertEnding(path: string, secret: Extract<Secret, { readonly kind: 'file' }>): void {
  const name = safeFileName(secret.name, 'secret');
  if (fitsEnding(secret, name, path)) return;
  const { mediaType } = secret;
  throw coded(
    new Error(
      `What is hidden is not a picture to write to ${path} but a file, ${name} (${mediaType}); ` +
        'give a name with that ending, or a folder',
    ),
    'output-format',
    { path, name, mediaType },
  );
}
