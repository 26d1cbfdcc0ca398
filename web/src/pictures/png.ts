/**
 * PNG files (https://www.w3.org/TR/png-3/) to pixels and back, sample for sample, without a canvas: a canvas multiplies by opacity,
 * converts colours, and in some browsers adds noise, and each of these destroys what is hidden.
 */
import { convertIndexedToRgb, decode } from 'fast-png';
import { inspectPng, isRgbProfile, type RgbImage, rgbImage } from '../../../src/browser.ts';
import type { DecodedPicture, PictureExtras } from './picture.ts';

/** What of a decoded file is looked at here. */
type Png = ReturnType<typeof decode>;

const SIGNATURE = Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10);

/**
 * Decodes a PNG file by the rules of docs/pictures.md: pixel values as stored, more than 8 bits rounded to 8, grey as three
 * equal samples, opacity apart.
 *
 * @throws Error when the file is damaged or cut short.
 */
export function decodePng(bytes: Uint8Array): DecodedPicture {
  const { complete, animated } = inspectPng(bytes);
  if (!complete) throw new Error('the end of the PNG is missing');
  const png = decode(bytes, { checkCrc: true });
  const image = rgbImage(png.width, png.height);
  const alpha = new Uint8Array(png.width * png.height);
  const { samples, channels } = eightBits(png);
  if (samples.length < channels * alpha.length) throw new Error('some of its pixels are missing');
  const grey = channels < 3;
  for (let pixel = 0, from = 0; pixel < alpha.length; pixel++, from += channels) {
    image.data[3 * pixel] = samples[from]!;
    image.data[3 * pixel + 1] = samples[grey ? from : from + 1]!;
    image.data[3 * pixel + 2] = samples[grey ? from : from + 2]!;
    alpha[pixel] = channels % 2 === 0 ? samples[from + channels - 1]! : 255;
  }
  clearKeyColour(png, alpha);
  const profile = png.iccEmbeddedProfile?.profile.slice();
  const warnings: string[] = [];
  if (animated) warnings.push('It is animated; only its still picture was used.');
  if (png.depth === 16) warnings.push('It has more than 8 bits a sample; they were rounded to 8.');
  return {
    image,
    ...(alpha.some((opacity) => opacity < 255) && { alpha }),
    ...(profile !== undefined && isRgbProfile(profile) && { profile }),
    warnings,
  };
}

/** A PNG file of a picture: `decodePng` gives back every sample. */
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
  const chunks = [chunk('IHDR', header)];
  if (profile !== undefined) {
    // A name, a zero, compression method 0.
    const name = new TextEncoder().encode('ICC profile\0\0');
    chunks.push(chunk('iCCP', concatenate([name, await deflate([profile])])));
  }
  const rows = filteredRows(image, alpha, channels);
  chunks.push(chunk('IDAT', await deflate(rows)), chunk('IEND', new Uint8Array(0)));
  return concatenate([SIGNATURE, ...chunks]);
}

/** Samples of 8 bits, colours looked up in the palette. */
function eightBits(png: Png): { readonly samples: ArrayLike<number>; readonly channels: number } {
  if (png.palette !== undefined) {
    return { samples: convertIndexedToRgb(png), channels: png.palette[0]?.length === 4 ? 4 : 3 };
  }
  const { data, depth, channels, width, height } = png;
  if (depth === 8) return { samples: data, channels };
  // 65535 = 257 * 255: floor((v + 128) / 257) rounds.
  if (depth === 16)
    return { samples: Uint8Array.from(data, (value) => Math.floor((value + 128) / 257)), channels };
  const samples = new Uint8Array(width * height * channels);
  const rowSamples = width * channels;
  const rowBytes = Math.ceil((rowSamples * depth) / 8);
  const largest = 2 ** depth - 1;
  for (let i = 0; i < samples.length; i++) {
    const bit = (i % rowSamples) * depth;
    const byte = data[Math.floor(i / rowSamples) * rowBytes + (bit >> 3)]!;
    samples[i] = (((byte >> (8 - depth - (bit & 7))) & largest) * 255) / largest;
  }
  return { samples, channels };
}

/** The one colour that a grey or RGB file may name as transparent (11.3.1.1). */
function clearKeyColour({ transparency, data, channels, palette }: Png, alpha: Uint8Array): void {
  if (transparency === undefined || transparency.length === 0 || palette !== undefined || channels % 2 === 0)
    return;
  if (data.length !== channels * alpha.length) return;
  for (let pixel = 0; pixel < alpha.length; pixel++) {
    if (transparency.every((value, channel) => data[channels * pixel + channel] === value)) alpha[pixel] = 0;
  }
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

function paeth(a: number, b: number, c: number): number {
  const [pa, pb, pc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
  if (pa <= pb && pa <= pc) return a;
  return pb <= pc ? b : c;
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

function chunk(type: string, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(content.length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, content.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(content, 8);
  view.setUint32(content.length + 8, crc32(bytes.subarray(4, content.length + 8)));
  return bytes;
}

/** Annex D, by a table. */
const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

function crc32(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) value = CRC_TABLE[(value ^ byte) & 255]! ^ (value >>> 8);
  return ~value >>> 0;
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
