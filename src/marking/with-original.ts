/**
 * Looks for a mark beside the picture that it was made for. Without the picture's own details in the way the mark is seen where
 * it cannot be found otherwise, and its place is known, so that nothing has to be searched.
 */
import type { RgbImage } from '../image/rgb-image.ts';
import { MOST_TRIES } from './signal/find-mark.ts';
import { received } from './signal/front-end.ts';
import type { Layout } from './signal/layout.ts';
import { gridOf } from './signal/mark-design.ts';
import { lockPilotsAt } from './signal/pilot-lock.ts';
import { plane } from './signal/plane.ts';
import { channelsAt } from './signal/resample.ts';
import { softWordAt } from './signal/soft-words.ts';
import { decodeTailBiting } from './signal/tail-biting-code.ts';

/** Pictures whose proportions differ by more are not the same whole picture. */
const SAME_SHAPE = 0.02;

/** Messages that are tried. */
const TRIES = 24;

/** What was seen. */
export interface OriginalEvidence {
  /** How clearly the pilots agree at the place where they must be: a standard normal variable for a picture without the mark. */
  readonly agreement: number;
  /** The chance of as much agreement without the mark. */
  readonly chance: number;
  /** What the mark says, if it was read. */
  readonly id?: Uint8Array;
  /** How many messages were tried. */
  readonly tries: number;
}

/**
 * Compares a picture with its original.
 *
 * @param suspect - the whole picture, at any size; of a part nothing is said.
 * @param original - before it was marked.
 * @param sought - layouts of the key, and the id of a message whose code is right.
 * @returns undefined where the shapes differ.
 */
export async function compareWithOriginal(
  suspect: RgbImage,
  original: RgbImage,
  sought: {
    readonly layouts: readonly Layout[];
    readonly accept: (message: Uint8Array) => Promise<Uint8Array | undefined>;
  },
): Promise<OriginalEvidence | undefined> {
  const stretch = (suspect.width * original.height) / (suspect.height * original.width);
  if (Math.abs(Math.log(stretch)) > SAME_SHAPE) return undefined;
  const { width, height } = gridOf(original.width, original.height);
  const vectors = sought.layouts[0]!.carriers.map(({ design }) => design.from);
  const before = channelsAt(original, vectors, width, height);
  const after = channelsAt(suspect, vectors, width, height);
  const planes = after.map((channel, i) => {
    const base = before[i]!.data;
    const [gain, offset] = fit(channel.data, base);
    const rest = channel.data.map((value, at) => value - gain * base[at]! - offset);
    const seen = received(plane(width, height, rest), sought.layouts[0]!.carriers[i]!.design);
    return seen.data.some((value) => value !== 0) ? seen : undefined;
  });
  const front = { planes };
  const lock = lockPilotsAt(front, sought.layouts[0]!, 0, 0);
  let tries = 0;
  for (const layout of sought.layouts) {
    const { soft } = softWordAt(front, layout, lock, 0, 0);
    for (const { message } of decodeTailBiting(soft, Math.min(TRIES, MOST_TRIES))) {
      tries += 1;
      const id = await sought.accept(message);
      if (id !== undefined) return { agreement: lock.z, chance: upperTail(lock.z), id, tries };
    }
  }
  return { agreement: lock.z, chance: upperTail(lock.z), tries };
}

/** Gain and offset by which one channel is likest to the other: least squares. */
function fit(after: Float32Array, before: Float32Array): [number, number] {
  let sumX = 0;
  let sumY = 0;
  let sumXX = 0;
  let sumXY = 0;
  for (let i = 0; i < after.length; i++) {
    sumX += before[i]!;
    sumY += after[i]!;
    sumXX += before[i]! * before[i]!;
    sumXY += before[i]! * after[i]!;
  }
  const count = after.length;
  const spread = sumXX - (sumX * sumX) / count;
  const gain = spread < 1e-6 ? 1 : (sumXY - (sumX * sumY) / count) / spread;
  return [gain, (sumY - gain * sumX) / count];
}

/** The chance that a standard normal variable is larger; the asymptotic bound exp(-z^2 / 2) / (z sqrt(2 pi)) from 2 on. */
function upperTail(z: number): number {
  return z < 2 ? 1 : Math.exp((-z * z) / 2) / (z * Math.sqrt(2 * Math.PI));
}
