/**
 * What the audit's threads are asked to do.
 */
import type { RgbImage } from '../../image/rgb-image.ts';
import type { FoldJob } from './fold-job.ts';
import { testFold } from './fold-job.ts';
import type { PhotoScores } from './judgement.ts';
import type { SeenTiles } from './look.ts';
import { lookAt } from './look.ts';
import type { AuditFeatures } from './names.ts';

/** A piece of work as plain data. */
export type WorkerTask =
  | { readonly kind: 'look'; readonly tiles: readonly RgbImage[]; readonly features: AuditFeatures }
  | { readonly kind: 'fold'; readonly job: FoldJob };

/** What comes of each kind. */
export interface TaskResults {
  readonly look: SeenTiles;
  readonly fold: PhotoScores[];
}

/** What a thread answers. */
export type TaskAnswer = { readonly result: TaskResults[WorkerTask['kind']] } | { readonly error: unknown };

/** Does it, on this thread. */
export function performTask(task: WorkerTask): TaskResults[WorkerTask['kind']] {
  return task.kind === 'look' ? lookAt(task.tiles, task.features) : testFold(task.job);
}
