/**
 * Irregular repeat-accumulate codes (H. Jin, A. Khandekar, R. McEliece, "Irregular repeat-accumulate codes", 2000), the kind of LDPC
 * codes that DVB-S2 has (ETSI EN 302 307, section 5.3.2): systematic, of any length, encoded in one pass. Made from their lengths
 * alone; byte by byte: docs/format.md.
 */

/** A code's parity checks. */
export interface RepeatAccumulateCode {
  /** Message bits. */
  readonly message: number;
  /** Checks, as many as parity bits. */
  readonly checks: number;
  /** For each check, where its message bits begin in `bits`; one more at the end. */
  readonly starts: Uint32Array;
  /** Message bits of the checks, one check after another. */
  readonly bits: Uint32Array;
}

/** Checks of most message bits. */
const LOW_DEGREE = 3;

/** Checks of a share of the message bits, as DVB-S2 has it at the rates below and above 0.62. */
const HIGH = { low: { degree: 12, have: 1, of: 3 }, high: { degree: 13, have: 12, of: 100 } } as const;
const RATE_BETWEEN = 0.62;

/** How often a check that a bit has already is exchanged for another. */
const MOST_EXCHANGES = 64;

const codes = new Map<string, RepeatAccumulateCode>();

/** Codes kept in memory. */
const MOST_KEPT = 16;

/**
 * The code of a length.
 *
 * @param message - bits, at least 1.
 * @param checks - parity bits, at least 1.
 */
export function repeatAccumulateCode(message: number, checks: number): RepeatAccumulateCode {
  const name = `${message} ${checks}`;
  let code = codes.get(name);
  if (code === undefined) {
    code = makeCode(message, checks);
    if (codes.size >= MOST_KEPT) codes.clear();
    codes.set(name, code);
  }
  return code;
}

function makeCode(message: number, checks: number): RepeatAccumulateCode {
  const { degree, of, have } = message / (message + checks) < RATE_BETWEEN ? HIGH.low : HIGH.high;
  const highBits = Math.floor((have * message) / of);
  const edges = highBits * degree + (message - highBits) * LOW_DEGREE;
  const checkOf = Uint32Array.from({ length: edges }, (_, edge) => edge % checks);
  let draws = 0;
  const below = (choices: number): number => Math.floor((mixed(draws++) / 2 ** 32) * choices);
  for (let i = edges - 1; i > 0; i--) exchange(checkOf, i, below(i + 1));
  const counts = new Uint32Array(checks + 1);
  const bitOf = new Uint32Array(edges);
  for (let bit = 0, edge = 0; bit < message; bit++) {
    const first = edge;
    const end = edge + (bit < highBits ? degree : LOW_DEGREE);
    for (; edge < end; edge++) {
      for (let tries = 0; tries < MOST_EXCHANGES && edge + 1 < edges; tries++) {
        if (!checkOf.subarray(first, edge).includes(checkOf[edge]!)) break;
        exchange(checkOf, edge, edge + 1 + below(edges - edge - 1));
      }
      bitOf[edge] = bit;
      counts[checkOf[edge]! + 1]!++;
    }
  }
  for (let check = 0; check < checks; check++) counts[check + 1]! += counts[check]!;
  const starts = counts.slice();
  const bits = new Uint32Array(edges);
  for (let edge = 0; edge < edges; edge++) bits[counts[checkOf[edge]!]!++] = bitOf[edge]!;
  return { message, checks, starts, bits };
}

/** The code word of a message: its bits, then the parity bits. Bits are bytes of 0 and 1. */
export function encodeWord(
  { message, checks, starts, bits }: RepeatAccumulateCode,
  from: Uint8Array,
): Uint8Array {
  const word = new Uint8Array(message + checks);
  word.set(from);
  let parity = 0;
  for (let check = 0; check < checks; check++) {
    for (let i = starts[check]!; i < starts[check + 1]!; i++) parity ^= word[bits[i]!]!;
    word[message + check] = parity;
  }
  return word;
}

function exchange(items: Uint32Array, i: number, j: number): void {
  const item = items[i]!;
  items[i] = items[j]!;
  items[j] = item;
}

/** The finaliser of MurmurHash3 (A. Appleby, fmix32) of a counter times the golden ratio. */
function mixed(index: number): number {
  let x = Math.imul(index + 1, 0x9e3779b9);
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}
