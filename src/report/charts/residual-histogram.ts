/** How often each difference of container and cover occurs, counted and drawn. */

import type { RgbImage } from '../../image/rgb-image.ts';
import { assertSameSize } from '../../metrics/same-size.ts';
import { percent } from '../text/percent.ts';
import type { PlotArea } from './svg.ts';
import { coordinate, gridLine, linearScale, svgElement, svgText, verticalTitle } from './svg.ts';

/** The largest difference of two samples. */
const LARGEST = 255;

/** The largest difference that is drawn. */
const DRAWN = 20;

/** How far down the logarithmic axis reaches at most: 0.001 %, a dozen samples of a Kodak photo. */
const MOST_DECADES = 5;

/** Counts of the differences -255 to 255: that of `d` is at `d + 255`. */
export type ResidualCounts = Float64Array;

/** All counts zero. */
export function emptyResidualCounts(): ResidualCounts {
  return new Float64Array(2 * LARGEST + 1);
}

/**
 * Adds the differences of a pair, container minus cover, every sample of every channel.
 *
 * @param counts - changed.
 * @throws RangeError when the sizes differ.
 */
export function countResiduals(counts: ResidualCounts, cover: RgbImage, container: RgbImage): void {
  assertSameSize(cover, container);
  for (let i = 0; i < cover.data.length; i++) counts[LARGEST + container.data[i]! - cover.data[i]!]!++;
}

/** Figures from the counts. */
export interface ResidualSummary {
  /** Share of the samples that did not change, 0-1. */
  readonly unchanged: number;
  /** Share further out than the histogram shows, 0-1. */
  readonly beyond: number;
  /** The largest absolute difference. */
  readonly largest: number;
}

/** @throws RangeError when nothing was counted. */
export function summarizeResiduals(counts: ResidualCounts): ResidualSummary {
  const total = totalOf(counts);
  let [beyond, largest] = [0, 0];
  for (const [at, count] of counts.entries()) {
    const size = Math.abs(at - LARGEST);
    if (count > 0) largest = Math.max(largest, size);
    if (size > DRAWN) beyond += count;
  }
  return { unchanged: counts[LARGEST]! / total, beyond: beyond / total, largest };
}

/**
 * The shares of the differences -20 to 20 as bars on a logarithmic scale: an SVG element for a page that has its classes.
 *
 * @throws RangeError when nothing was counted.
 */
export function residualHistogram(
  counts: ResidualCounts,
  {
    width,
    height,
    className,
  }: { readonly width: number; readonly height: number; readonly className: string },
): string {
  const total = totalOf(counts);
  const shares = Array.from({ length: 2 * DRAWN + 1 }, (_, i) => counts[LARGEST - DRAWN + i]! / total);
  const rarest = Math.min(...shares.filter((share) => share > 0), 0.1);
  const decades = Math.min(MOST_DECADES, Math.max(2, Math.ceil(-Math.log10(rarest))));
  const area: PlotArea = { left: 78, top: 12, right: width - 12, bottom: height - 44 };
  const x = linearScale(-DRAWN - 0.5, DRAWN + 0.5, area.left, area.right);
  const y = linearScale(-decades, 0, area.bottom, area.top);
  const bar = Math.max(1, x(1) - x(0) - 2);
  const step = width < 500 ? 10 : 5;
  const ticks = Array.from({ length: (2 * DRAWN) / step + 1 }, (_, i) => -DRAWN + step * i);
  const parts = [
    ...Array.from({ length: decades + 1 }, (_, power) => [
      gridLine(area.left, y(-power), area.right, y(-power), power === decades ? 'axis' : 'grid'),
      svgText(area.left - 8, y(-power) + 4, 'end', `${Number((100 / 10 ** power).toPrecision(1))} %`),
    ]).flat(),
    ...shares.flatMap((share, i) => {
      if (share === 0) return [];
      const top = Math.min(area.bottom - 1, y(Math.max(-decades, Math.log10(share))));
      const difference = i - DRAWN;
      return [
        `<rect class="${difference === 0 ? 'bar none' : 'bar'}" x="${coordinate(x(difference) - bar / 2)}" y="${coordinate(top)}" ` +
          `width="${coordinate(bar)}" height="${coordinate(area.bottom - top)}"><title>${signed(difference)}: ${percent(share)}</title></rect>`,
      ];
    }),
    ...ticks.map((tick) => svgText(x(tick), area.bottom + 17, 'middle', signed(tick))),
    svgText((area.left + area.right) / 2, height - 6, 'middle', 'container minus cover (grey levels)'),
    verticalTitle(14, area, 'share of samples'),
  ];
  return svgElement(width, height, className, 'Histogram of container minus cover', parts);
}

/** A whole number with its sign, a real minus. */
function signed(value: number): string {
  return value === 0 ? '0' : value > 0 ? `+${value}` : `\u2212${-value}`;
}

function totalOf(counts: ResidualCounts): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0)
    throw new RangeError('Expected the differences of at least one pair but none were counted');
  return total;
}
