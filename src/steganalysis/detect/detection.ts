/** The results of detection. */

import type { StegExposeScores } from '../stegexpose/detector.ts';
import type { TextbookEstimates } from '../textbook/textbook-detection.ts';
import type { JpegCompatibility } from './jpeg-compatibility.ts';
import type { ResidualStatistics } from './residual-statistics.ts';

/** `strict`: the numbers of StegExpose, its quirks included. `fixed`: the formulas of the papers. */
export type DetectionMode = 'strict' | 'fixed';

/** The results for a file. */
export type FileDetection = FileFigures &
  (
    | { readonly mode: 'strict'; readonly scores: StegExposeScores }
    | { readonly mode: 'fixed'; readonly scores: TextbookEstimates }
  );

interface FileFigures {
  readonly path: string;
  readonly width: number;
  readonly height: number;
  /** Size of the file. */
  readonly fileBytes: number;
  /** For a picture that was decoded from a JPEG: the blocks that were changed afterwards. */
  readonly jpegLattice?: JpegCompatibility;
  /** Whether the fused score is above the threshold; `jpegLattice` does not count. */
  readonly suspicious: boolean;
  /** Size of the message that the fused score implies; in strict mode computed from the file's size, as in StegExpose. */
  readonly hiddenBytes: number;
  /** Sentences on what the decoder dropped or changed. */
  readonly warnings: readonly string[];
  /** The comparison with the cover, if one was given. */
  readonly comparison?: CoverComparison;
}

/** A container beside its cover. */
export type CoverComparison =
  | {
      readonly cover: string;
      readonly residual: ResidualStatistics;
      /** How much of the secret shows in the residual, 0 to 1, if the secret was given. */
      readonly residualLeak?: number;
    }
  /** Why there are no figures, in one sentence. */
  | { readonly problem: string };

/** The results for several files. */
export interface Detections {
  readonly mode: DetectionMode;
  /** Whether strict mode stopped early for files that looked clean. */
  readonly fast: boolean;
  readonly threshold: number;
  /** Sorted by path. */
  readonly files: readonly FileDetection[];
  /** Files that could not be read, sorted by path, with the reason in one sentence. */
  readonly unreadable: readonly { readonly path: string; readonly reason: string }[];
}
