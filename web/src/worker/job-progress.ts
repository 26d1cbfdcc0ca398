/**
 * The progress of a whole job as one bar that never goes back. What has to be prepared on the way, such as a network that is fetched when
 * it is first needed, takes a share of what is left of the bar; the job's own progress then fills the rest.
 */
import type { Progress, ProgressListener } from '../../../src/browser.ts';
import type { Report } from './jobs.ts';

/** The share of the rest that a preparation takes. */
const SHARE = 0.25;

export class JobProgress {
  private readonly tell: ProgressListener;
  /** How far the bar is, 0-1. */
  private place = 0;
  /** The job's own stage and progress. */
  private stage: string;
  private own = 0;
  /** Where the bar and the job's own progress stood when the last preparation ended. */
  private from = { place: 0, own: 0 };
  private preparation: { readonly name: string; readonly start: number } | undefined;

  /** @param stage - what the job does, until it says so itself. */
  constructor(tell: ProgressListener, stage: string) {
    this.tell = tell;
    this.stage = stage;
  }

  /** Takes the job's own progress. */
  readonly work = ({ stage, done, total }: Progress): void => {
    this.preparation = undefined;
    this.stage = stage;
    this.own = Math.max(this.own, done / total);
    const { place, own } = this.from;
    this.move(stage, own >= 1 ? 1 : place + ((1 - place) * (this.own - own)) / (1 - own));
  };

  /** Takes the progress of a preparation; at its end the bar names the job's own stage again. */
  readonly prepare: Report = (name, fraction) => {
    if (this.preparation?.name !== name) this.preparation = { name, start: this.place };
    const { start } = this.preparation;
    const place = start + SHARE * (1 - start) * fraction;
    this.move(fraction < 1 ? name : this.stage, place);
    this.from = { place: this.place, own: this.own };
  };

  private move(stage: string, place: number): void {
    this.place = Math.max(this.place, place);
    this.tell({ stage, done: this.place, total: 1 });
  }
}
