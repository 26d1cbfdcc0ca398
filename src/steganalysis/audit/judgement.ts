/**
 * Turns the scores of tiles into figures: how well a warden tells containers from covers.
 */
import type { EnsembleScore } from '../classifier/fld-ensemble.ts';
import type { Interval } from '../error-rates/interval.ts';
import { clusteredInterval } from '../error-rates/interval.ts';
import type { OperatingPoint } from '../error-rates/roc.ts';
import {
  areaUnderCurve,
  detectionError,
  errorAtThreshold,
  leastErrorPoint,
  pointWithin,
  rocCurve,
} from '../error-rates/roc.ts';

/** The scores of one photo. */
export interface PhotoScores {
  /** Name of the photo. */
  readonly photo: string;
  /** Scores of its cover tiles. */
  readonly covers: readonly EnsembleScore[];
  /** Scores of its container tiles: as many, in the same order. */
  readonly containers: readonly EnsembleScore[];
}

/** How well containers are told from covers. */
export interface Detection {
  /** Photos that were judged. */
  readonly photos: number;
  /** Number of tiles; each has a cover and a container. */
  readonly pairs: number;
  /**
   * P_E, the mean of false alarms and missed detections, of the warden's own decisions: 0.5 is chance, 0 is certain. A draw
   * counts half.
   */
  readonly error: number;
  /** 95 % interval of `error`, for other photos of the same kind (`clusteredInterval`). */
  readonly errorInterval: Interval;
  /** Part of the covers that are called containers, 0-1. */
  readonly falseAlarmRate: number;
  /** Part of the containers that are called covers, 0-1. */
  readonly missedDetectionRate: number;
  /** Least P_E of all thresholds on the scores, as in published tables: chosen afterwards, so slightly too low. */
  readonly leastError: number;
  /** Area under the ROC curve. */
  readonly areaUnderCurve: number;
  /** P_MD at no more than 5 % false alarms. */
  readonly missedAtFivePercent: number;
  /** The best operating point with no more than 1 % false alarms; read `pointWithin` on small numbers of covers. */
  readonly atOnePercent: OperatingPoint;
  /** The best operating point with no more than 0.1 % false alarms; read `pointWithin` on small numbers of covers. */
  readonly atOneInThousand: OperatingPoint;
  /** The ROC curve, as `rocCurve` gives it. */
  readonly curve: readonly OperatingPoint[];
  /** All scores, photo by photo. */
  readonly scores: readonly PhotoScores[];
}

/** A detector's scores for the tiles of a photo. */
export interface ScoredPhoto {
  /** Name of the photo. */
  readonly photo: string;
  /** Scores of its cover tiles. */
  readonly covers: readonly number[];
  /** Scores of its container tiles: as many, in the same order. */
  readonly containers: readonly number[];
}

/**
 * A detector's own scores: above the threshold, a container.
 *
 * @param scores - photo by photo, at least one tile each.
 * @param threshold - a score above it says container; one that equals it counts half.
 */
export function judgeScores(scores: readonly ScoredPhoto[], threshold: number): Detection {
  const scored = (values: readonly number[]): EnsembleScore[] =>
    values.map((value) => ({ votes: Math.sign(value - threshold), projection: value }));
  return judgePhotos(
    scores.map(({ photo, covers, containers }) => ({
      photo,
      covers: scored(covers),
      containers: scored(containers),
    })),
  );
}

/** All figures of an ensemble's scores, or of several ensembles' that judged different photos. */
export function judgePhotos(scores: readonly PhotoScores[]): Detection {
  const covers = scores.flatMap((photo) => photo.covers);
  const containers = scores.flatMap((photo) => photo.containers);
  const curve = rocCurve(
    covers.map(({ projection }) => projection),
    containers.map(({ projection }) => projection),
  );
  const decisions = errorAtThreshold(covers.map(votes), containers.map(votes), 0);
  return {
    photos: scores.length,
    pairs: covers.length,
    ...votedError(scores),
    falseAlarmRate: decisions.falseAlarms / covers.length,
    missedDetectionRate: decisions.missedDetections / containers.length,
    leastError: detectionError(leastErrorPoint(curve)),
    areaUnderCurve: areaUnderCurve(curve),
    missedAtFivePercent: 1 - pointWithin(curve, 0.05).truePositiveRate,
    atOnePercent: pointWithin(curve, 0.01),
    atOneInThousand: pointWithin(curve, 0.001),
    curve,
    scores,
  };
}

/** P_E of the votes. Each photo has as many covers as containers, so it is the share of wrong decisions. */
export function votedError(scores: readonly PhotoScores[]): Pick<Detection, 'error' | 'errorInterval'> {
  const clusters = scores.map(({ covers, containers }) => {
    const { falseAlarms, missedDetections } = errorAtThreshold(covers.map(votes), containers.map(votes), 0);
    return { successes: falseAlarms + missedDetections, trials: covers.length + containers.length };
  });
  const errors = clusters.reduce((sum, { successes }) => sum + successes, 0);
  const trials = clusters.reduce((sum, cluster) => sum + cluster.trials, 0);
  return { error: errors / trials, errorInterval: clusteredInterval(clusters) };
}

/** Joins the scores of several wardens for the same photos, photo by photo. */
export function joinedByPhoto(scores: readonly PhotoScores[]): PhotoScores[] {
  const names = [...new Set(scores.map(({ photo }) => photo))];
  return names.map((photo) => {
    const own = scores.filter((score) => score.photo === photo);
    return {
      photo,
      covers: own.flatMap(({ covers }) => covers),
      containers: own.flatMap(({ containers }) => containers),
    };
  });
}

function votes(score: EnsembleScore): number {
  return score.votes;
}
