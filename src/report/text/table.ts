/**
 * Results as text: aligned tables for a terminal, and comma-separated values.
 */

/** The content of a cell; undefined leaves it empty. */
export type Cell = string | number | undefined;

export interface Column {
  readonly title: string;
  /** Digits after the point of its numbers; by default as many as a number needs. */
  readonly digits?: number;
}

const GAP = '  ';

/** A number with its sign, separators and unit, a placeholder for one, or nothing. */
const NUMERIC = /^(?:[-+]?(?:\d[\d.,]*(?:e[-+]?\d+)?|∞)(?: ?(?:%|[a-zA-Z]{1,3}))?|-|exact|)$/;

/**
 * A table for a terminal: the titles, a rule, one line a row, without a line feed at the end. Columns that hold nothing
 * but numbers, or text that reads as a number, are aligned at the right with their titles; others at the left. Infinity
 * is written as the sign, a value that is not a number as a dash. Control characters, which a file's name may contain,
 * are replaced.
 *
 * @throws RangeError when a row has another number of cells than there are columns.
 */
export function formatTable(
  columns: readonly (Column | string)[],
  rows: readonly (readonly Cell[])[],
): string {
  const described = columns.map((column) => (typeof column === 'string' ? { title: column } : column));
  assertRectangular(columns.length, rows);
  const titles = described.map(({ title }) => printable(title));
  const texts = rows.map((row) => row.map((cell, index) => cellText(cell, described[index]!.digits)));
  const widths = titles.map((title, index) =>
    Math.max(displayWidth(title), ...texts.map((row) => displayWidth(row[index]!))),
  );
  const numeric = titles.map(
    (_, index) => rows.length > 0 && texts.every((row) => NUMERIC.test(row[index]!)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => {
        const blanks = ' '.repeat(widths[index]! - displayWidth(cell));
        return numeric[index] ? blanks + cell : cell + blanks;
      })
      .join(GAP)
      .trimEnd();
  return [titles, widths.map((width) => '-'.repeat(width)), ...texts].map(line).join('\n');
}

/**
 * Comma-separated values as RFC 4180 has them (https://www.rfc-editor.org/rfc/rfc4180): lines end with CR LF, the first
 * is the header; a field with a comma, a quote or a line break is quoted, and quotes in it are doubled. Numbers are
 * written with all their digits.
 *
 * @throws RangeError when a row has another number of fields than the header.
 */
export function formatCsv(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  assertRectangular(header.length, rows);
  return [header, ...rows].map((row) => `${row.map(csvField).join(',')}\r\n`).join('');
}

function csvField(cell: Cell): string {
  const text = cell === undefined ? '' : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function cellText(cell: Cell, digits: number | undefined): string {
  if (cell === undefined) return '';
  if (typeof cell === 'string') return printable(cell);
  if (Number.isNaN(cell)) return '-';
  if (!Number.isFinite(cell)) return cell > 0 ? '∞' : '-∞';
  return digits === undefined ? String(cell) : cell.toFixed(digits);
}

function printable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, '\ufffd');
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Scripts and signs that terminals draw two columns wide. */
const WIDE = /\p{Emoji_Presentation}|[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\uff01-\uff60]/u;

/** Terminal columns of a text. */
function displayWidth(text: string): number {
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += WIDE.test(segment) ? 2 : 1;
  return width;
}

function assertRectangular(columns: number, rows: readonly (readonly Cell[])[]): void {
  for (const [index, row] of rows.entries()) {
    if (row.length !== columns) {
      throw new RangeError(`Expected ${columns} cells in row ${index + 1} but received ${row.length}`);
    }
  }
}
