/**
 * The jobs of the audit's threads.
 */
import type { RgbImage } from '../../image/rgb-image.ts';
import type { JobHandlers } from '../../jobs/job.ts';
import type { FoldJob } from './fold-job.ts';
import { testFold } from './fold-job.ts';
import type { PhotoScores } from './judgement.ts';
import type { SeenTiles } from './look.ts';
import { lookAt } from './look.ts';

/** Tiles to analyse. */
export interface LookTask {
  readonly tiles: readonly RgbImage[];
  readonly features: string;
}

/** The jobs of an audit. */
export type AuditJobs = {
  readonly look: { readonly task: LookTask; readonly answer: SeenTiles };
  readonly fold: { readonly task: FoldJob; readonly answer: PhotoScores[] };
};

export const AUDIT_HANDLERS: JobHandlers<AuditJobs> = {
  look: ({ tiles, features }) => lookAt(tiles, features),
  fold: (job) => testFold(job),
};
