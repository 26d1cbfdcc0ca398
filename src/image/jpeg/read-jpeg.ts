/**
 * Takes a JPEG file apart: ITU-T T.81 (ISO/IEC 10918-1), Huffman-coded with 8-bit samples, baseline, extended or progressive.
 */
import { coded } from '../../errors/coded.ts';
import { EntropyBits } from './entropy-bits.ts';
import type { FrameHeader } from './frame-header.ts';
import { isFrameHeader, readFrameHeader, refuseUnsupported } from './frame-header.ts';
import type { HuffmanTable } from './huffman-table.ts';
import { decodingTable, isUnambiguous } from './huffman-table.ts';
import type { IrregularCoding, JpegFile, JpegFrame, JpegPart, JpegScan } from './jpeg-file.ts';
import { NEVER_CODED } from './jpeg-file.ts';
import { MARKER, standsAlone } from './markers.ts';
import { PieceBudget } from './piece-budget.ts';
import { progressiveReader } from './read-progressive.ts';
import { SequentialReader } from './read-sequential.ts';
import { damaged, unsupported } from './refusals.ts';
import { visitBlocks } from './scan-blocks.ts';
import { readScanHeader } from './scan-header.ts';
import type { ScanHeader } from './scan-reader.ts';
import { IntervalReader, readSlot } from './scan-reader.ts';
import { readHuffmanTables, readQuantisationTables } from './tables.ts';

/** 512 MiB of coefficients: 179 megapixels at 4:2:0, 89 at 4:4:4. */
export const MAXIMUM_COEFFICIENTS = 2 ** 28;

/**
 * Scans with a bit or two each cost little in the file, but a pass over all blocks here. Encoders write about ten; 500 is where
 * libjpeg-turbo's own fuzzers stop.
 */
const MAXIMUM_SCANS = 500;

export interface ReadJpegOptions {
  /** The most coefficients to hold, two bytes each; `MAXIMUM_COEFFICIENTS` if absent. */
  readonly maximumCoefficients?: number;
}

/**
 * Reads the quantised coefficients of a JPEG file, and what else `writeJpeg` needs to write the same bytes again.
 *
 * Memory: two bytes a coefficient, at most `2 * maximumCoefficients` bytes and at most 4 KiB for each byte of the file; the same again
 * where `irregular` is present; twice the file while it is read; and 32 MiB. Sizes are checked before anything is allocated. The result
 * refers to `bytes`, which must not be changed.
 *
 * @throws Error `not-a-picture` when the bytes do not start as a JPEG file, RangeError `damaged-picture` when they go on otherwise,
 *   `unsupported-picture` for other codings than those above (`details.coding` names them), `picture-too-large`.
 */
export function readJpeg(
  bytes: Uint8Array,
  { maximumCoefficients = MAXIMUM_COEFFICIENTS }: ReadJpegOptions = {},
): JpegFile {
  if (bytes[0] !== 0xff || bytes[1] !== MARKER.SOI) {
    throw coded(new Error('Expected a JPEG file but received something else'), 'not-a-picture', {
      format: 'jpeg',
    });
  }
  return new Reading(bytes, maximumCoefficients).file();
}

/** A marker and what belongs to it. */
interface FoundSegment {
  readonly marker: number;
  /** The byte after the marker's code. */
  readonly afterMarker: number;
  /** What follows the length. */
  readonly parameters: Uint8Array;
  readonly end: number;
}

/** The state that segments leave for those behind them (B.2.4). */
class Reading {
  readonly #bytes: Uint8Array;
  readonly #maximumCoefficients: number;
  readonly #bits: EntropyBits;
  readonly #pieces = new PieceBudget();
  readonly #parts: JpegPart[] = [];
  readonly #quantisers = new Map<number, Uint16Array>();
  readonly #huffmanTables = new Map<number, HuffmanTable>();
  readonly #irregularities = new Set<string>();
  #restartInterval = 0;
  #scans = 0;
  #frame: FrameHeader | undefined;
  #at = 2;

  constructor(bytes: Uint8Array, maximumCoefficients: number) {
    this.#bytes = bytes;
    this.#maximumCoefficients = maximumCoefficients;
    this.#bits = new EntropyBits(bytes);
  }

