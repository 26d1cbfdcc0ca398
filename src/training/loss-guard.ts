/**
 * Keeps a training from learning from batches that are far worse than usual: with an optimiser of large steps a single one can be the end
 * of a training. The mean goes on with them, slowly, so that a training that has become worse for good learns on.
 */

/** Weight of the last batch in the running mean. */
const LATEST = 0.02;

/** A loss counts as no larger in the mean. */
const MOST_COUNTED = 1;

/** Batches before the mean says anything. */
const FIRST = 100;

/** Larger than any loss. */
const NO_LIMIT = 3e38;

export class LossGuard {
  private readonly badBatch: number;
  private mean = Number.NaN;
  private batches = 0;

  /** @param badBatch - how many times the running mean a loss may be; 0 for any. */
  constructor(badBatch: number) {
    this.badBatch = badBatch;
  }

  /** From where on the next batch's loss is too large. */
  limit(): number {
    return this.badBatch === 0 || this.batches < FIRST ? NO_LIMIT : this.badBatch * this.mean;
  }

  /** Takes note of a batch's loss, whether it was learned from or not. */
  note(loss: number): void {
    if (!Number.isFinite(loss)) return;
    const counted = Math.min(loss, MOST_COUNTED);
    this.mean = this.batches === 0 ? counted : this.mean + LATEST * (counted - this.mean);
    this.batches += 1;
  }
}
