/**
 * Pixels to PNG files (https://www.w3.org/TR/png-3/), sample for sample, without a canvas: see read-png.ts.
 */
import { joined } from '../joined-bytes.ts';
import type { PictureExtras } from '../picture-extras.ts';
import type { RgbImage } from '../rgb-image.ts';
import { PNG_SIGNATURE, writeChunk } from './png-chunk.ts';
import { paeth } from './read-png.ts';

/**
 * A PNG file of a picture: `decodePng` gives back every sample.
 *
 * @param extras - a colour profile and opacities to keep; none when left out.
 */
export async function encodePng(
  image: RgbImage,
  extras: PictureExtras = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const { width, height } = image;
  const { alpha, profile } = extras;
  const channels = alpha === undefined ? 3 : 4;
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  // 8 bits; colour type 2, or 6 with opacity.
  header.set([8, channels === 3 ? 2 : 6], 8);
  const chunks = [writeChunk('IHDR', header)];
  if (profile !== undefined) {
    // A name, a zero, compression method 0.
    const name = new TextEncoder().encode('ICC profile\0\0');
    chunks.push(writeChunk('iCCP', joined([name, await deflate([new Uint8Array(profile)])])));
  }
  const rows = filteredRows(image, alpha, channels);
  chunks.push(writeChunk('IDAT', await deflate(rows)), writeChunk('IEND', new Uint8Array(0)));
  return joined([PNG_SIGNATURE, ...chunks]);
}

/** Rows in portions of about this many bytes. */
const PORTION = 2 ** 20;

/**
 * The rows, each with the filter (9.2) whose differences, taken as signed, have the least sum: the heuristic of section 12.7. `Up`, `Sub` and
 * `Paeth` are tried; for photos the other two win little.
 */
function* filteredRows(
  { width, height, data }: RgbImage,
  alpha: Uint8Array | undefined,
  channels: number,
): Generator<Uint8Array<ArrayBuffer>> {
  const stride = channels * width;
  let [row, above] = [new Uint8Array(stride), new Uint8Array(stride)];
  const tried = [1, 2, 4].map((filter) => ({ filter, bytes: new Uint8Array(stride) }));
  const rowsAtOnce = Math.max(1, Math.floor(PORTION / (stride + 1)));
  for (let top = 0; top < height; top += rowsAtOnce) {
    const count = Math.min(rowsAtOnce, height - top);
    const portion = new Uint8Array(count * (stride + 1));
    for (let y = top; y < top + count; y++) {
      copyRow(row, data, alpha, y, width);
      let best = tried[0]!;
      let least = Number.POSITIVE_INFINITY;
      for (const candidate of tried) {
        const sum = applyFilter(candidate.filter, row, above, channels, candidate.bytes);
        if (sum < least) [best, least] = [candidate, sum];
      }
      portion[(y - top) * (stride + 1)] = best.filter;
      portion.set(best.bytes, (y - top) * (stride + 1) + 1);
      [row, above] = [above, row];
    }
    yield portion;
  }
}

function copyRow(
  row: Uint8Array,
  data: Uint8Array,
  alpha: Uint8Array | undefined,
  y: number,
  width: number,
): void {
  if (alpha === undefined) {
    row.set(data.subarray(3 * y * width, 3 * (y + 1) * width));
    return;
  }
  for (let x = 0, from = 3 * y * width; x < width; x++, from += 3) {
    row.set(data.subarray(from, from + 3), 4 * x);
    row[4 * x + 3] = alpha[y * width + x]!;
  }
}

/** Writes the differences and returns the sum of their sizes. */
function applyFilter(
  filter: number,
  row: Uint8Array,
  above: Uint8Array,
  channels: number,
  into: Uint8Array,
): number {
  let sum = 0;
  for (let i = 0; i < row.length; i++) {
    const a = i < channels ? 0 : row[i - channels]!;
    const b = above[i]!;
    let predicted = filter === 1 ? a : b;
    if (filter === 4) predicted = paeth(a, b, i < channels ? 0 : above[i - channels]!);
    const difference = (row[i]! - predicted) & 255;
    into[i] = difference;
    sum += difference < 128 ? difference : 256 - difference;
  }
  return sum;
}

/** A zlib stream, by the browser. */
async function deflate(portions: Iterable<Uint8Array<ArrayBuffer>>): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new CompressionStream('deflate');
  const compressed = new Response(stream.readable).arrayBuffer();
  const writer = stream.writable.getWriter();
  for (const portion of portions) await writer.write(portion);
  await writer.close();
  return new Uint8Array(await compressed);
}
