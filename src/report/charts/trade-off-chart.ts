/** Cover PSNR against secret PSNR for all methods: gains on one side cost the other. */

import { escapeMarkup } from '../page/markup.ts';
import { bothDecibels } from '../text/decibels.ts';
import type { PlotArea } from './svg.ts';
import { coordinate, FONT_SIZE, gridLine, linearScale, svgElement, svgText, verticalTitle } from './svg.ts';
import { niceTicks } from './ticks.ts';

/** The kind of a point, which is also its class in the page's style sheet. */
export type PointKind =
  /** One of our pairs; it has no label, but a tooltip with its name. */
  | 'pair'
  /** The mean of our pairs. */
  | 'mean'
  /** The mean of our pairs by another method. */
  | 'baseline'
  /** A published figure for the pictures that were measured here. */
  | 'peer'
  /** A published figure for other pictures. */
  | 'elsewhere';

export interface TradeOffPoint {
  readonly kind: PointKind;
  readonly label: string;
  /** Cover PSNR in decibels. Points without a finite one are left out. */
  readonly cover: number;
  /** Secret PSNR in decibels, or `Infinity` for exact secrets. */
  readonly secret: number;
}

interface Placed extends TradeOffPoint {
  readonly x: number;
  readonly y: number;
  /** The fixed place of its label, if any. */
  readonly area: PlotArea;
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Half a mark's side or its radius, in pixels. */
const RADIUS: Readonly<Record<PointKind, number>> = { pair: 3, mean: 6, baseline: 5, peer: 6, elsewhere: 6 };

/** Height of the strip of exact secrets above the drawing area, and of the gap between them, in pixels. */
const STRIP = 48;
const GAP = 8;

/** A generous mean width of a letter in ems: labels are placed without a font at hand. */
const LETTER = 0.58;

/**
 * The chart as an SVG element for a page that has its classes. Exact secrets have no decibels: they are in a separate strip
 * above the others. Labels are placed where they cover nothing, if possible.
 *
 * @param points - drawn in their order.
 * @param height - pixels; a strip is added if needed.
 * @throws RangeError when no point is finite.
 */
export function tradeOffChart(
  points: readonly TradeOffPoint[],
  {
    width,
    height,
    className,
  }: { readonly width: number; readonly height: number; readonly className: string },
): string {
  const shown = points.filter(({ cover, secret }) => Number.isFinite(cover) && !Number.isNaN(secret));
  const finite = shown.filter(({ secret }) => Number.isFinite(secret));
  if (finite.length === 0) throw new RangeError('Expected at least one point with finite decibels');
  const above = shown.length === finite.length ? 0 : STRIP + GAP;
  const area: PlotArea = { left: 46, top: 10 + above, right: width - 12, bottom: above + height - 44 };
  const strip: PlotArea = { ...area, top: 10, bottom: 10 + STRIP };
  const middle = (strip.top + strip.bottom) / 2;
  // Up to the edges of the chart if there is no strip.
  const labelled: PlotArea = { ...area, top: above === 0 ? 0 : area.top, right: width };
  const covers = axisOf(
    shown.map(({ cover }) => cover),
    width / 80,
  );
  const secrets = axisOf(
    finite.map(({ secret }) => secret),
    height / 60,
  );
  const x = linearScale(covers.low, covers.high, area.left, area.right);
  const y = linearScale(secrets.low, secrets.high, area.bottom, area.top);
  const placed = shown.map((point): Placed => {
    const at = { ...point, x: x(point.cover) };
    return Number.isFinite(point.secret)
      ? { ...at, y: y(point.secret), area: labelled }
      : { ...at, y: middle, area: strip };
  });
  const parts = [
    ...(above === 0
      ? []
      : [
          `<rect class="exact-strip" x="${area.left}" y="${strip.top}" width="${area.right - area.left}" height="${STRIP}" rx="4"/>`,
          ...covers.ticks.map((tick) => gridLine(x(tick), strip.top, x(tick), strip.bottom, 'strip-grid')),
          svgText(area.left - 7, middle + 4, 'end', 'exact'),
        ]),
    ...covers.ticks.flatMap((tick) => [
      gridLine(x(tick), area.top, x(tick), area.bottom),
      svgText(x(tick), area.bottom + 17, 'middle', tick),
    ]),
    ...secrets.ticks.flatMap((tick) => [
      gridLine(area.left, y(tick), area.right, y(tick)),
      svgText(area.left - 7, y(tick) + 4, 'end', tick),
    ]),
    svgText((area.left + area.right) / 2, above + height - 6, 'middle', 'cover PSNR (dB)'),
    verticalTitle(13, area, 'secret PSNR (dB)'),
    ...placed.map(mark),
    ...labels(placed),
  ];
  return svgElement(width, above + height, className, 'Cover PSNR against secret PSNR', parts);
}

interface Axis {
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
}

/** The range of the values with a margin, so that no mark stands on the edge, and the round numbers within it. */
function axisOf(values: readonly number[], wanted: number): Axis {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const margin = Math.max(0.5, (most - least) * 0.06);
  const [low, high] = [least - margin, most + margin];
  return { low, high, ticks: niceTicks(low, high, wanted).filter((tick) => tick >= low && tick <= high) };
}

function mark(point: Placed): string {
  const { kind, label, cover, secret, x, y } = point;
  const title = `<title>${escapeMarkup(label)}: ${bothDecibels(cover, secret)}</title>`;
  const r = RADIUS[kind];
  const at = `class="${kind}"`;
  if (kind === 'pair' || kind === 'mean') {
    return `<circle ${at} cx="${coordinate(x)}" cy="${coordinate(y)}" r="${r}">${title}</circle>`;
  }
  const corners: readonly (readonly [number, number])[] =
    kind === 'baseline'
      ? [
          [-r, -r],
          [r, -r],
          [r, r],
          [-r, r],
        ]
      : [
          [0, -r],
          [r, 0],
          [0, r],
          [-r, 0],
        ];
  const shape = corners.map(([dx, dy]) => `${coordinate(x + dx)},${coordinate(y + dy)}`).join(' ');
  return `<polygon ${at} points="${shape}">${title}</polygon>`;
}

/** The labels of all points but pairs, the longest first, each at the place around its mark that covers least. */
function labels(placed: readonly Placed[]): string[] {
  const taken = placed.map(({ kind, x, y }) => {
    const r = RADIUS[kind] + 1;
    return { left: x - r, top: y - r, width: 2 * r, height: 2 * r, weight: kind === 'pair' ? 1 : 4 };
  });
  return placed
    .filter(({ kind }) => kind !== 'pair')
    .sort((a, b) => b.label.length - a.label.length)
    .map((point) => {
      const best = positions(point)
        .map((place, order) => ({
          ...place,
          cost:
            taken.reduce((sum, box) => sum + box.weight * overlap(place.box, box), 0) +
            10 * outside(place.box, point.area) +
            order / 100,
        }))
        .reduce((least, place) => (place.cost < least.cost ? place : least));
      taken.push({ ...best.box, weight: 8 });
      const name = point.kind === 'elsewhere' ? 'peer-label' : `${point.kind}-label`;
      return svgText(best.x, best.y, best.anchor, point.label, `label ${name}`);
    });
}

interface Position {
  readonly x: number;
  readonly y: number;
  readonly anchor: 'start' | 'middle' | 'end';
  readonly box: Box;
}

/** Right, left, above, below, then the corners. */
function positions({ kind, label, x, y }: Placed): Position[] {
  const gap = RADIUS[kind] + 4;
  const length = LETTER * FONT_SIZE * label.length;
  const spots: readonly (readonly [number, number, 'start' | 'middle' | 'end'])[] = [
    [gap, 4, 'start'],
    [-gap, 4, 'end'],
    [0, -gap, 'middle'],
    [0, gap + FONT_SIZE - 3, 'middle'],
    [gap - 3, -gap + 3, 'start'],
    [-gap + 3, -gap + 3, 'end'],
    [gap - 3, gap + FONT_SIZE - 6, 'start'],
    [-gap + 3, gap + FONT_SIZE - 6, 'end'],
  ];
  return spots.map(([dx, dy, anchor]) => {
    const start = x + dx - (anchor === 'start' ? 0 : anchor === 'end' ? length : length / 2);
    const box = { left: start - 2, top: y + dy - FONT_SIZE, width: length + 4, height: FONT_SIZE + 5 };
    return { x: x + dx, y: y + dy, anchor, box };
  });
}

/** Shared area of two boxes. */
function overlap(a: Box, b: Box): number {
  const across = Math.min(a.left + a.width, b.left + b.width) - Math.max(a.left, b.left);
  const down = Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top);
  return across > 0 && down > 0 ? across * down : 0;
}

/** Area of a box that lies outside. */
function outside(box: Box, area: PlotArea): number {
  const inside = { ...area, width: area.right - area.left, height: area.bottom - area.top };
  return box.width * box.height - overlap(box, inside);
}
