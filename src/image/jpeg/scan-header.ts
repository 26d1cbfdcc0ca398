/** The scan header (ITU-T T.81, B.2.3), checked against the frame and against the scans before it (G.1.1.1). */
import type { FrameComponent, FrameHeader } from './frame-header.ts';
import type { HuffmanTable } from './huffman-table.ts';
import type { JpegScanComponent } from './jpeg-file.ts';
import { NEVER_CODED } from './jpeg-file.ts';
import { damaged } from './refusals.ts';
import type { ScanHeader } from './scan-reader.ts';
import { NATURAL_ORDER } from './zigzag.ts';

/** Huffman tables in force, by class and destination. */
export type TablesInForce = ReadonlyMap<number, HuffmanTable>;

/** B.2.3: blocks of an interleaved MCU. */
const MAXIMUM_MCU_BLOCKS = 10;

/** Table B.3, as far as 8-bit samples go. */
const MAXIMUM_SHIFT = 13;

/** The largest category of a DC difference that 16-bit coefficients can have. */
const MAXIMUM_DC_SIZE = 15;

/**
 * @param parameters - what follows the length.
 * @throws RangeError `damaged-picture` when the scan cannot be, or repeats what an earlier one has.
 */
export function readScanHeader(
  parameters: Uint8Array,
  frame: FrameHeader,
  tables: TablesInForce,
  restartInterval: number,
): ScanHeader {
  const count = parameters[0] ?? 0;
  if (count < 1 || count > 4 || parameters.length !== 4 + 2 * count) {
    throw damaged('a scan header has a wrong length');
  }
  const [start, end, approximation] = parameters.subarray(1 + 2 * count);
  // Sequential scans have 0, 63 and 0 here (table B.3); some phones write zeros, and every decoder takes no notice.
  const band =
    frame.process === 'progressive'
      ? { start: start!, end: end!, high: approximation! >> 4, low: approximation! & 15 }
      : { start: 0, end: 63, high: 0, low: 0 };
  assertBand(band, frame, count);
  const needsDc = band.start === 0 && band.high === 0;
  const needsAc = band.end > 0;
  const components: JpegScanComponent[] = [];
  for (let at = 1; at < 1 + 2 * count; at += 2) {
    const component = frame.components.findIndex(({ id }) => id === parameters[at]);
    if (component < 0 || components.some((other) => other.component === component)) {
      throw damaged('a scan has a component that the frame lacks, or one twice');
    }
    const destinations = parameters[at + 1]!;
    components.push({
      component,
      ...(needsDc && { dc: dcTable(tables.get(destinations >> 4)) }),
      ...(needsAc && { ac: acTable(tables.get(0x10 | (destinations & 15))) }),
    });
    recordProgress(frame.components[component]!, band);
  }
  const blocks = components.reduce((total, { component }) => {
    const { horizontal, vertical } = frame.components[component]!;
    return total + horizontal * vertical;
  }, 0);
  if (count > 1 && blocks > MAXIMUM_MCU_BLOCKS) throw damaged('a scan has more than ten blocks an MCU');
  return {
    components,
    spectralStart: band.start,
    spectralEnd: band.end,
    approximationHigh: band.high,
    approximationLow: band.low,
    restartInterval,
  };
}

interface Band {
  readonly start: number;
  readonly end: number;
  readonly high: number;
  readonly low: number;
}

function assertBand({ start, end, high, low }: Band, { process }: FrameHeader, count: number): void {
  if (process !== 'progressive') return;
  const isBand = start === 0 ? end === 0 : end >= start && end < 64 && count === 1;
  const isRefinement = high === 0 || high === low + 1;
  if (!isBand || !isRefinement || low > MAXIMUM_SHIFT) throw damaged('a scan has an impossible band');
}

/**
 * Each bit of each coefficient comes once, high ones first (G.1.1.1.2). That bounds the number of scans, and so the work that
 * a small file can cause.
 */
function recordProgress({ lowestBit }: FrameComponent, { start, end, high, low }: Band): void {
  for (let k = start; k <= end; k++) {
    const index = NATURAL_ORDER[k]!;
    const expected = high === 0 ? NEVER_CODED : high;
    if (lowestBit[index] !== expected) throw damaged('a scan repeats an earlier one, or lacks one before it');
    lowestBit[index] = low;
  }
}

function dcTable(table: HuffmanTable | undefined): HuffmanTable {
  if (table === undefined) throw damaged('a scan has no Huffman table for DC');
  if (table.symbols.some((size) => size > MAXIMUM_DC_SIZE)) {
    throw damaged('a Huffman table for DC has symbols of AC');
  }
  return table;
}

function acTable(table: HuffmanTable | undefined): HuffmanTable {
  if (table === undefined) throw damaged('a scan has no Huffman table for AC');
  return table;
}
