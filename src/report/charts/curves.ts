/**
 * Training curves as a picture: cover and secret over the minutes.
 */
import type { LogEntry } from '../../training/train.node.ts';
import { niceTicks } from './ticks.ts';

export interface TrainingCurvesOptions {
  /** Title above the curves. */
  readonly title?: string;
  /** Size in pixels, at a scale of one. */
  readonly width?: number;
  readonly height?: number;
}

interface Point {
  readonly minutes: number;
  readonly decibels: number;
}

/** Blue and vermilion of Okabe and Ito's palette, which people with any colour vision tell apart; darkened for text. */
const CURVES = [
  { key: 'coverPsnr', name: 'cover', color: '#0067a6' },
  { key: 'secretPsnr', name: 'secret', color: '#c14d00' },
] as const;

const MARGIN = { top: 56, right: 24, bottom: 52, left: 62 };
const FONT = 'font-family="system-ui, sans-serif"';

/**
 * The PSNR of cover and secret over minutes of training as an SVG document that needs nothing else: the running values of
 * the training as thin lines, the checks on held-out pairs as thick lines with a dot for each. White background, so that
 * it reads the same in a light and in a dark page.
 *
 * @param log - lines of `training.jsonl`, in their order. Values that are not finite are left out.
 * @throws RangeError when the log has no value to show, or the size is too small for axes.
 */
export function trainingCurves(log: readonly LogEntry[], options: TrainingCurvesOptions = {}): string {
  const { title = 'Training', width = 800, height = 480 } = options;
  if (!(width >= 600 && height >= 240)) {
    throw new RangeError(
      `Expected at least 600x240 pixels for training curves but received ${width}x${height}`,
    );
  }
  const series = CURVES.flatMap((curve) =>
    (['steps', 'check'] as const).map((kind) => ({ ...curve, kind, points: pointsOf(log, kind, curve.key) })),
  );
  const points = series.flatMap((line) => line.points);
  if (points.length === 0) {
    throw new RangeError('Expected at least one value in the training log but found none');
  }
  const xTicks = niceTicks(0, highest(points.map(({ minutes }) => minutes)), 8);
  const decibels = points.map((point) => point.decibels);
  const yTicks = niceTicks(-highest(decibels.map((value) => -value)), highest(decibels), 7);

  const right = width - MARGIN.right;
  const bottom = height - MARGIN.bottom;
  const x = scale(xTicks, MARGIN.left, right);
  const y = scale(yTicks, bottom, MARGIN.top);
  const path = (line: readonly Point[]): string =>
    line.map((point) => `${coordinate(x(point.minutes))},${coordinate(y(point.decibels))}`).join(' ');

  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escapeXml(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    `<g ${FONT} font-size="13" fill="#333333">`,
    `<text x="${MARGIN.left}" y="24" font-size="16" font-weight="600">${escapeXml(title)}</text>`,
    ...xTicks.flatMap((tick) => [
      rule(x(tick), MARGIN.top, x(tick), bottom),
      text(x(tick), bottom + 18, 'middle', tick),
    ]),
    ...yTicks.flatMap((tick) => [
      rule(MARGIN.left, y(tick), right, y(tick)),
      text(MARGIN.left - 8, y(tick) + 4, 'end', tick),
    ]),
    text((MARGIN.left + right) / 2, height - 12, 'middle', 'minutes of training'),
    `<text transform="translate(18 ${coordinate((MARGIN.top + bottom) / 2)}) rotate(-90)" text-anchor="middle">PSNR (dB)</text>`,
    legend(right),
    '</g>',
    ...series.flatMap(({ kind, color, points: line }) => {
      if (line.length === 0) return [];
      const stroke = `fill="none" stroke="${color}" stroke-linejoin="round"`;
      if (kind === 'steps') {
        return [`<polyline points="${path(line)}" ${stroke} stroke-width="1" stroke-opacity="0.55"/>`];
      }
      return [
        `<polyline points="${path(line)}" ${stroke} stroke-width="2.5"/>`,
        ...line.map(
          (point) =>
            `<circle cx="${coordinate(x(point.minutes))}" cy="${coordinate(y(point.decibels))}" r="3.5" fill="${color}"/>`,
        ),
      ];
    }),
    '</svg>',
  ];
  return `${parts.join('\n')}\n`;
}

function pointsOf(
  log: readonly LogEntry[],
  kind: LogEntry['kind'],
  key: 'coverPsnr' | 'secretPsnr',
): Point[] {
  return log
    .filter((entry) => entry.kind === kind)
    .map((entry) => ({ minutes: entry.seconds / 60, decibels: entry[key] }))
    .filter(({ minutes, decibels }) => Number.isFinite(minutes) && Number.isFinite(decibels));
}

/** Not `Math.max(...values)`, whose arguments a long log would overflow. */
function highest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
}

/** From the range of the ticks to pixels. */
function scale(ticks: readonly number[], from: number, to: number): (value: number) => number {
  const low = ticks[0]!;
  const high = ticks.at(-1)!;
  return (value) => from + ((value - low) / (high - low)) * (to - from);
}

/** One row at the upper right: a thick line with a dot for the checks, a thin one for the running values. */
function legend(right: number): string {
  const entries = CURVES.flatMap(({ name, color }) => [
    { label: `${name}, held-out`, color, check: true },
    { label: `${name}, running`, color, check: false },
  ]);
  const step = 140;
  return entries
    .map(({ label, color, check }, index) => {
      const left = right - (entries.length - index) * step + 8;
      const middle = 42;
      const line = `<line x1="${left}" y1="${middle}" x2="${left + 22}" y2="${middle}" stroke="${color}"`;
      return check
        ? `${line} stroke-width="2.5"/><circle cx="${left + 11}" cy="${middle}" r="3.5" fill="${color}"/>${text(left + 28, middle + 4, 'start', label)}`
        : `${line} stroke-opacity="0.55"/>${text(left + 28, middle + 4, 'start', label)}`;
    })
    .join('\n');
}

function rule(x1: number, y1: number, x2: number, y2: number): string {
  const [a, b, c, d] = [x1, y1, x2, y2].map(coordinate);
  return `<line x1="${a}" y1="${b}" x2="${c}" y2="${d}" stroke="#e2e2e2"/>`;
}

function text(x: number, y: number, anchor: 'start' | 'middle' | 'end', content: string | number): string {
  return `<text x="${coordinate(x)}" y="${coordinate(y)}" text-anchor="${anchor}">${escapeXml(String(content))}</text>`;
}

function coordinate(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function escapeXml(content: string): string {
  return content
    .replaceAll(/[^\P{Cc}\t]/gu, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
