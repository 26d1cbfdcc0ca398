/**
 * The evaluation protocol: photo i is the cover and photo (i + 7) mod n the secret, by name, at full size; where their
 * orientation differs the secret is turned by 90 degrees. Everything goes through real PNG files.
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { readPicture, writePicture } from '../image/node.ts';
import { rotateClockwise } from '../image/orientation.ts';
import { resize } from '../image/resize.ts';
import type { RgbImage } from '../image/rgb-image.ts';
import { fidelity } from '../metrics/fidelity.ts';
import { psnr } from '../metrics/psnr.ts';
import { residualLeak } from '../metrics/residual-leak.ts';
import { deepMethod } from './deep/deep-method.ts';
import { fitSecret, isTurned, unfitSecret } from './deep/fitting.ts';
import type { BaselineName, EvaluatedPair, Evaluation, KeyedPair } from './evaluation.ts';
import { meanKeyed, meansOf } from './evaluation.ts';
import type { FrameHeader } from './frame.ts';
import { hidePicture, revealPicture } from './hide.ts';
import { hideLsb4, revealLsb4 } from './lsb4.ts';
import type { Favour, HidingMethod } from './method.ts';
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
  /** As for `hide`. */
  readonly favour?: Favour | undefined;
  /**
   * Above 0, at most 1: every secret is shrunk to this fraction of its width and height before it is hidden, and what is
   * revealed is compared with the shrunk secret. 1 when left out.
   */
  readonly secretScale?: number | undefined;
  /** Whether the residual leak of each pair is measured too. */
  readonly residualLeak?: boolean | undefined;
  /** Whether each pair is also hidden with a passphrase, and revealed with it, with a wrong one, and without one. */
  readonly keyed?: boolean | undefined;
  /** A baseline to measure on the same pairs, through PNG files too: 4-bit LSB substitution. */
  readonly against?: BaselineName | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told what begins for which pair, `index` from 0. */
  readonly onStage?: (stage: EvaluationStage, index: number, total: number) => void;
  /** Told about each pair when it is measured. */
  readonly onPair?: (pair: EvaluatedPair, done: number, total: number) => void;
  /** Given the pictures of each pair before `onPair`; the next pair waits for it. */
  readonly onPictures?: (pictures: EvaluatedPictures) => void | Promise<void>;
}

/** What is being done with a pair: hiding and revealing it, the same with a passphrase, or with the baseline. */
export type EvaluationStage = 'plain' | 'keyed' | BaselineName;

/** The pictures of a pair, as they were read back from files. */
export interface EvaluatedPictures {
  readonly pair: EvaluatedPair;
  readonly cover: RgbImage;
  /** Of the cover's size. */
  readonly container: RgbImage;
  /** Turned and shrunk as it was hidden. */
  readonly secret: RgbImage;
  /** Of the secret's size. */
  readonly revealed: RgbImage;
  /** With `keyed`. */
  readonly keyed?: KeyedPictures;
}

