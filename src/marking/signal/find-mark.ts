/** Finds a mark of a key in a picture: reads its message, or at least says that the key's pilots are there. */
import type { RgbImage } from '../../image/rgb-image.ts';
import type { SoftWord } from './demodulate.ts';
import type { Sight } from './detect.ts';
import { sightsOf } from './detect.ts';
import type { Layout } from './layout.ts';
import { decodeTailBiting } from './tail-biting-code.ts';

/**
 * The most messages of one picture that are shown to the authentication code. A wrong one passes with 2^-40: a picture without the
 * mark is taken for a marked one with at most 110 * 2^-40 = 1.0e-10.
 */
export const MOST_TRIES = 110;

/** From this agreement of the pilots on it is worth to try more than the likeliest message. */
const LIKELY = 5.5;

/** Below this agreement no message has ever been read, and none is tried. */
const HOPELESS = 4;

/** Messages to try of the likeliest places in the super-period, where pilots agree and where not. */
const TRIES = { likely: [24, 4, 2, 1], unlikely: [1, 1] } as const;

/** What was found. */
export interface FoundMark {
  /** What the authentication code let pass. */
  readonly id?: Uint8Array;
  /** How the mark lies: where it was read, or else where the pilots agree most. */
  readonly sight: Sight;
  /** The place in the super-period where it was read, or else the likeliest. */
  readonly place: Pick<SoftWord, 'column' | 'row'>;
  /** How clearly the pilots agree there, in standard deviations of one place. */
  readonly z: number;
  /** How many messages were shown to the authentication code. */
  readonly tries: number;
}

/** What to look for. */
export interface SoughtMark {
  /** Layouts of one key, for messages of each length that is sought. */
  readonly layouts: readonly Layout[];
  /** The id of a message, where its code is right. */
  readonly accept: (message: Uint8Array) => Promise<Uint8Array | undefined>;
  /** Ends the search between two geometries. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Looks for a mark.
 *
 * @param image - samples 0-255.
 * @param sought - what to look for.
 */
export async function findMark(image: RgbImage, { layouts, accept, signal }: SoughtMark): Promise<FoundMark> {
  let best: FoundMark | undefined;
  let tries = 0;
  for (const sight of sightsOf(image, layouts[0]!)) {
    signal?.throwIfAborted();
    const { z } = sight.lock;
    if (z < HOPELESS && best !== undefined) continue;
    const lengths = z >= LIKELY ? TRIES.likely : TRIES.unlikely;
    for (const layout of layouts) {
      const words = sight.words(layout);
      if (best === undefined || z > best.z) best = { sight, place: words[0]!, z, tries };
      for (const [rank, length] of lengths.entries()) {
        const place = words[rank]!;
        for (const { message } of decodeTailBiting(place.soft, Math.min(length, MOST_TRIES - tries))) {
          tries += 1;
          const id = await accept(message);
          if (id !== undefined) return { id, sight, place, z, tries };
        }
      }
    }
  }
  return { ...best!, tries };
}
