/**
 * A pixel's three quantised residuals as one number whose bitwise AND and OR are the least and the greatest of each colour: -3 to 3
 * is written as 0 to 6 ones from the right, in six bits a colour. Fewer ones are a subset of more, so AND keeps the fewest and
 * OR the most, for all three colours in one operation.
 */

/** T of the colour model. */
export const RANGE = 3;
const LEVELS = 2 * RANGE + 1;
const BITS = 2 * RANGE;

/** Number of codes of three colours, most of them never used. */
const CODES = 1 << (3 * BITS);

/** Dimensions of a `minmax` submodel: the triples (r, g, b), with (r, g, b) and (b, g, r) in one bin. */
export const MINMAX_BINS = 196;

/** Dimensions of a `spam` submodel: the same, and a triple and its negative in one bin. */
export const SPAM_BINS = 100;

/** The code of one colour, to be shifted to its place by `colourShift`. */
export function colourCode(level: number): number {
  return (1 << (level + RANGE)) - 1;
}

/** How far the code of a colour is shifted; 0, 1, 2 are red, green, blue. */
export function colourShift(colour: number): number {
  return BITS * colour;
}

/** From a code to a bin. */
export interface BinTables {
  /** For the least residuals. */
  readonly minimum: Uint8Array;
  /** For the greatest: those of a picture are the least of its negative, with the sign changed, and are counted so. */
  readonly maximum: Uint8Array;
  /** For residuals by themselves. */
  readonly single: Uint8Array;
}

let tables: BinTables | undefined;

/** The tables, made when they are first needed. */
export function binTables(): BinTables {
  tables ??= makeTables();
  return tables;
}

function makeTables(): BinTables {
  const minimum = new Uint8Array(CODES);
  const maximum = new Uint8Array(CODES);
  const single = new Uint8Array(CODES);
  const minmaxBins = new Map<number, number>();
  const spamBins = new Map<number, number>();
  for (const [r, g, b] of triples()) {
    const code = colourCode(r) | (colourCode(g) << colourShift(1)) | (colourCode(b) << colourShift(2));
    const opposite = colourCode(-r) | (colourCode(-g) << colourShift(1)) | (colourCode(-b) << colourShift(2));
    const bin = numbered(minmaxBins, Math.min(rank(r, g, b), rank(b, g, r)));
    minimum[code] = bin;
    maximum[opposite] = bin;
    single[code] = numbered(
      spamBins,
      Math.min(rank(r, g, b), rank(b, g, r), rank(-r, -g, -b), rank(-b, -g, -r)),
    );
  }
  return { minimum, maximum, single };
}

function triples(): [number, number, number][] {
  const levels = Array.from({ length: LEVELS }, (_, index) => index - RANGE);
  return levels.flatMap((r) => levels.flatMap((g) => levels.map((b): [number, number, number] => [r, g, b])));
}

function rank(r: number, g: number, b: number): number {
  return ((r + RANGE) * LEVELS + g + RANGE) * LEVELS + b + RANGE;
}

/** The number of a key: how many others came before it. */
function numbered(numbers: Map<number, number>, key: number): number {
  const number = numbers.get(key) ?? numbers.size;
  numbers.set(key, number);
  return number;
}