  file(): JpegFile {
    for (;;) {
      const found = this.#findSegment();
      this.#take(found);
      if (found.marker === MARKER.EOI) break;
    }
    const frame = this.#completeFrame();
    return {
      frame,
      parts: this.#parts,
      trailing: this.#bytes.subarray(this.#at),
      ...(this.#irregularities.size > 0 && { irregular: this.#irregular(frame) }),
    };
  }

  /** The next marker; other bytes before it stay with its segment, as decoders pass them too. */
  #findSegment(): FoundSegment {
    const bytes = this.#bytes;
    let at = this.#at;
    for (;;) {
      at = bytes.indexOf(0xff, at);
      if (at < 0) throw damaged('it has no end', bytes.length);
      while (bytes[at] === 0xff) at++;
      const marker = bytes[at++];
      if (marker === undefined) throw damaged('it has no end', bytes.length);
      if (marker === 0) continue;
      if (standsAlone(marker) || marker === MARKER.EOI) {
        return { marker, afterMarker: at, parameters: bytes.subarray(at, at), end: at };
      }
      const length = (bytes[at]! << 8) | bytes[at + 1]!;
      const end = at + length;
      if (at + 2 > bytes.length || end > bytes.length) throw damaged('a segment is cut off', at);
      if (length < 2) throw damaged('a segment has a wrong length', at);
      return { marker, afterMarker: at, parameters: bytes.subarray(at + 2, end), end };
    }
  }

  #take({ marker, afterMarker, parameters, end }: FoundSegment): void {
    const whole = this.#bytes.subarray(this.#at, end);
    const start = this.#bytes.subarray(this.#at, afterMarker);
    this.#at = end;
    this.#pieces.take(1);
    refuseUnsupported(marker);
    if (marker === MARKER.SOS) {
      this.#parts.push(this.#readScan(whole, parameters));
      return;
    }
    if (marker === MARKER.DHT) {
      this.#parts.push(this.#defineHuffmanTables(start, parameters));
      return;
    }
    this.#parts.push({ kind: 'segment', marker, bytes: whole });
    if (isFrameHeader(marker)) {
      if (this.#frame) throw damaged('it has two frames', afterMarker);
      this.#frame = readFrameHeader(marker, parameters, {
        bytes: this.#bytes.length - end,
        maximumCoefficients: this.#maximumCoefficients,
      });
    } else if (marker === MARKER.DQT) {
      for (const { destination, steps } of readQuantisationTables(parameters)) {
        this.#quantisers.set(destination, steps);
      }
    } else if (marker === MARKER.DRI) {
      if (parameters.length !== 2) throw damaged('a restart interval has a wrong length', afterMarker);
      this.#restartInterval = (parameters[0]! << 8) | parameters[1]!;
    } else if (marker === MARKER.SOI) {
      throw damaged('it starts twice', afterMarker);
    }
  }

  #defineHuffmanTables(start: Uint8Array, parameters: Uint8Array): JpegPart {
    const tables = readHuffmanTables(parameters);
    this.#pieces.take(tables.length);
    for (const { destination, table } of tables) this.#huffmanTables.set(destination, table);
    return { kind: 'huffman-tables', start, tables };
  }

  #readScan(header: Uint8Array, parameters: Uint8Array): JpegScan {
    const frame = this.#frame;
    if (!frame) throw damaged('a scan stands before the frame header', this.#at);
    if (++this.#scans > MAXIMUM_SCANS) throw unsupported('scans');
    const scan = readScanHeader(parameters, frame, this.#huffmanTables, this.#restartInterval);
    for (const { component, dc, ac } of scan.components) {
      const own = frame.components[component]!;
      own.quantisation ??= this.#quantisers.get(own.quantiser);
      if (!own.quantisation) throw damaged('a component has no quantisation table', this.#at);
      for (const table of [dc, ac]) {
        if (table && !isUnambiguous(table)) this.#report('a Huffman table with two codes for a symbol');
      }
    }
    const reader = this.#scanReader(frame, scan);
    visitBlocks(frame.components, scan, reader);
    this.#at = this.#bits.next;
    return { kind: 'scan', header, ...scan, ...reader.remains() };
  }

  #scanReader(frame: FrameHeader, scan: ScanHeader) {
    const slots = scan.components.map(({ component, dc, ac }) =>
      readSlot(frame.components[component]!.coefficients, dc && decodingTable(dc), ac && decodingTable(ac)),
    );
    const intervals = new IntervalReader(this.#bits, this.#at, this.#pieces);
    const report = (irregularity: string) => this.#report(irregularity);
    return frame.process === 'progressive'
      ? progressiveReader(this.#bits, slots, intervals, scan, report)
      : new SequentialReader(this.#bits, slots, intervals, report);
  }

  #report(irregularity: string): void {
    this.#irregularities.add(irregularity);
  }

  #completeFrame(): JpegFrame {
    if (!this.#frame) throw damaged('it has no frame');
    const { components, ...frame } = this.#frame;
    return {
      ...frame,
      components: components.map(({ quantiser, quantisation, ...own }) => {
        if (!quantisation || own.lowestBit[0] === NEVER_CODED) throw damaged('it lacks a component');
        return { ...own, quantisation };
      }),
    };
  }

  #irregular(frame: JpegFrame): IrregularCoding {
    return {
      reasons: [...this.#irregularities],
      bytes: this.#bytes,
      coefficients: frame.components.map(({ coefficients }) => coefficients.slice()),
    };
  }
}
