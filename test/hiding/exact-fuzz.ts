/**
 * Random pictures, containers with changed samples, and authentic containers of random and changed records, through `revealExact`
 * without a passphrase. Every answer is nothing, damage, a refusal in a known sentence, or what was hidden; anything else is thrown,
 * with the number of the case, which is the same for the same seed.
 */
import assert from 'node:assert/strict';
import { DamagedContainerError } from '../../src/errors/damaged-container.ts';
import type { RgbImage } from '../../src/image/rgb-image.ts';
import { rgbImage } from '../../src/image/rgb-image.ts';
import type { RevealedSecret } from '../../src/media/secret.ts';
import { revealExact } from '../../src/methods/exact/exact-method.ts';
import type { PicturePayload } from '../../src/methods/exact/payload.ts';
import { decodePayload, encodePayload } from '../../src/methods/exact/payload.ts';
import type { ExactOptions } from '../../src/methods/exact/settings.ts';
import { seededRandom as seededNumbers } from '../../src/random/seeded-random.ts';
import { CODER, file, flat, hideOpen, noise, picture, withSamples } from './exact-cases.ts';
import { forgedContainer } from './exact-forgery.ts';

export interface FuzzOptions {
  readonly runs: number;
  readonly seed: number;
  /** Told after every so many runs. */
  readonly onProgress?: (runs: number) => void;
}

/** How often each answer came: `nothing`, `damaged`, `revealed`, and refusals by their reason. */
export type FuzzCounts = Readonly<Record<string, number>>;

/** Cases at a time: they wait for WebCrypto and timers. */
const AT_A_TIME = 32;

/** Sentences of refusal, by what they are counted as. */
const REFUSALS: Readonly<Record<string, RegExp>> = {
  'refused: unknown kind':
    /^What is hidden here is of kind \d+, which this program does not know\. Use a newer one\.$/,
  'refused: another version':
    /^What is hidden here was written in version \d+ of the format of the exact method; this program reads version 1\. Use a newer one\.$/,
  'refused: impossible header': /^What is hidden here is described by values that cannot be$/,
  'refused: record cut short': /^The record of what is hidden here is cut short$/,
  'refused: unknown codec':
    /^The picture is coded by codec \d+, which this program does not know\. Use a newer one\.$/,
  'refused: too many pixels': /^Expected a secret of at most 33,554,432 pixels but received one of \d+x\d+$/,
  'refused: code of another picture': /^Expected the code of a \d+x\d+ picture but received another one$/,
  'refused: code not decoded': /^The code of the picture is damaged and could not be decoded$/,
};

/** One case: a picture, and whether an answer is what is hidden in it. */
interface FuzzCase {
  readonly container: RgbImage;
  readonly isHidden: (revealed: RevealedSecret) => boolean;
}

/** Whole numbers below others, the same for the same seed. */
type Numbers = ReturnType<typeof seededNumbers>;

/** @throws AssertionError at the first case with an answer that must not be. */
export async function fuzzExact({ runs, seed, onProgress }: FuzzOptions): Promise<FuzzCounts> {
  const pool = await containerPool();
  const codes = await codePool();
  const counts: Record<string, number> = {};
  for (let start = 0; start < runs; start += AT_A_TIME) {
    const cases = Array.from({ length: Math.min(AT_A_TIME, runs - start) }, (_, i) => start + i);
    const answers = await Promise.all(
      cases.map(async (number) => {
        const numbers = seededNumbers(seed * 2 ** 20 + number);
        const made = await madeCase(number, numbers, pool, codes);
        return answerOf(made).catch((error) => {
          throw new Error(`Case ${number} of seed ${seed}`, { cause: error });
        });
      }),
    );
    for (const answer of answers) counts[answer] = (counts[answer] ?? 0) + 1;
    onProgress?.(start + cases.length);
  }
  return counts;
}

async function answerOf({ container, isHidden }: FuzzCase): Promise<string> {
  let revealed: RevealedSecret | undefined;
  try {
    revealed = await revealExact(container, CODER);
  } catch (error) {
    if (error instanceof DamagedContainerError) return 'damaged';
    assert.ok(error instanceof Error, `thrown: ${String(error)}`);
    const refusal = Object.keys(REFUSALS).find((name) => REFUSALS[name]!.test(error.message));
    if (refusal === undefined) throw error;
    return refusal;
  }
  if (revealed === undefined) return 'nothing';
  assert.ok(isHidden(revealed), 'what was revealed is not what was hidden');
  return 'revealed';
}

async function madeCase(
  number: number,
  numbers: Numbers,
  pool: readonly FuzzCase[],
  codes: readonly PicturePayload[],
): Promise<FuzzCase> {
  const kind = number % 8;
  if (kind < 3) return { container: randomPicture(numbers), isHidden: () => false };
  if (kind < 6) return mutated(pool[numbers.integer(pool.length)]!, numbers);
  return kind === 6 ? forgedRecord(numbers) : forgedCode(codes[numbers.integer(codes.length)]!, numbers);
}

/** Noise, one value, a slope, or few values. */
function randomPicture(numbers: Numbers): RgbImage {
  const width = 64 + numbers.integer(65);
  const height = 64 + numbers.integer(33);
  const style = numbers.integer(4);
  const value = numbers.integer(256);
  const samples = new Uint8Array(3 * width * height);
  if (style === 0) samples.set(randomBytes(numbers, samples.length));
  for (let i = 0; style > 0 && i < samples.length; i++) {
    samples[i] =
      style === 1 ? value : style === 2 ? (i * value) / samples.length : numbers.integer(2) * value;
  }
  return rgbImage(width, height, samples);
}

