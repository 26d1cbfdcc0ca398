/**
 * The parts that charts inside an HTML page are made of. Colours come from the page's style sheet, by class, so that a chart
 * follows it from light to dark.
 */
import { escapeMarkup } from '../page/markup.ts';

/** Size of a chart's text in pixels. */
export const FONT_SIZE = 12;

/** The edges of the drawing area in pixels, `top < bottom`. */
export interface PlotArea {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** From `low ... high` to pixels `from ... to`. */
export function linearScale(low: number, high: number, from: number, to: number): (value: number) => number {
  return (value) => from + ((value - low) / (high - low)) * (to - from);
}

/** A pixel coordinate with one digit after the point. */
export function coordinate(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** A line of text; `y` is its baseline. */
export function svgText(
  x: number,
  y: number,
  anchor: 'start' | 'middle' | 'end',
  content: string | number,
  className = '',
): string {
  const classes = className === '' ? '' : ` class="${className}"`;
  return `<text x="${coordinate(x)}" y="${coordinate(y)}" text-anchor="${anchor}"${classes}>${escapeMarkup(String(content))}</text>`;
}

/** A grid line. */
export function gridLine(x1: number, y1: number, x2: number, y2: number, className = 'grid'): string {
  const [a, b, c, d] = [x1, y1, x2, y2].map(coordinate);
  return `<line class="${className}" x1="${a}" y1="${b}" x2="${c}" y2="${d}"/>`;
}

/** A vertical axis title, read from below. */
export function verticalTitle(x: number, area: PlotArea, content: string): string {
  const middle = coordinate((area.top + area.bottom) / 2);
  return `<text transform="translate(${x} ${middle}) rotate(-90)" text-anchor="middle">${escapeMarkup(content)}</text>`;
}

/** The element around a chart. */
export function svgElement(
  width: number,
  height: number,
  className: string,
  description: string,
  parts: readonly string[],
): string {
  return [
    `<svg class="${className}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeMarkup(description)}" font-size="${FONT_SIZE}">`,
    ...parts,
    '</svg>',
  ].join('\n');
}
