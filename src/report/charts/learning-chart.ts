/** P_E over the number of training pairs: where a curve still falls at its end, a warden with more photos does better. */

import type { LearningPoint } from '../../steganalysis/audit/protocol.ts';
import type { AuditSeries } from '../audit/audit-series.ts';
import { intervalText, probability } from '../audit/audit-text.ts';
import { escapeMarkup } from '../page/markup.ts';
import type { ChartSize } from './roc-chart.ts';
import type { PlotArea } from './svg.ts';
import { coordinate, gridLine, linearScale, svgElement, svgText, verticalTitle } from './svg.ts';

/** Pixels between the marks of two methods at one number of pairs, so that their intervals do not cover each other. */
const DODGE = 4;

/** Pixels that a label of the horizontal axis needs. */
const LABEL = 44;

/**
 * The learning curves as an SVG element for a page that has its classes: P_E of 0 to 0.5, or up to the highest interval, with 95 % intervals as thin bars.
 *
 * @param series - those without a curve are left out.
 * @throws RangeError when none has one.
 */
export function learningChart(series: readonly AuditSeries[], size: ChartSize): string {
  const { width, height, className } = size;
  const lines = series.flatMap(({ subject, className: look }) => {
    const points = subject.learningCurve ?? [];
    return points.length === 0 ? [] : [{ name: subject.name, look, points }];
  });
  const all = lines.flatMap(({ points }) => points);
  if (all.length === 0) throw new RangeError('Expected at least one learning curve');
  const area: PlotArea = { left: 54, top: 14, right: width - 22, bottom: height - 44 };
  const numbers = all.map(({ pairs }) => pairs);
  const [fewest, most] = [Math.min(...numbers), Math.max(...numbers)];
  // A margin, so that no mark stands on an edge.
  const [low, high] = [fewest / 1.15, most * 1.15];
  const logarithmic = linearScale(Math.log(low), Math.log(high), area.left, area.right);
  const x = (pairs: number): number => logarithmic(Math.log(pairs));
  const highest = Math.max(0.5, ...all.map(({ errorInterval }) => errorInterval.high));
  const y = linearScale(0, highest, area.bottom, area.top);
  const errors = Array.from({ length: Math.floor(highest * 10 + 1e-9) + 1 }, (_, index) => index / 10);
  return svgElement(width, height, className, 'P_E over the number of training pairs', [
    ...roundNumbers(fewest, most, (area.right - area.left) / LABEL).flatMap((pairs) => [
      gridLine(x(pairs), area.top, x(pairs), area.bottom),
      svgText(x(pairs), area.bottom + 17, 'middle', pairs.toLocaleString('en')),
    ]),
    ...errors.flatMap((error) => [
      gridLine(area.left, y(error), area.right, y(error), error === 0.5 ? 'chance' : 'grid'),
      svgText(area.left - 7, y(error) + 4, 'end', error.toFixed(1)),
    ]),
    svgText((area.left + area.right) / 2, height - 6, 'middle', 'training pairs (cover and container)'),
    verticalTitle(13, area, 'P_E'),
    ...lines.flatMap(({ name, look, points }, index) => {
      const aside = (index - (lines.length - 1) / 2) * DODGE;
      return curve(name, look, points, (pairs) => x(pairs) + aside, y);
    }),
  ]);
}

type Scale = (value: number) => number;

function curve(name: string, look: string, points: readonly LearningPoint[], x: Scale, y: Scale): string[] {
  const path = points.map(({ pairs, error }) => `${coordinate(x(pairs))} ${coordinate(y(error))}`).join('L');
  return [
    ...points.map(({ pairs, errorInterval: { low, high } }) =>
      gridLine(x(pairs), y(low), x(pairs), y(high), `${look} spread`),
    ),
    `<path class="${look}" d="M${path}"/>`,
    ...points.map(
      ({ pairs, error, errorInterval }) =>
        `<circle class="${look}" cx="${coordinate(x(pairs))}" cy="${coordinate(y(error))}" r="4"><title>${escapeMarkup(name)}, ${pairs} pairs: ${probability(error)} (${intervalText(errorInterval)})</title></circle>`,
    ),
  ];
}

/** 1, 2 and 5 times powers of ten, or powers alone where those are too many; the ends where there is none. */
function roundNumbers(low: number, high: number, most: number): number[] {
  const within = [[1, 2, 5], [1, 3], [1]].map((factors) =>
    Array.from({ length: 12 }, (_, power) => factors.map((factor) => factor * 10 ** power))
      .flat()
      .filter((value) => value >= low && value <= high),
  );
  const fitting = within.find((values) => values.length > 1 && values.length <= most);
  return fitting ?? [...new Set([low, high])];
}
