/**
 * PNG files of every kind (W3C PNG 3, table 11.1) with random pixels. Random bytes are valid scanlines of any kind, so that nothing here
 * knows how samples are packed or filtered.
 */
import { deflateSync } from 'node:zlib';
import { pngChunk } from './png-file.ts';
import { randomBytes } from './random-image.ts';

/** Samples a pixel and allowed bits a sample, by colour type. */
const KINDS = [
  { colourType: 0, name: 'grey', channels: 1, depths: [1, 2, 4, 8, 16] },
  { colourType: 2, name: 'RGB', channels: 3, depths: [8, 16] },
  { colourType: 3, name: 'palette', channels: 1, depths: [1, 2, 4, 8] },
  { colourType: 4, name: 'grey with alpha', channels: 2, depths: [8, 16] },
  { colourType: 6, name: 'RGBA', channels: 4, depths: [8, 16] },
] as const;

export interface PngKind {
  readonly name: string;
  readonly colourType: number;
  readonly channels: number;
  readonly depth: number;
  readonly interlaced: boolean;
}

/** All kinds of PNG that there are. */
export const PNG_KINDS: readonly PngKind[] = KINDS.flatMap(({ depths, name, ...kind }) =>
  depths.flatMap((depth) =>
    [false, true].map((interlaced) => ({
      ...kind,
      depth,
      interlaced,
      name: `${name}, ${depth} bits${interlaced ? ', interlaced' : ''}`,
    })),
  ),
);

/** A further chunk, before the pixels. */
export type Chunk = readonly [type: string, data: Uint8Array];

/**
 * @param chunks - after the header; a palette of all possible entries is there already where one is needed.
 */
export function randomPng(
  width: number,
  height: number,
  { colourType, channels, depth, interlaced }: PngKind,
  seed: number,
  chunks: readonly Chunk[] = [],
): Uint8Array {
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, width);
  header.setUint32(4, height);
  header.setUint8(8, depth);
  header.setUint8(9, colourType);
  header.setUint8(12, interlaced ? 1 : 0);
  const palette: Chunk[] = colourType === 3 ? [['PLTE', randomBytes(3 * 2 ** depth, seed + 1)]] : [];
  const rows = interlaced ? passRows(width, height) : new Array<number>(height).fill(width);
  const lengths = rows.map((pixels) => Math.ceil((pixels * channels * depth) / 8));
  const scanlines = lengths.map((length, row) => {
    // Each row with another one of the five filters.
    return Uint8Array.of((row + seed) % 5, ...randomBytes(length, seed + 7 * row + 2));
  });
  // Not a Buffer, whose slices are no copies.
  return Uint8Array.from(
    Buffer.concat([
      Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10),
      pngChunk('IHDR', new Uint8Array(header.buffer)),
      ...[...palette, ...chunks].map(([type, data]) => pngChunk(type, data)),
      pngChunk('IDAT', deflateSync(Buffer.concat(scanlines))),
      pngChunk('IEND', new Uint8Array(0)),
    ]),
  );
}

/** Pixels of each row of the seven passes of Adam7 (8.1): those of an 8 x 8 tile that belong to each pass. */
function passRows(width: number, height: number): number[] {
  const tile = [
    [1, 6, 4, 6, 2, 6, 4, 6],
    [7, 7, 7, 7, 7, 7, 7, 7],
    [5, 6, 5, 6, 5, 6, 5, 6],
    [7, 7, 7, 7, 7, 7, 7, 7],
    [3, 6, 4, 6, 3, 6, 4, 6],
    [7, 7, 7, 7, 7, 7, 7, 7],
    [5, 6, 5, 6, 5, 6, 5, 6],
    [7, 7, 7, 7, 7, 7, 7, 7],
  ];
  return [1, 2, 3, 4, 5, 6, 7].flatMap((pass) =>
    Array.from(
      { length: height },
      (_, y) =>
        Array.from({ length: width }, (_, x) => tile[y % 8]![x % 8]).filter((own) => own === pass).length,
    ).filter((pixels) => pixels > 0),
  );
}
