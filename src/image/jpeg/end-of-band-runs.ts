/**
 * Runs of blocks that end together (EOBn of ITU-T T.81, G.1.2.2), watched while they are read: whether they are as long as they can
 * be, so that a writer makes the same ones from the coefficients.
 */
import { LONGEST_RUN } from './scan-reader.ts';

/** Correction bits that a run may hold back before it is written (libjpeg's MAX_CORR_BITS). */
export const MAXIMUM_CORRECTION_BITS = 1000;

/** A run with more correction bits than this is written, because one more block may have 63. */
export const CORRECTION_BITS_OF_FULL_RUN = MAXIMUM_CORRECTION_BITS - 63;

export class EndOfBandRuns {
  /** Blocks of the run that are not passed yet. */
  left = 0;
  #length = 0;
  #correctionBits = 0;
  /** Whether the block before ended with a run. */
  #isOpen = false;
  #longest = 0;
  #shortestSplit = LONGEST_RUN;
  #irregular = false;

  /**
   * A run begins in the present block.
   *
   * @param isFresh - whether the block has nothing before its end, so that a run before could have held it.
   */
  start(length: number, isFresh: boolean): void {
    if (isFresh && this.#isOpen && this.#correctionBits <= CORRECTION_BITS_OF_FULL_RUN) {
      this.#shortestSplit = Math.min(this.#shortestSplit, this.#length);
    }
    this.left = length;
    this.#length = length;
    this.#longest = Math.max(this.#longest, length);
    this.#correctionBits = 0;
    this.#isOpen = false;
  }

  /** A block of the run is done; it had so many correction bits behind its last symbol. */
  passBlock(correctionBits: number): void {
    if (this.#correctionBits > CORRECTION_BITS_OF_FULL_RUN) this.#irregular = true;
    this.#correctionBits += correctionBits;
    this.left--;
    this.#isOpen = this.left === 0;
  }

  /** A block reached the end of the band by itself. */
  passFullBlock(): void {
    this.#isOpen = false;
  }

  endInterval(): void {
    if (this.left > 0) this.#irregular = true;
    this.left = 0;
    this.#isOpen = false;
  }

  /** The length at which a run is written although it could go on. */
  get limit(): number {
    return Math.min(LONGEST_RUN, this.#shortestSplit);
  }

  /** Whether no limit explains where runs were split. */
  get isIrregular(): boolean {
    return this.#irregular || this.#longest > this.limit;
  }
}