/** From one to all of the samples changed, by one or to anything. */
function mutated({ container, isHidden }: FuzzCase, numbers: Numbers): FuzzCase {
  const count = Math.max(1, Math.floor(container.data.length ** numbers.uniform() / 4));
  const byOne = numbers.integer(2) === 0;
  const changed = withSamples(container, (samples) => {
    for (let i = 0; i < count; i++) {
      const at = numbers.integer(samples.length);
      const sample = samples[at]!;
      samples[at] = byOne ? (sample === 0 ? 1 : sample - 1) : numbers.integer(256);
    }
  });
  return { container: changed, isHidden };
}

/** An authentic container whose header or record is changed or random. */
async function forgedRecord(numbers: Numbers): Promise<FuzzCase> {
  const cover = flat(64, 64, 50 + numbers.integer(150));
  const plain = numbers.integer(2) === 0 ? encodePayload(file(numbers.integer(200))) : undefined;
  const payload = plain ?? randomBytes(numbers, numbers.integer(300));
  if (plain === undefined && payload.length > 0) payload[0] = numbers.integer(4);
  const changes = numbers.integer(3);
  if (changes === 1) {
    for (let i = 0; i < 3 && payload.length > 0; i++)
      payload[numbers.integer(payload.length)] = numbers.integer(256);
  }
  const changeHeader = (header: Uint8Array): void => {
    if (changes !== 2) return;
    for (let i = 0; i < 1 + numbers.integer(4); i++) header[numbers.integer(32)] = numbers.integer(256);
  };
  const random = (length: number) => randomBytes(numbers, length);
  const container = await forgedContainer(cover, { payload, changeHeader }, random);
  const isHidden = (revealed: RevealedSecret): boolean => {
    const expected = decodePayload(payload);
    return (
      expected.kind === 'file' &&
      revealed.kind === 'file' &&
      revealed.name === expected.name &&
      revealed.mediaType === expected.mediaType &&
      sameBytes(revealed.content, expected.content)
    );
  };
  return { container, isHidden };
}

/** An authentic container of a changed, cut or random code; whatever is decoded has the size that it says. */
async function forgedCode(code: PicturePayload, numbers: Numbers): Promise<FuzzCase> {
  const content = Uint8Array.from(code.content);
  let { codec, width, height } = code;
  let left = content.length;
  switch (numbers.integer(5)) {
    case 0:
      left = numbers.integer(content.length);
      break;
    case 1: {
      const from = numbers.integer(80);
      content.set(randomBytes(numbers, content.length - from), from);
      break;
    }
    case 2:
      [codec, width, height] = [numbers.integer(4), numbers.integer(80_000), numbers.integer(80_000)];
      break;
    default:
      // Headers are where it hurts.
      for (let i = 0; i < 1 + numbers.integer(8); i++) {
        const end = numbers.integer(2) === 0 ? 120 : content.length;
        content[numbers.integer(Math.min(end, content.length))] = numbers.integer(256);
      }
  }
  const payload = encodePayload({ ...code, codec, width, height, content: content.subarray(0, left) });
  const random = (length: number) => randomBytes(numbers, length);
  const container = await forgedContainer(flat(64, 64, 100), { payload }, random);
  const isHidden = (revealed: RevealedSecret): boolean =>
    revealed.kind === 'picture' && revealed.image.width === width && revealed.image.height === height;
  return { container, isHidden };
}

/** Containers of files, by every kind of embedding. */
async function containerPool(): Promise<readonly FuzzCase[]> {
  const settings: readonly (readonly [width: number, height: number, length: number, ExactOptions])[] = [
    [64, 64, 0, {}],
    [64, 64, 700, { distortion: 'uniform' }],
    [80, 70, 2000, { favour: 'secret' }],
    [128, 96, 4000, {}],
    [128, 96, 500, { parts: 2, distortion: 'uniform' }],
    [64, 96, 900, { embedding: 'matching' }],
    [96, 64, 900, { embedding: 'ternary' }],
    [100, 64, 3000, { embedding: 'q6' }],
    [64, 64, 3900, { embedding: 'q16' }],
  ];
  return Promise.all(
    settings.map(async ([width, height, length, options]) => {
      const secret = file(length);
      const { container } = await hideOpen(noise(width, height, length), secret, options);
      const isHidden = (revealed: RevealedSecret): boolean =>
        revealed.kind === 'file' &&
        revealed.name === secret.name &&
        sameBytes(revealed.content, secret.content);
      return { container, isHidden };
    }),
  );
}

/** Codes by both codecs. */
async function codePool(): Promise<readonly PicturePayload[]> {
  const codes = await Promise.all(
    (
      [
        [16, 16, 60],
        [40, 24, 30],
        [24, 16, 'lossless'],
        [3, 50, 'lossless'],
      ] as const
    ).map(([width, height, quality]) => CODER.encode(picture(noise(width, height, 'code')), quality, 0)),
  );
  return codes.map(({ payload }) => payload).filter((payload) => payload.kind === 'picture');
}

function randomBytes(numbers: Numbers, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => numbers.integer(256));
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
