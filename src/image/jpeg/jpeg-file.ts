/**
 * A JPEG file taken apart without loss: the quantised DCT coefficients, and all that is needed to write the very same bytes again.
 *
 * Only the numbers in `coefficients` are meant to be changed. Everything else describes what was read.
 */
import type { HuffmanTable } from './huffman-table.ts';

/** A JPEG file of one frame. */
export interface JpegFile {
  readonly frame: JpegFrame;
  /** What stands between SOI and the end of EOI, in order. */
  readonly parts: readonly JpegPart[];
  /** What follows EOI: further pictures, a film, a gain map, padding. */
  readonly trailing: Uint8Array;
  /** Choices of the encoder that the writer does not repeat; absent when there are none, as in nearly every file. */
  readonly irregular?: IrregularCoding;
}

/**
 * Codings that are legal, or accepted by every decoder, but that the writer would code differently. `writeJpeg` repeats the
 * file's own bytes as long as no coefficient differs, and codes in the regular way once one does.
 */
export interface IrregularCoding {
  /** What is irregular, once each. */
  readonly reasons: readonly string[];
  /** The whole file as it was read. */
  readonly bytes: Uint8Array;
  /** The coefficients of each component as they were read. */
  readonly coefficients: readonly Int16Array[];
}

export interface JpegFrame {
  /** SOF0, SOF1, SOF2. */
  readonly process: 'baseline' | 'extended' | 'progressive';
  /** Bits a sample. */
  readonly precision: 8;
  /** Pixels a row, 1-65535. */
  readonly width: number;
  /** Rows, 1-65535. */
  readonly height: number;
  /** One to four, in the order of the frame header. */
  readonly components: readonly JpegComponent[];
}

/** One component (luma, a chroma, an ink) and its blocks of 8x8 coefficients. */
export interface JpegComponent {
  /** The identifier that scan headers use, 0-255. */
  readonly id: number;
  /** Horizontal and vertical sampling factors, 1-4. */
  readonly horizontal: number;
  readonly vertical: number;
  /** Samples of this component: the picture's sides, scaled by the sampling factors and rounded up (A.1.1). */
  readonly width: number;
  readonly height: number;
  /** Blocks with at least one sample of the picture: ceil(width / 8), ceil(height / 8). */
  readonly blocksPerRow: number;
  readonly blocksPerColumn: number;
  /** Blocks that are stored, whole MCUs: at least as many (A.2.4). Those beyond the real ones are never seen, and not in every scan: leave them. */
  readonly storedBlocksPerRow: number;
  readonly storedBlocksPerColumn: number;
  /** 64 quantiser steps, 1-65535, in natural order; those in force at the component's first scan. */
  readonly quantisation: Uint16Array;
  /**
   * Quantised coefficients `[storedBlocksPerColumn][storedBlocksPerRow][64]`, each block in natural order: frequency (u, v) at
   * `8 * v + u`, u horizontal. DC at 0 is the coefficient itself, not a difference.
   */
  readonly coefficients: Int16Array;
  /**
   * The lowest bit of each coefficient, in natural order, that the scans carry: 0 in a complete file, more where a progressive
   * file stops early, `NEVER_CODED` for a frequency that no scan has. Changes below that bit cannot be written.
   */
  readonly lowestBit: Uint8Array;
}

/** In `lowestBit`: a frequency that no scan has. */
export const NEVER_CODED = 255;

export type JpegPart = JpegSegment | JpegHuffmanTables | JpegScan;

/** A marker with its parameters, or alone, as it stands in the file. */
export interface JpegSegment {
  readonly kind: 'segment';
  readonly marker: number;
  /** From the end of the part before: fill bytes, marker, length, parameters. */
  readonly bytes: Uint8Array;
}

/** A DHT segment: the one kind that may be written anew. */
export interface JpegHuffmanTables {
  readonly kind: 'huffman-tables';
  /** What stands before the length: fill bytes and the marker. */
  readonly start: Uint8Array;
  readonly tables: readonly JpegTableDefinition[];
}

export interface JpegTableDefinition {
  /** Class (0 for DC, 1 for AC) in the upper four bits, destination in the lower: Tc and Th of B.2.4.2. */
  readonly destination: number;
  readonly table: HuffmanTable;
}

/** A scan: its header and what entropy-coded data does not say by its coefficients. */
export interface JpegScan {
  readonly kind: 'scan';
  /** The SOS segment, with fill bytes. */
  readonly header: Uint8Array;
  readonly components: readonly JpegScanComponent[];
  /** Zigzag indices Ss and Se, 0-63. */
  readonly spectralStart: number;
  readonly spectralEnd: number;
  /** Successive approximation Ah and Al: 0 and 0 in sequential scans. */
  readonly approximationHigh: number;
  readonly approximationLow: number;
  /** MCUs between restart markers; 0 for none. */
  readonly restartInterval: number;
  /**
   * What fills the last byte of each restart interval: seven bits, of which the last ones are used. Intervals beyond the end of the
   * array are filled with ones, as F.1.2.3 has it.
   */
  readonly padding: Uint8Array;
  /** Bytes between an interval's data and the marker behind it, by the interval's number: fill bytes, or stray ones. */
  readonly gaps: ReadonlyMap<number, Uint8Array>;
  /** The longest run of blocks that one EOBn stands for: 32767 in G.1.2.2; 1 where the encoder makes no runs. */
  readonly longestEndOfBandRun: number;
}

export interface JpegScanComponent {
  /** Index into the frame's components. */
  readonly component: number;
  /** Tables in force; absent where the scan needs none. */
  readonly dc?: HuffmanTable;
  readonly ac?: HuffmanTable;
}