/** The pictures of a pair that was hidden with a passphrase. */
export interface KeyedPictures {
  /** Of the cover's size. */
  readonly container: RgbImage;
  /** What is revealed with the passphrase, with another one, and without one: of the secret's size. */
  readonly rightKey: RgbImage;
  readonly wrongKey: RgbImage;
  readonly noKey: RgbImage;
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
 * @throws RangeError when the limit or the secrets' scale is out of range, or a cover is too small; Error when a folder or a
 *   picture cannot be read; the signal's reason when it is aborted.
 */
export async function evaluate(options: EvaluateOptions): Promise<Evaluation> {
  assertInRange(options);
  const covers = await pictureFiles(options.covers, 'covers');
  const secrets = options.secrets === undefined ? undefined : await pictureFiles(options.secrets, 'secrets');
  const pairs = protocolPairs(covers, secrets).slice(0, options.limit);
  const given = options.model;
  const model =
    typeof given === 'object' ? given : await openModel(given ?? DEFAULT_MODEL, { device: options.device });
  const folder = await mkdtemp(join(tmpdir(), 'pentimento-evaluate-'));
  const evaluated: MeasuredPair[] = [];
  try {
    for (const [index, pair] of pairs.entries()) {
      const measured = await evaluatePair(deepMethod(model), pair, {
        ...options,
        containerFile: join(folder, 'container.png'),
        stage: (name) => options.onStage?.(name, index, pairs.length),
      });
      evaluated.push(measured);
      options.onPair?.(measured.plain, evaluated.length, pairs.length);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
    if (typeof given !== 'object') await model.dispose();
  }
  return summary(model.manifest.name, evaluated, options);
}

/** The figures of a pair in all ways that were asked for. */
interface MeasuredPair {
  readonly plain: EvaluatedPair;
  readonly keyed?: KeyedPair;
  readonly baseline?: EvaluatedPair;
}

interface PairOptions extends EvaluateOptions {
  readonly containerFile: string;
  readonly stage: (stage: EvaluationStage) => void;
}

async function evaluatePair(
  method: HidingMethod,
  files: { readonly cover: string; readonly secret: string },
  options: PairOptions,
): Promise<MeasuredPair> {
  const { signal, favour, containerFile, against } = options;
  signal?.throwIfAborted();
  options.stage('plain');
  const cover = (await readPicture(files.cover)).image;
  const secret = scaled(upright((await readPicture(files.secret)).image, cover), options.secretScale);
  const names = { coverFile: basename(files.cover), secretFile: basename(files.secret) };
  const leakOf = (container: RgbImage): number => residualLeak(cover, container, fitSecret(secret, cover));
  const hideAndReveal = async (passphrase?: string): Promise<Received> => {
    const hiding = { passphrase, favour, signal };
    const written = await hidePicture(method, cover, secret, hiding).catch((error) => {
      throw error instanceof RangeError ? new RangeError(`${files.cover}: ${error.message}`) : error;
    });
    const container = await throughFile(written, containerFile);
    const revealed = await revealPicture(async () => method, container, hiding, files.cover);
    return { container, revealed: revealed.secret, header: revealed.header };
  };

  const started = performance.now();
  const { container, revealed } = await hideAndReveal();
  const figures = { cover: fidelity(cover, container), secret: fidelity(secret, revealed) };
  const seconds = (performance.now() - started) / 1000;
  const leak = options.residualLeak || options.keyed ? leakOf(container) : 0;
  const plain = { ...names, ...figures, ...(options.residualLeak && { residualLeak: leak }), seconds };

  if (against !== undefined) options.stage(against);
  const baseline = against && { ...names, ...(await measureLsb4(cover, secret, options)) };

  if (options.keyed) options.stage('keyed');
  const keyed = options.keyed ? await hideKeyed(method, names, hideAndReveal, signal) : undefined;
  await options.onPictures?.({ pair: plain, cover, container, secret, revealed, ...(keyed && { keyed }) });
  return {
    plain,
    ...(baseline && { baseline }),
    ...(keyed && {
      keyed: {
        ...names,
        coverPsnr: psnr(cover, keyed.container),
        rightKeyPsnr: psnr(secret, keyed.rightKey),
        wrongKeyPsnr: psnr(secret, keyed.wrongKey),
        noKeyPsnr: psnr(secret, keyed.noKey),
        leakKeyed: leakOf(keyed.container),
        leakUnkeyed: leak,
      },
    }),
  };
}

/** A container that was read back, and what it gave. */
interface Received {
  readonly container: RgbImage;
  readonly revealed: RgbImage;
  readonly header: FrameHeader;
}

/**
 * A pair hidden with a passphrase, with what its owner sees and what a thief sees who knows the model and the sizes, and so
 * needs no frame. Each pair has passphrases of its own, so that means are over keys too; they are the same in every run.
 */
async function hideKeyed(
  method: HidingMethod,
  { coverFile, secretFile }: { readonly coverFile: string; readonly secretFile: string },
  hideAndReveal: (passphrase: string) => Promise<Received>,
  signal: AbortSignal | undefined,
): Promise<KeyedPictures> {
  const { container, revealed, header } = await hideAndReveal(`right: ${secretFile} in ${coverFile}`);
  const wrong = `wrong: ${secretFile} in ${coverFile}`;
  return {
    container,
    rightKey: revealed,
    wrongKey: await method.extract(container, header, { passphrase: wrong, signal }),
    noKey: await method.extract(container, header, { signal }),
  };
}

async function measureLsb4(
  cover: RgbImage,
  secret: RgbImage,
  options: PairOptions,
): Promise<Omit<EvaluatedPair, 'coverFile' | 'secretFile'>> {
  const started = performance.now();
  const fitted = fitSecret(secret, cover);
  const container = await throughFile(hideLsb4(cover, fitted), options.containerFile);
  const revealed = unfitSecret(revealLsb4(container), secret, isTurned(secret, cover));
  const figures = { cover: fidelity(cover, container), secret: fidelity(secret, revealed) };
  const seconds = (performance.now() - started) / 1000;
  return {
    ...figures,
    ...(options.residualLeak && { residualLeak: residualLeak(cover, container, fitted) }),
    seconds,
  };
}

async function throughFile(image: RgbImage, file: string): Promise<RgbImage> {
  await writePicture(file, image);
  return (await readPicture(file)).image;
}

function upright(secret: RgbImage, cover: RgbImage): RgbImage {
  return isTurned(secret, cover) ? rotateClockwise(secret) : secret;
}

function scaled(image: RgbImage, scale = 1): RgbImage {
  const side = (length: number): number => Math.max(1, Math.round(length * scale));
  return scale === 1 ? image : resize(image, side(image.width), side(image.height));
}

function assertInRange({ limit, secretScale }: EvaluateOptions): void {
  if (limit !== undefined && !(Number.isInteger(limit) && limit > 0)) {
    throw new RangeError(`Expected a positive whole number of pairs for the limit but received ${limit}`);
  }
  if (secretScale !== undefined && !(secretScale > 0 && secretScale <= 1)) {
    throw new RangeError(
      `Expected a number above 0 and at most 1 for the scale of secrets but received ${secretScale}`,
    );
  }
}

async function pictureFiles(folder: string, what: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`Expected a folder of pictures for --${what} but received ${folder} (${error.code})`);
  });
  const pictures = names.filter((name) => PICTURE_FILE.test(name)).sort();
  if (pictures.length === 0) throw new Error(`Expected pictures in ${folder} for --${what} but found none`);
  return pictures.map((name) => join(folder, name));
}

function summary(model: string, evaluated: readonly MeasuredPair[], options: EvaluateOptions): Evaluation {
  const pairs = evaluated.map(({ plain }) => plain);
  const keyed = evaluated.flatMap((measured) => measured.keyed ?? []);
  const baseline = evaluated.flatMap((measured) => measured.baseline ?? []);
  const { favour, secretScale = 1 } = options;
  return {
    model,
    pairs,
    mean: meansOf(pairs),
    ...(favour !== undefined && { favour }),
    ...(secretScale !== 1 && { secretScale }),
    ...(options.keyed && { keyed: { pairs: keyed, mean: meanKeyed(keyed) } }),
    ...(options.against && {
      against: { name: options.against, pairs: baseline, mean: meansOf(baseline) },
    }),
  };
}
