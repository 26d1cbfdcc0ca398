/**
 * The jobs of the audit's threads.
 */
import type { RgbImage } from '../../image/rgb-image.ts';
import type { JobHandlers } from '../../jobs/job.ts';
import type { SeenJpeg } from '../jpeg/jpeg-features.ts';
import { jpegFeatures } from '../jpeg/jpeg-features.ts';
import type { FoldJob } from './fold-job.ts';
import { testFold } from './fold-job.ts';
import type { PhotoScores } from './judgement.ts';
import type { SeenTiles } from './look.ts';
import { lookAt } from './look.ts';
import { sharedRows } from './shared-rows.ts';

/** Tiles to analyse. */
export interface LookTask {
  readonly tiles: readonly RgbImage[];
  readonly features: string;
}

/** A JPEG to analyse. */
export interface JpegLookTask {
  readonly jpeg: SeenJpeg;
  readonly colour: boolean;
}

/** The jobs of an audit. */
export type AuditJobs = {
  readonly look: { readonly task: LookTask; readonly answer: SeenTiles };
  readonly jpeg: { readonly task: JpegLookTask; readonly answer: Float32Array };
  readonly fold: { readonly task: FoldJob; readonly answer: PhotoScores[] };
};

export const AUDIT_HANDLERS: JobHandlers<AuditJobs> = {
  look: ({ tiles, features }) => lookAt(tiles, features),
  jpeg: ({ jpeg, colour }) => sharedRows([jpegFeatures(jpeg, { colour })])[0]!,
  fold: (job) => testFold(job),
};
