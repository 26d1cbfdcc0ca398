/** The changes that hiding made to a known cover: how many samples changed, and by how much. */
import type { RgbImage } from '../../image/rgb-image.ts';
import { assertSameSize } from '../../metrics/same-size.ts';

/** The differences container minus cover, in grey levels. */
export interface DifferenceStatistics {
  /** Share of the samples that changed, 0 to 1. */
  readonly changed: number;
  readonly mean: number;
  /** Standard deviation of all samples' differences. */
  readonly deviation: number;
  /** The largest absolute difference. */
  readonly largest: number;
  /** How often each difference occurs, smallest first; absent differences are left out. */
  readonly histogram: readonly (readonly [difference: number, count: number])[];
}

/** The differences of a container from its cover. */
export interface ResidualStatistics {
  /** All samples. */
  readonly all: DifferenceStatistics;
  /** Red, green and blue. */
  readonly channels: readonly [DifferenceStatistics, DifferenceStatistics, DifferenceStatistics];
}

/**
 * The statistics of a container's differences to its cover.
 *
 * @param cover - samples 0-255.
 * @param container - of the cover's size.
 * @throws RangeError when the sizes differ.
 */
export function residualStatistics(cover: RgbImage, container: RgbImage): ResidualStatistics {
  assertSameSize(cover, container);
  // The count of difference d at d + 255.
  const counts = [0, 1, 2].map(() => new Float64Array(511));
  for (let channel = 0; channel < 3; channel++) {
    const own = counts[channel]!;
    for (let at = channel; at < cover.data.length; at += 3) {
      own[container.data[at]! - cover.data[at]! + 255]!++;
    }
  }
  const [red, green, blue] = counts;
  return {
    all: describe(red!.map((count, i) => count + green![i]! + blue![i]!)),
    channels: [describe(red!), describe(green!), describe(blue!)],
  };
}

function describe(counts: Float64Array): DifferenceStatistics {
  const histogram = [...counts]
    .map((count, place) => [place - 255, count] as const)
    .filter(([, count]) => count > 0);
  // Sums of whole numbers are exact.
  const total = histogram.reduce((sum, [, count]) => sum + count, 0);
  const mean = histogram.reduce((sum, [difference, count]) => sum + difference * count, 0) / total;
  const variance = histogram.reduce((sum, [difference, count]) => sum + count * (difference - mean) ** 2, 0);
  return {
    changed: (total - counts[255]!) / total,
    mean,
    deviation: Math.sqrt(variance / total),
    largest: Math.max(...histogram.map(([difference]) => Math.abs(difference))),
    histogram,
  };
}
