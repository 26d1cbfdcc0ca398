/**
 * The choices that a sender has with the exact method, and what they stand for.
 */

import type { WorkOptions } from '../../jobs/work.ts';
import type { RandomBytes } from '../../random/random-bytes.ts';
import type { Favour } from '../favour.ts';

/**
 * How bits go into samples: `trellis` finds the least distortion for the payload; plain digits fill the picture evenly, whatever
 * the payload: `matching` (base 2), `ternary`, and `q4` to `q16`.
 */
export const EMBEDDINGS = ['trellis', 'matching', 'ternary', ...plainNames()] as const;

/** An embedding, by name. */
export type EmbeddingName = (typeof EMBEDDINGS)[number];

/** What the trellis spares: every sample alike (`uniform`: best PSNR), or smooth areas (`hill`: hardest to detect). */
export const DISTORTIONS = ['auto', 'uniform', 'hill'] as const;

/** What the trellis spares, by name; `auto` is `hill` up to `LARGEST_HILL_RATE`. */
export type DistortionName = (typeof DISTORTIONS)[number];

/** What the trellis spared in the end: `own` is a map of the sender's. */
export type SparedName = Exclude<DistortionName, 'auto'> | 'own';

/**
 * How a picture is coded: so that it just fills what is favoured, without loss, or at a quality of 1-100. The first two carry its original
 * file where that is better (`codeOrCarry`).
 */
export type Quality = 'auto' | 'lossless' | number;

/** Into how many parts a picture can be cut; a power of two gives each byte of a keystream to one of them without bias. */
export const PART_COUNTS = [1, 2, 4, 8] as const;

/** A number of equal parts. */
export type PartCount = (typeof PART_COUNTS)[number];

/** How to hide. */
export interface ExactOptions extends WorkOptions {
  /** Decides how much a picture of quality `auto` fills; `balanced` when left out. */
  readonly favour?: Favour | undefined;
  /** `auto` when left out. */
  readonly quality?: Quality | undefined;
  /**
   * Trellis: bits that every sample carries, above 0 and at most `LARGEST_PAYLOAD_RATE`; what a secret leaves of them is random. When left out: with one
   * part what the secret takes, with several what is favoured, so that no part shows how much is in it or in another.
   */
  readonly rate?: number | undefined;
  /** `trellis` when left out. */
  readonly embedding?: EmbeddingName | undefined;
  /**
   * `auto` when left out. Or a map of one's own, a network's perhaps: one finite weight above 0 for each sample of the cover, in
   * their order; a change e of a sample costs its weight times e^2.
   */
  readonly distortion?: DistortionName | Float32Array | undefined;
  /** Of the trellis codes, 6 to 12: each step more halves the speed and gains 0.05 to 0.1 dB. 10 when left out. */
  readonly constraintHeight?: number | undefined;
  /**
   * Into how many parts the cover is cut, one for each receiver; parts that nobody receives are filled with random bits, so
   * that no receiver can tell how many others there are. The number of receivers, rounded up to a power of two, when left out.
   */
  readonly parts?: PartCount | undefined;
  /** Salt, random filling and ties; the platform's cryptographic generator when left out. */
  readonly random?: RandomBytes | undefined;
}

/**
 * Bits a sample that a picture of quality `auto` fills, by what is favoured. Measured on the Kodak photos: covers at 54.3, 51.2 and
 * 50.0 dB.
 */
export const FAVOURED_RATES: Readonly<Record<Favour, number>> = { cover: 1, balanced: 1.48, secret: 1.7 };

/** Bits a sample that are recommended where the fact itself is to stay unseen. */
export const STEALTH_RATE = 0.05;

/** Bits a sample up to which `auto` takes HILL: above, there are not enough rough areas for it to choose from. */
export const LARGEST_HILL_RATE = 0.5;

/** Bits a sample beyond which a cover is no longer harmless (34 dB), and hiding is refused. */
export const LARGEST_PAYLOAD_RATE = 4;

/** Base of an embedding of plain digits; `undefined` for the trellis. */
export function baseOf(embedding: EmbeddingName): number | undefined {
  switch (embedding) {
    case 'trellis':
      return undefined;
    case 'matching':
      return 2;
    case 'ternary':
      return 3;
    default:
      return Number(embedding.slice(1));
  }
}

/** Name of the embedding of plain digits of a base, 2 to 16. */
export function embeddingOf(base: number): EmbeddingName {
  return EMBEDDINGS.find((name) => baseOf(name) === base)!;
}

function plainNames(): `q${number}`[] {
  return Array.from({ length: 13 }, (_, index) => `q${index + 4}` as const);
}
