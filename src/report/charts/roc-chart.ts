/** ROC curves over a logarithmic axis of false alarms, because few false alarms decide whether a warden is useful. */

import type { AuditedSubject } from '../../steganalysis/audit/audit-report.ts';
import type { Detection } from '../../steganalysis/audit/judgement.ts';
import type { OperatingPoint } from '../../steganalysis/error-rates/roc.ts';
import type { AuditSeries } from '../audit/audit-series.ts';
import { escapeMarkup } from '../page/markup.ts';
import { percent } from '../text/percent.ts';
import type { PlotArea } from './svg.ts';
import { coordinate, gridLine, linearScale, svgElement, svgText, verticalTitle } from './svg.ts';

/** The least rate of false alarms shown; lower ones are on the left edge. */
const LEAST = 0.001;

const FALSE_ALARMS = [0.001, 0.01, 0.05, 0.1, 1];
const FOUND = [0, 0.25, 0.5, 0.75, 1];

/** Size of a chart and its class in the page's style sheet. */
export interface ChartSize {
  readonly width: number;
  readonly height: number;
  readonly className: string;
}

/** The method of a curve. */
export type CurveOf = (subject: AuditedSubject) => Pick<Detection, 'curve'> | undefined;

/**
 * The curves of one warden for each method as an SVG element for a page that has its classes. Curves are stairs: between two
 * thresholds nothing was measured. The chance line, P_D = P_FA, is bent by the logarithm.
 *
 * @param curveOf - the warden's detection; a method without one is left out.
 * @param covers - how many there are: below one of them no rate of false alarms but 0 can be seen, and a line says so.
 */
export function rocChart(
  series: readonly AuditSeries[],
  curveOf: CurveOf,
  covers: number,
  size: ChartSize,
): string {
  const { width, height, className } = size;
  const area: PlotArea = { left: 54, top: 22, right: width - 16, bottom: height - 44 };
  const logarithmic = linearScale(Math.log10(LEAST), 0, area.left, area.right);
  const x = (rate: number): number => logarithmic(Math.log10(Math.max(LEAST, rate)));
  const y = linearScale(0, 1, area.bottom, area.top);
  const one = 1 / covers;
  return svgElement(
    width,
    height,
    className,
    'ROC curves: containers found against false alarms, on a logarithmic axis',
    [
      ...FALSE_ALARMS.flatMap((rate) => [
        gridLine(x(rate), area.top, x(rate), area.bottom),
        // Too close to 10 % where there is little room.
        ...(rate === 0.05 && width < 500
          ? []
          : [svgText(x(rate), area.bottom + 17, rate === 1 ? 'end' : 'middle', percent(rate))]),
      ]),
      ...FOUND.flatMap((rate) => [
        gridLine(area.left, y(rate), area.right, y(rate)),
        svgText(area.left - 7, y(rate) + 4, 'end', percent(rate)),
      ]),
      ...(one > LEAST
        ? [
            gridLine(x(one), area.top, x(one), area.bottom, 'chance'),
            ...(one < 0.2 ? [svgText(x(one) + 4, area.top - 7, 'start', `one cover of ${covers}`)] : []),
          ]
        : []),
      `<path class="chance" d="${chancePath(x, y)}"/>`,
      svgText((area.left + area.right) / 2, height - 6, 'middle', 'covers called containers (false alarms)'),
      verticalTitle(13, area, 'containers found'),
      // The methods above the controls, the first on top.
      ...[...series]
        .reverse()
        .sort((a, b) => Number(b.subject.control) - Number(a.subject.control))
        .flatMap(({ subject, className: look }) => {
          const detection = curveOf(subject);
          return detection === undefined
            ? []
            : [
                `<path class="${look}" d="${stairs(detection.curve, x, y)}"><title>${escapeMarkup(subject.name)}</title></path>`,
              ];
        }),
    ],
  );
}

type Scale = (value: number) => number;

/** Right, then up, from point to point; details that are invisible at this size are left out. */
function stairs(curve: readonly OperatingPoint[], x: Scale, y: Scale): string {
  const steps: { readonly along: 'H' | 'V'; readonly to: string }[] = [];
  const step = (along: 'H' | 'V', to: string): void => {
    if (steps.at(-1)?.along === along) steps.pop();
    steps.push({ along, to });
  };
  let [left, top] = [coordinate(x(0)), coordinate(y(0))];
  const start = `M${left} ${top}`;
  for (const { falsePositiveRate, truePositiveRate } of curve) {
    const [right, up] = [coordinate(x(falsePositiveRate)), coordinate(y(truePositiveRate))];
    if (right !== left) step('H', right);
    if (up !== top) step('V', up);
    [left, top] = [right, up];
  }
  return start + steps.map(({ along, to }) => along + to).join('');
}

function chancePath(x: Scale, y: Scale): string {
  const count = 48;
  const points = Array.from({ length: count + 1 }, (_, index) => LEAST ** (1 - index / count));
  return `M${points.map((rate) => `${coordinate(x(rate))} ${coordinate(y(rate))}`).join('L')}`;
}
