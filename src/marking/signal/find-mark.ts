/** Finds a mark of a key in a picture: reads its message, or at least says that the key's pilots are there. */
import type { PreparedPicture, Sight } from './detect.ts';
import { sightsOf } from './detect.ts';
import type { Layout } from './layout.ts';
import type { SoftWord } from './soft-words.ts';
import { decodeTailBiting, likeliestCorrelation } from './tail-biting-code.ts';

/**
 * The most messages of one picture that are shown to the authentication code. A wrong one passes with 2^-40: a picture without the
 * mark is taken for a marked one with at most 110 * 2^-40 = 1.0e-10.
 */
export const MOST_TRIES = 110;

/** Below this agreement no message has ever been read, and none is tried. */
const HOPELESS = 4;

/** From this agreement of the pilots on it is worth to try more than the likeliest message. */
const LIKELY = 5.5;

/** Messages to try of the likeliest places in the super-period. */
const TRIES = {
  unlikely: [1],
  likely: [12, 4, 2, 1],
  /** Once the search is over: of the sight in which the pilots agree most. */
  last: [24, 6, 2, 1],
} as const;

/** Messages that are left for the last. */
const RESERVE = 33;

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
 * @param picture - where.
 * @param sought - what to look for.
 */
export async function findMark(
  picture: PreparedPicture,
  { layouts, accept, signal }: SoughtMark,
): Promise<FoundMark> {
  let best: FoundMark | undefined;
  let tries = 0;
  const read = async (
    sight: Sight,
    lengths: readonly number[],
    limit: number,
  ): Promise<FoundMark | undefined> => {
    if (tries >= limit) return undefined;
    const places = likeliestWords(sight, layouts);
    for (const [rank, length] of lengths.entries()) {
      const place = places[rank]!;
      for (const { message } of decodeTailBiting(place.soft, Math.min(length, limit - tries))) {
        tries += 1;
        const id = await accept(message);
        if (id !== undefined) return { id, sight, place, z: sight.lock.z, tries };
      }
    }
    return undefined;
  };
  for (const sight of sightsOf(picture, layouts[0]!)) {
    signal?.throwIfAborted();
    const { z } = sight.lock;
    if (best === undefined || z > best.z) best = { sight, place: { column: 0, row: 0 }, z, tries };
    if (z < HOPELESS) continue;
    const lengths = z < LIKELY ? TRIES.unlikely : TRIES.likely;
    const found = await read(sight, lengths, MOST_TRIES - RESERVE);
    if (found !== undefined) return found;
  }
  const { sight } = best!;
  if (sight.lock.z >= LIKELY) {
    const found = await read(sight, TRIES.last, MOST_TRIES);
    if (found !== undefined) return found;
  }
  return { ...best!, place: sight.words(layouts[0]!)[0]!, tries };
}

/**
 * What a sight says for the length of message of which it says most; the others are not tried. The places are ordered by how much
 * each looks like a code word: the energy alone does not tell the right one where little of a mark is left.
 */
function likeliestWords(sight: Sight, layouts: readonly Layout[]): readonly SoftWord[] {
  let best: { readonly words: readonly SoftWord[]; readonly standsOut: number } | undefined;
  for (const layout of layouts) {
    const ranked = sight
      .words(layout)
      .map((word) => ({ word, correlation: likeliestCorrelation(word.soft) }))
      .sort((a, b) => b.correlation - a.correlation);
    const middle = ranked[ranked.length >> 1]!.correlation;
    const standsOut = ranked[0]!.correlation / middle;
    if (best === undefined || standsOut > best.standsOut) {
      best = { words: ranked.map(({ word }) => word), standsOut };
    }
  }
  return best!.words;
}
