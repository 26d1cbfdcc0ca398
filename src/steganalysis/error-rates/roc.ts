/**
 * The quality of a detector's scores: the ROC curve and the figures read from it. Scores above a threshold are called
 * containers; equal scores are on one side of every threshold together.
 *
 * No figure is interpolated between thresholds: a rate that so few covers cannot show is not reported as if they had.
 */

/** A threshold and its rates. */
export interface OperatingPoint {
  /** Scores above this are called containers: none with `Infinity`, all with `-Infinity`. */
  readonly threshold: number;
  /** Share of the covers called containers: P_FA. */
  readonly falsePositiveRate: number;
  /** Share of the containers called containers: 1 - P_MD. */
  readonly truePositiveRate: number;
}

/** Scores of one class. */
export type Scores = ArrayLike<number>;

/**
 * All operating points, from calling nothing a container to calling everything so.
 *
 * @param covers - at least one score, in any order; infinite ones are allowed.
 * @param containers - the same; a higher score says container.
 * @throws RangeError when a class is empty or a score is not a number.
 */
export function rocCurve(covers: Scores, containers: Scores): OperatingPoint[] {
  const negatives = descending('covers', covers);
  const positives = descending('containers', containers);
  const points = [pointAt(Number.POSITIVE_INFINITY, 0, 0)];
  let [falsePositives, truePositives] = [0, 0];
  while (falsePositives < negatives.length || truePositives < positives.length) {
    const score = Math.max(
      negatives[falsePositives] ?? Number.NEGATIVE_INFINITY,
      positives[truePositives] ?? Number.NEGATIVE_INFINITY,
    );
    while (falsePositives < negatives.length && negatives[falsePositives]! >= score) falsePositives += 1;
    while (truePositives < positives.length && positives[truePositives]! >= score) truePositives += 1;
    const below = Math.max(
      negatives[falsePositives] ?? Number.NEGATIVE_INFINITY,
      positives[truePositives] ?? Number.NEGATIVE_INFINITY,
    );
    const isLast = falsePositives === negatives.length && truePositives === positives.length;
    points.push(
      pointAt(
        isLast ? Number.NEGATIVE_INFINITY : between(below, score),
        falsePositives / negatives.length,
        truePositives / positives.length,
      ),
    );
  }
  return points;
}

/**
 * Area under the curve: how often a container scores above a cover, with half of the draws. 0.5 is chance.
 *
 * @param curve - as `rocCurve` gives it.
 */
export function areaUnderCurve(curve: readonly OperatingPoint[]): number {
  let area = 0;
  for (let i = 1; i < curve.length; i++) {
    const [a, b] = [curve[i - 1]!, curve[i]!];
    area += ((b.falsePositiveRate - a.falsePositiveRate) * (a.truePositiveRate + b.truePositiveRate)) / 2;
  }
  return area;
}

/** P_E of an operating point: the mean of false alarms and missed detections, the error for equal priors. */
export function detectionError({ falsePositiveRate, truePositiveRate }: OperatingPoint): number {
  return (falsePositiveRate + 1 - truePositiveRate) / 2;
}

/**
 * The point of least P_E; of several, the one with the fewest false alarms. Because the threshold is chosen with the scores that
 * it is judged by, its P_E is below a new picture's, and for covers against covers below 0.5: use it to compare with published
 * figures, and `errorAtThreshold` to say what a warden gets.
 */
export function leastErrorPoint(curve: readonly OperatingPoint[]): OperatingPoint {
  return curve.reduce((best, point) => (detectionError(point) < detectionError(best) ? point : best));
}

/**
 * The best point with at most that many false alarms. Of n covers the rates that can be seen are 0, 1/n, 2/n, ...: the result's own
 * `falsePositiveRate` says what it is, and is 0 where n is below 1 / limit.
 */
export function pointWithin(curve: readonly OperatingPoint[], falsePositiveLimit: number): OperatingPoint {
  return curve.reduce((best, point) => (point.falsePositiveRate <= falsePositiveLimit ? point : best));
}

/** Wrong decisions among scores. */
export interface DecisionErrors {
  /** Covers called containers. A score at the threshold itself counts half, here and below. */
  readonly falseAlarms: number;
  /** Containers called covers. */
  readonly missedDetections: number;
  /** P_E: the mean of both as parts of their classes. */
  readonly error: number;
}

/**
 * The errors of a threshold that was chosen in advance.
 *
 * @throws RangeError when a class is empty or a score is not a number.
 */
export function errorAtThreshold(covers: Scores, containers: Scores, threshold: number): DecisionErrors {
  const negatives = descending('covers', covers);
  const positives = descending('containers', containers);
  const falseAlarms = negatives.reduce((sum, score) => sum + halfStep(score - threshold), 0);
  const missedDetections = positives.reduce((sum, score) => sum + halfStep(threshold - score), 0);
  return {
    falseAlarms,
    missedDetections,
    error: (falseAlarms / negatives.length + missedDetections / positives.length) / 2,
  };
}

function halfStep(difference: number): number {
  return difference === 0 ? 0.5 : Number(difference > 0);
}

function pointAt(threshold: number, falsePositiveRate: number, truePositiveRate: number): OperatingPoint {
  return { threshold, falsePositiveRate, truePositiveRate };
}

/** A number from `low` (included) to below `high`. */
function between(low: number, high: number): number {
  const middle = low + (high - low) / 2;
  return Number.isFinite(middle) && middle < high ? middle : low;
}

function descending(name: string, scores: Scores): Float64Array {
  const sorted = Float64Array.from(scores);
  if (sorted.length === 0) throw new RangeError(`Expected at least one score of ${name} but received none`);
  if (sorted.some(Number.isNaN))
    throw new RangeError(`Expected scores of ${name} that are numbers but received NaN`);
  return sorted.sort().reverse();
}
