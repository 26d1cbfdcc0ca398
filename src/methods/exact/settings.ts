/**
 * The sender's choices with the exact method, and their meanings.
 */

import type { WorkOptions } from '../../jobs/work.ts';
import type { Secret } from '../../media/secret.ts';
import type { RandomBytes } from '../../random/random-bytes.ts';
import type { Favour } from '../favour.ts';

/**
 * How bits go into samples: `trellis` finds the least distortion for the payload; plain digits fill the picture evenly, whatever
 * the payload: `matching` (base 2), `ternary`, and `q4` to `q16`.
 */
export const EMBEDDINGS = ['trellis', 'matching', 'ternary', ...plainNames()] as const;

/** An embedding, by name. */
export type EmbeddingName = (typeof EMBEDDINGS)[number];

/**
 * What the trellis avoids changing: nothing in particular (`uniform`: best PSNR), or smooth areas (`hill`: hardest to
 * detect).
 */
export const DISTORTIONS = ['auto', 'uniform', 'hill'] as const;

/** The distortion by name; `auto` is `hill` up to `LARGEST_HILL_RATE`. */
export type DistortionName = (typeof DISTORTIONS)[number];

/** The distortion that was used: `own` is a map of the sender's. */
export type SparedName = Exclude<DistortionName, 'auto'> | 'own';

/**
 * How a picture is coded: to fill the favoured payload, without loss, or at a quality of 1-100. The first two carry its original file if
 * that is better (`codeOrCarry`).
 */
export type Quality = 'auto' | 'lossless' | number;

/**
 * The numbers of parts into which a picture can be cut; a power of two assigns each byte of a keystream to a part without
 * bias.
 */
export const PART_COUNTS = [1, 2, 4, 8] as const;

/** A number of equal parts. */
export type PartCount = (typeof PART_COUNTS)[number];

/** Weights of changes that cost more in one direction than in the other. */
export interface DirectedWeights {
  /** A weight above 0 for each sample, of changes to larger values. */
  readonly up: Float32Array;
  /** And of changes to smaller ones. */
  readonly down: Float32Array;
}

/** What a payload may take of a medium. */
export interface PayloadLimits {
  /** Bits a sample that every part carries at least; what a secret leaves is random. */
  readonly load: number;
  /**
   * Bytes that a picture of quality `auto` fills.
   *
   * @param samples - of the receiver's part.
   */
  filled(samples: number): number;
  /**
   * The most bytes of a payload.
   *
   * @param samples - of the receiver's part.
   */
  room(samples: number): number;
  /**
   * The error for a secret that takes more.
   *
   * @param secret - what does not fit.
   * @param needed - bytes that it takes.
   * @param room - bytes that there are.
   * @param quality - of a picture, as it was asked for.
   */
  refusal(secret: Secret, needed: number, room: number, quality: Quality | undefined): Error;
}

/** How to hide. */
export interface ExactOptions extends WorkOptions {
  /** Decides how much a picture of quality `auto` fills; `balanced` by default. */
  readonly favour?: Favour | undefined;
  /** `auto` by default. */
  readonly quality?: Quality | undefined;
  /**
   * Trellis: bits that every sample carries, above 0 and at most `LARGEST_PAYLOAD_RATE`; those that the secret does not use are random. By default
   * one part carries what the secret takes, and several carry the favoured payload, so that no part shows how much is in it or in another.
   */
  readonly rate?: number | undefined;
  /** `trellis` by default. */
  readonly embedding?: EmbeddingName | undefined;
  /**
   * `auto` by default. Or your own map, for instance from a network: one finite weight above 0 for each sample of the cover, in
   * their order; a change e of a sample costs its weight times e^2. `DirectedWeights` tell changes up from changes down.
   */
  readonly distortion?: DistortionName | Float32Array | DirectedWeights | undefined;
  /** Height of the trellis codes, 6 to 12 (10 by default): each step more halves the speed and gains 0.05 to 0.1 dB. */
  readonly constraintHeight?: number | undefined;
  /**
   * The number of parts of the cover, one for each receiver; parts without a receiver are filled with random bits, so that no
   * receiver can tell how many others there are. By default the number of receivers, rounded up to a power of two.
   */
  readonly parts?: PartCount | undefined;
  /** Of a medium with limits of its own, in place of `favour` and `rate`. */
  readonly limits?: PayloadLimits | undefined;
  /** Source of salt, random filling and ties; by default the platform's cryptographic generator. */
  readonly random?: RandomBytes | undefined;
}

/**
 * Bits a sample that a picture of quality `auto` fills, by what is favoured. Measured on the Kodak photos: covers at 54.3, 51.2 and
 * 50.0 dB.
 */
export const FAVOURED_RATES: Readonly<Record<Favour, number>> = { cover: 1, balanced: 1.48, secret: 1.7 };

/** Recommended bits a sample if the hiding itself must stay undetected. */
export const STEALTH_RATE = 0.05;

/** Bits a sample up to which `auto` uses HILL; above that, there are not enough rough areas to choose from. */
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
