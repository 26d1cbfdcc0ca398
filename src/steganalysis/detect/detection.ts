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
    | {
        /** The numbers of StegExpose. */
        readonly mode: 'strict';
        /** What each detector says, and their mean. */
        readonly scores: StegExposeScores;
      }
    | {
        /** The formulas of the papers. */
        readonly mode: 'fixed';
        /** What each detector estimates, and their mean. */
        readonly scores: TextbookEstimates;
      }
  );

interface FileFigures {
  /** Path of the file, as it was given. */
  readonly path: string;
  /** Width in pixels. */
  readonly width: number;
  /** Height in pixels. */
  readonly height: number;
  /** Size of the file in bytes. */
  readonly fileBytes: number;
  /** For a picture that was decoded from a JPEG: the blocks that were changed afterwards. */
  readonly jpegLattice?: JpegCompatibility;
  /** Of a JPEG file that can be read as coefficients: what they say. */
  readonly jpegFile?: JpegFindings;
  /** Whether the fused score is above the threshold; `jpegLattice` and `jpegFile` do not count. */
  readonly suspicious: boolean;
  /** Size in bytes of the message that the fused score stands for; in strict mode as StegExpose has it, from the file's size. */
  readonly hiddenBytes: number;
  /** Sentences on what the decoder dropped or changed. */
  readonly warnings: readonly string[];
  /** The comparison with the cover, if one was given. */
  readonly comparison?: CoverComparison;
}

/** What the coefficients of a JPEG file say. */
export interface JpegFindings {
  /** Quality whose standard tables are nearest, 1-100. */
  readonly quality: number;
  /** Estimated share of coefficients with a message in their lowest bit (Jsteg); NaN where there is too little to say. */
  readonly jstegShare: number;
  /** Whether `jstegShare` is above the threshold. */
  readonly suspicious: boolean;
}

/** A container beside its cover. */
export type CoverComparison =
  | {
      /** Path of the cover. */
      readonly cover: string;
      /** Figures of container minus cover. */
      readonly residual: ResidualStatistics;
      /** How much of the secret shows in the residual, 0 to 1, if the secret was given. */
      readonly residualLeak?: number;
    }
  | {
      /** Why there are no figures, in one sentence. */
      readonly problem: string;
    };

/** The results for several files. */
export interface Detections {
  /** Whose numbers the scores are. */
  readonly mode: DetectionMode;
  /** Whether strict mode stopped early for files that looked clean. */
  readonly fast: boolean;
  /** Fused score above which a file is suspicious, 0 to 1. */
  readonly threshold: number;
  /** Sorted by path. */
  readonly files: readonly FileDetection[];
  /** Files that could not be read, sorted by path, with the reason in one sentence. */
  readonly unreadable: readonly {
    /** Path of the file, as it was given. */
    readonly path: string;
    /** Why it could not be read, in one sentence. */
    readonly reason: string;
  }[];
}
