/**
 * Hiding and revealing files with the exact method.
 */
import { readFile, stat } from 'node:fs/promises';
import { coded } from '../errors/coded.ts';
import { encodePicture, MAX_FILE_BYTES } from '../image/picture-files.node.ts';
import type { RgbImage } from '../image/rgb-image.ts';
import { nodeSecretCoder } from '../methods/exact/codecs/secret-coder.node.ts';
import type { Receiver } from '../methods/exact/exact-method.ts';
import { hideExact, revealExact } from '../methods/exact/exact-method.ts';
import { PayloadTooLargeError } from '../methods/exact/payload-too-large.ts';
import type { ExactSecret, RevealedSecret } from '../methods/exact/secrets.ts';
import type { Fidelity } from '../metrics/fidelity.ts';
import { fidelity } from '../metrics/fidelity.ts';
import { revealedFidelity } from './compare.ts';
import type { FileInput } from './file-input.node.ts';
import { inputName } from './file-input.node.ts';
import type { HideOptions, HideReport, RevealOptions, RevealReport } from './file-options.node.ts';
import { outputName, writeOutput } from './file-output.node.ts';
import { convertedFor, openSecret } from './originals.node.ts';
import { phase, readCover } from './read-inputs.node.ts';
import { writeSecret } from './secret-place.node.ts';

/**
 * Hides files, each for its receiver: writes the container, reads it back, reveals every one and measures.
 *
 * @throws as `hide` does; PayloadTooLargeError when a secret does not fit.
 */
export async function hideExactly(options: HideOptions): Promise<HideReport> {
  const started = performance.now();
  const further = options.furtherSecrets ?? [];
  const cover = await readCover(options, [options.secret, ...further.map(({ secret }) => secret)]);
  const warnings = [...cover.warnings];
  const receivers: Receiver[] = [];
  /** Why secrets that look like pictures go as files. */
  const unopened: string[] = [];
  const decoding: (readonly string[])[] = [];
  for (const { secret, passphrase } of [options, ...further]) {
    const opened = await readSecret(secret, options.quality);
    receivers.push({ secret: opened.secret, passphrase });
    unopened.push(...opened.warnings);
    decoding.push(opened.decoding);
  }
  warnings.push(...unopened);
  if (options.passphrase === undefined) {
    warnings.push('No passphrase: anyone with Pentimento can reveal the secret');
  }
  const coder = nodeSecretCoder();
  const { quality } = options;
  const { container, hidden, changeRate } = await hideExact(cover.image, receivers, coder, {
    favour: options.favour,
    quality: quality === 'original' ? undefined : quality,
    rate: options.rate,
    embedding: options.embedding,
    distortion: options.distortion,
    constraintHeight: options.constraintHeight,
    parts: options.parts,
    ...phase(options, 0, 0.8),
  }).catch((error) => {
    // Whoever gave a picture should learn why its file is what does not fit.
    if (error instanceof PayloadTooLargeError && unopened.length > 0) {
      error.message += ` ${unopened.join('. ')}.`;
    }
    throw error;
  });
  const hiddenAt = performance.now();
  for (const [index, { kind, notes }] of hidden.entries()) {
    // What was rounded or dropped in decoding is of no matter where the file itself is carried.
    warnings.push(...notes, ...(kind === 'picture' ? decoding[index]! : []));
  }
  const bytes = await encodePicture(container, cover.extras);
  let received: RgbImage | undefined;
  const revealed: Fidelity[] = [];
  await writeOutput(options.container, bytes, options, async (picture) => {
    received = picture;
    for (const [index, { secret, passphrase }] of receivers.entries()) {
      const from = 0.8 + (0.2 * index) / receivers.length;
      const work = phase(options, from, from + 0.2 / receivers.length);
      const found = await revealExact(picture, coder, { passphrase, ...work });
      revealed.push(fidelityOf(secret, found, outputName(options.container)));
    }
  });
  const ended = performance.now();
  return {
    container: outputName(options.container),
    method: 'exact',
    cover: fidelity(cover.image, received!),
    secret: revealed[0]!,
    payloads: hidden.map(({ kind, lost, payloadBytes, bitsPerSample, shape, coding, distortion }, index) => ({
      name: receivers[index]!.secret.name,
      kind,
      coding,
      lost,
      bytes: payloadBytes,
      bitsPerSample,
      shape,
      distortion,
      secret: revealed[index]!,
    })),
    changeRate,
    seconds: {
      hide: (hiddenAt - started) / 1000,
      verify: (ended - hiddenAt) / 1000,
      total: (ended - started) / 1000,
    },
    warnings,
  };
}

/**
 * Reveals what the exact method hid in a picture that was read, and writes it.
 *
 * @returns `undefined`, having written nothing, where nothing is hidden for this passphrase.
 * @throws as `reveal` does; DamagedContainerError when the container changed since.
 */
export async function revealExactly(
  options: RevealOptions,
  image: RgbImage,
  started: number,
): Promise<RevealReport | undefined> {
  const { passphrase, signal, onProgress } = options;
  const found = await revealExact(image, nodeSecretCoder(), { passphrase, signal, onProgress });
  if (found === undefined) return undefined;
  const { secret, extras, warnings } =
    typeof options.secret === 'string'
      ? await convertedFor(found, options.secret)
      : { secret: found, extras: {}, warnings: [] };
  const path = await writeSecret(options, secret, extras);
  return {
    secret: path,
    method: 'exact',
    kind: secret.kind,
    name: secret.name,
    ...(secret.kind === 'picture'
      ? { width: secret.image.width, height: secret.image.height }
      : { mediaType: secret.mediaType }),
    authenticated: true,
    seconds: { total: (performance.now() - started) / 1000 },
    warnings,
  };
}

/** A picture where the file is one and its pixels may be wanted, or the file as it is. */
async function readSecret(input: FileInput, quality: HideOptions['quality']) {
  const content = typeof input === 'string' ? await readAnyFile(input) : input.content;
  return openSecret(content, inputName(input), quality);
}

async function readAnyFile(path: string): Promise<Uint8Array> {
  const unreadable = (reason: string): Error =>
    new Error(`Expected a file to hide but received ${path} (${reason})`);
  const stats = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(error.code === 'ENOENT' ? 'which does not exist' : String(error.code));
  });
  if (!stats.isFile()) throw unreadable(stats.isDirectory() ? 'a folder' : 'not a file');
  if (stats.size > MAX_FILE_BYTES) {
    throw unreadable(`${stats.size.toLocaleString('en')} bytes, more than any picture holds`);
  }
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(error.code === 'EACCES' ? 'which may not be read' : String(error.code));
  });
}

/** What a receiver gets, against what was hidden. */
function fidelityOf(secret: ExactSecret, found: RevealedSecret | undefined, container: string): Fidelity {
  const measured = found && revealedFidelity(secret, found);
  if (measured !== undefined) return measured;
  throw coded(
    new Error(`${container} was not written: what was hidden could not be found again in the file`),
    'unverified',
    { container },
  );
}
