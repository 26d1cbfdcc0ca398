/**
 * A baseline file without coefficients yet, in the layout that libjpeg writes: JFIF APP0, quantisation tables, frame header, Huffman
 * tables and one scan, each table in a segment of its own.
 */
import { readFrameHeader } from './frame-header.ts';
import type { HuffmanTable } from './huffman-table.ts';
import type { JpegFile, JpegPart, JpegSegment } from './jpeg-file.ts';
import { MARKER } from './markers.ts';
import { MAXIMUM_COEFFICIENTS } from './read-jpeg.ts';
import { LONGEST_RUN } from './scan-reader.ts';
import { CHROMA_CODES, CHROMA_STEPS, LUMA_CODES, LUMA_STEPS, scaledSteps } from './standard-tables.ts';
import { NATURAL_ORDER } from './zigzag.ts';

/** How chroma is sampled: once a pixel, once a square of 2x2 pixels, or not at all. */
export type JpegSampling = '4:4:4' | '4:2:0' | 'grey';

export interface StandardLayout {
  readonly width: number;
  readonly height: number;
  /** 1-100. */
  readonly quality: number;
  readonly sampling: JpegSampling;
  /** What follows APP0. */
  readonly segments: readonly JpegSegment[];
}

/** T.871, 10.1: version 1.01, square pixels of unknown size, no thumbnail. */
const JFIF = [...'JFIF\0'].map((letter) => letter.charCodeAt(0)).concat([1, 1, 0, 0, 1, 0, 1, 0, 0]);

/** Destinations of tables. */
const LUMA = 0;
const CHROMA = 1;

/** Bits in front of the destination of a Huffman table. */
const DC = 0x00;
const AC = 0x10;

/** @throws RangeError `picture-too-large` when there are more coefficients than `readJpeg` takes. */
export function standardLayout({ width, height, quality, sampling, segments }: StandardLayout): JpegFile {
  const destinations = sampling === 'grey' ? [LUMA] : [LUMA, CHROMA, CHROMA];
  const tables = [...new Set(destinations)];
  const steps = [LUMA_STEPS, CHROMA_STEPS].map((own) => scaledSteps(own, quality));
  const codes = [LUMA_CODES, CHROMA_CODES];
  const factors = (component: number) => (sampling === '4:2:0' && component === 0 ? 0x22 : 0x11);
  const frameHeader = Uint8Array.from([
    8,
    height >> 8,
    height & 0xff,
    width >> 8,
    width & 0xff,
    destinations.length,
    ...destinations.flatMap((table, component) => [component + 1, factors(component), table]),
  ]);
  const { components, ...frame } = readFrameHeader(MARKER.SOF0, frameHeader, {
    bytes: Number.POSITIVE_INFINITY,
    maximumCoefficients: MAXIMUM_COEFFICIENTS,
  });
  const scanHeader = [
    destinations.length,
    ...destinations.flatMap((table, component) => [component + 1, (table << 4) | table]),
    ...[0, 63, 0],
  ];
  const parts: JpegPart[] = [
    segment(MARKER.APP0, JFIF),
    ...segments,
    ...tables.map((table) =>
      segment(MARKER.DQT, [table, ...Array.from(NATURAL_ORDER, (at) => steps[table]![at]!)]),
    ),
    segment(MARKER.SOF0, frameHeader),
    ...tables.flatMap((table) => [
      huffmanPart(DC | table, codes[table]!.dc),
      huffmanPart(AC | table, codes[table]!.ac),
    ]),
    {
      kind: 'scan',
      header: segment(MARKER.SOS, scanHeader).bytes,
      components: destinations.map((table, component) => ({ component, ...codes[table]! })),
      spectralStart: 0,
      spectralEnd: 63,
      approximationHigh: 0,
      approximationLow: 0,
      restartInterval: 0,
      padding: new Uint8Array(0),
      gaps: new Map(),
      longestEndOfBandRun: LONGEST_RUN,
    },
    { kind: 'segment', marker: MARKER.EOI, bytes: Uint8Array.of(0xff, MARKER.EOI) },
  ];
  return {
    frame: {
      ...frame,
      components: components.map(({ quantiser, ...own }) => ({
        ...own,
        quantisation: steps[quantiser]!.slice(),
        lowestBit: new Uint8Array(64),
      })),
    },
    parts,
    trailing: new Uint8Array(0),
  };
}

function segment(marker: number, parameters: ArrayLike<number>): JpegSegment {
  const length = parameters.length + 2;
  const bytes = Uint8Array.from([0xff, marker, length >> 8, length & 0xff, ...Array.from(parameters)]);
  return { kind: 'segment', marker, bytes };
}

function huffmanPart(destination: number, table: HuffmanTable): JpegPart {
  return { kind: 'huffman-tables', start: Uint8Array.of(0xff, MARKER.DHT), tables: [{ destination, table }] };
}
