/** Cover PSNR against secret PSNR, with everybody's place: what is gained on one side and paid on the other. */

import { escapeMarkup } from './markup.ts';
import type { PlotArea } from './svg.ts';
import { coordinate, FONT_SIZE, gridLine, linearScale, svgElement, svgText, verticalTitle } from './svg.ts';
import { niceTicks } from './ticks.ts';

/** What a point stands for, which is also its class in the page's style sheet. */
export type PointKind =
  /** One of our pairs; it has no label, but shows its name under the pointer. */
  | 'pair'
  /** The mean of our pairs. */
  | 'mean'
  /** A baseline that was measured on our pairs. */
  | 'baseline'
  /** A published figure for the pictures that were measured here. */
  | 'peer'
  /** A published figure for other pictures. */
  | 'elsewhere';

export interface TradeOffPoint {
  readonly kind: PointKind;
  readonly label: string;
  /** Decibels. Points that are not finite are left out. */
  readonly cover: number;
  readonly secret: number;
}

interface Placed extends TradeOffPoint {
  readonly x: number;
  readonly y: number;
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Half a mark's side or its radius, in pixels. */
const RADIUS: Readonly<Record<PointKind, number>> = { pair: 3, mean: 6, baseline: 5, peer: 6, elsewhere: 6 };

/** A generous mean width of a letter in ems: labels are placed without a font at hand. */
const LETTER = 0.58;

/**
 * The chart as an SVG element for a page that has its classes. Labels stand where they cover nothing, if there is such a
 * place.
 *
 * @param points - drawn in their order.
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
  const finite = points.filter(({ cover, secret }) => Number.isFinite(cover) && Number.isFinite(secret));
  if (finite.length === 0) throw new RangeError('Expected at least one point with finite decibels');
  const area: PlotArea = { left: 46, top: 10, right: width - 12, bottom: height - 44 };
  const covers = axisOf(
    finite.map(({ cover }) => cover),
    width / 80,
  );
  const secrets = axisOf(
    finite.map(({ secret }) => secret),
    height / 60,
  );
  const x = linearScale(covers.low, covers.high, area.left, area.right);
  const y = linearScale(secrets.low, secrets.high, area.bottom, area.top);
  const placed = finite.map((point) => ({ ...point, x: x(point.cover), y: y(point.secret) }));
  const parts = [
    ...covers.ticks.flatMap((tick) => [
      gridLine(x(tick), area.top, x(tick), area.bottom),
      svgText(x(tick), area.bottom + 17, 'middle', tick),
    ]),
    ...secrets.ticks.flatMap((tick) => [
      gridLine(area.left, y(tick), area.right, y(tick)),
      svgText(area.left - 7, y(tick) + 4, 'end', tick),
    ]),
    svgText((area.left + area.right) / 2, height - 6, 'middle', 'cover PSNR (dB)'),
    verticalTitle(13, area, 'secret PSNR (dB)'),
    ...placed.map(mark),
    ...labels(placed, area),
  ];
  return svgElement(width, height, className, 'Cover PSNR against secret PSNR', parts);
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
  const title = `<title>${escapeMarkup(label)}: ${cover.toFixed(2)} / ${secret.toFixed(2)} dB</title>`;
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
function labels(placed: readonly Placed[], area: PlotArea): string[] {
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
            10 * outside(place.box, area) +
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
