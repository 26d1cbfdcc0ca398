/** The table that StegExpose writes, byte for byte. */
import type { StegExposeScores } from './detector.ts';

/** A line of the table. */
export interface StegExposeRow {
  /** Name of the file, without its folder. It is never quoted, as in the program's own output. */
  readonly name: string;
  readonly suspicious: boolean;
  readonly bytes: number;
  readonly scores: StegExposeScores;
}

/**
 * The whole table: an empty line, the titles, a line a file.
 *
 * @param fast - whether the scores are of the fast mode, which has a title of its own.
 */
export function stegExposeCsv(rows: readonly StegExposeRow[], fast: boolean): string {
  const titles = [
    'File name',
    'Above stego threshold?',
    'Secret message size in bytes (ignore for clean files)',
    'Primary Sets',
    'Chi Square',
    'Sample Pairs',
    'RS analysis',
    fast ? 'Fusion (mean & fast)' : 'Fusion (mean)',
  ];
  const lines = rows.map(({ name, suspicious, bytes, scores }) => {
    const { primarySets, chiSquare, samplePairs, regularSingular, fusion } = scores;
    const numbers = [primarySets, chiSquare, samplePairs, regularSingular, fusion];
    return [name, suspicious, bytes, ...numbers.map(javaNumber)];
  });
  return ['', titles.join(','), ...lines.map((line) => line.join(','))].map((line) => `${line}\n`).join('');
}

/**
 * A double as Java's `Double.toString` writes it: a digit on both sides of the point, and powers of ten below a thousandth
 * and from ten millions on.
 */
export function javaNumber(value: number | null): string {
  if (value === null || Number.isNaN(value)) return String(value);
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-3 && size < 1e7))
    return Number.isInteger(value) ? `${value}.0` : String(value);
  const [digits, power] = value.toExponential().split('e');
  return `${digits!.includes('.') ? digits : `${digits}.0`}E${Number(power)}`;
}
