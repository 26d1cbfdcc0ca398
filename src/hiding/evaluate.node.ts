/**
 * The evaluation protocol: photo i is the cover and photo (i + 7) mod n the secret, by name, at full size; where their
 * orientation differs the secret is turned by 90 degrees. Everything goes through real PNG files.
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { readPicture, writePicture } from '../image/node.ts';
import { rotateClockwise } from '../image/orientation.ts';
import type { Fidelity } from '../metrics/fidelity.ts';
import { fidelity } from '../metrics/fidelity.ts';
import { deepMethod } from './deep/deep-method.ts';
import { isTurned } from './deep/fitting.ts';
import { hidePicture, revealPicture } from './hide.ts';
import type { OpenModel } from './node.ts';
import { DEFAULT_MODEL, openModel } from './node.ts';

/** How far behind its cover a secret stands in the list. */
export const SECRET_OFFSET = 7;

const PICTURE_FILE = /\.(png|jpe?g|webp|avif|tiff?|gif)$/i;

/** What to measure, on what. */
export interface EvaluateOptions {
  /** Folder of covers, sorted by name. */
  readonly covers: string;
  /** Folder of secrets, used in turn; when left out, the covers by the protocol. */
  readonly secrets?: string | undefined;
  /** As for `hide`. */
  readonly model?: string | OpenModel | undefined;
  /** As for `hide`. */
  readonly device?: 'cpu' | 'webgpu' | undefined;
  /** Only the first pairs. */
  readonly limit?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told about each pair when it is measured. */
  readonly onPair?: (pair: EvaluatedPair, done: number, total: number) => void;
}

/** A pair and its figures, through a PNG file. */
export interface EvaluatedPair {
  readonly coverFile: string;
  readonly secretFile: string;
  readonly cover: Fidelity;
  readonly secret: Fidelity;
  readonly seconds: number;
}

/** The figures of all pairs. */
export interface Evaluation {
  /** Name of the model. */
  readonly model: string;
  readonly pairs: readonly EvaluatedPair[];
  readonly mean: { readonly cover: Fidelity; readonly secret: Fidelity };
}

/** Names of cover and secret of every pair of the protocol, for sorted names. */
export function protocolPairs(
  covers: readonly string[],
  secrets?: readonly string[],
): { readonly cover: string; readonly secret: string }[] {
  return covers.map((cover, index) => ({
    cover,
    secret:
      secrets === undefined
        ? covers[(index + SECRET_OFFSET) % covers.length]!
        : secrets[index % secrets.length]!,
  }));
}

/**
 * Hides and reveals every pair through PNG files and measures both sides.
 *
 * @throws Error when a folder or a picture cannot be read.
 */
export async function evaluate(options: EvaluateOptions): Promise<Evaluation> {
  if (options.limit !== undefined && !(Number.isInteger(options.limit) && options.limit > 0)) {
    throw new RangeError(
      `Expected a positive whole number of pairs for the limit but received ${options.limit}`,
    );
  }
  const covers = await pictureFiles(options.covers, 'covers');
  const secrets = options.secrets === undefined ? undefined : await pictureFiles(options.secrets, 'secrets');
  const pairs = protocolPairs(covers, secrets).slice(0, options.limit);
  const given = options.model;
  const model =
    typeof given === 'object' ? given : await openModel(given ?? DEFAULT_MODEL, { device: options.device });
  const folder = await mkdtemp(join(tmpdir(), 'pentimento-evaluate-'));
  const evaluated: EvaluatedPair[] = [];
  try {
    for (const pair of pairs) {
      const result = await evaluatePair(model, pair, join(folder, 'container.png'), options.signal);
      evaluated.push(result);
      options.onPair?.(result, evaluated.length, pairs.length);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
    if (typeof given !== 'object') await model.dispose();
  }
  const mean = { cover: meanFidelity(evaluated, 'cover'), secret: meanFidelity(evaluated, 'secret') };
  return { model: model.manifest.name, pairs: evaluated, mean };
}

async function evaluatePair(
  model: OpenModel,
  files: { readonly cover: string; readonly secret: string },
  containerFile: string,
  signal: AbortSignal | undefined,
): Promise<EvaluatedPair> {
  signal?.throwIfAborted();
  const method = deepMethod(model);
  const cover = (await readPicture(files.cover)).image;
  const read = (await readPicture(files.secret)).image;
  const secret = isTurned(read, cover) ? rotateClockwise(read) : read;
  const started = performance.now();
  const container = await hidePicture(method, cover, secret, { signal }).catch((error) => {
    throw error instanceof RangeError ? new RangeError(`${files.cover}: ${error.message}`) : error;
  });
  await writePicture(containerFile, container);
  const received = (await readPicture(containerFile)).image;
  const revealed = await revealPicture(async () => method, received, { signal }, files.cover);
  return {
    coverFile: basename(files.cover),
    secretFile: basename(files.secret),
    cover: fidelity(cover, received),
    secret: fidelity(secret, revealed.secret),
    seconds: (performance.now() - started) / 1000,
  };
}

async function pictureFiles(folder: string, what: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`Expected a folder of pictures for --${what} but received ${folder} (${error.code})`);
  });
  const pictures = names.filter((name) => PICTURE_FILE.test(name)).sort();
  if (pictures.length === 0) throw new Error(`Expected pictures in ${folder} for --${what} but found none`);
  return pictures.map((name) => join(folder, name));
}

function meanFidelity(pairs: readonly EvaluatedPair[], side: 'cover' | 'secret'): Fidelity {
  const mean = (measure: keyof Fidelity): number =>
    pairs.reduce((total, pair) => total + pair[side][measure], 0) / pairs.length;
  return { psnr: mean('psnr'), ssim: mean('ssim'), mae: mean('mae') };
}
