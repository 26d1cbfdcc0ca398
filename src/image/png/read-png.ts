/**
 * PNG files (https://www.w3.org/TR/png-3/) to pixels, sample for sample, without a canvas: a canvas multiplies by opacity, converts
 * colours, and in some browsers adds noise, and each of these destroys what is hidden.
 */
import { isRgbProfile } from '../color-profile.ts';
import { assertPixels, type PictureWithExtras } from '../picture-extras.ts';
import { rgbImage } from '../rgb-image.ts';
import { readChunks } from './png-chunk.ts';

/** Colour types (11.2.1): samples a pixel, and how many bits a sample may have. */
const COLOUR_TYPES: Readonly<
  Record<number, { readonly channels: number; readonly depths: readonly number[] }>
> = {
  0: { channels: 1, depths: [1, 2, 4, 8, 16] },
  2: { channels: 3, depths: [8, 16] },
  3: { channels: 1, depths: [1, 2, 4, 8] },
  4: { channels: 2, depths: [8, 16] },
  6: { channels: 4, depths: [8, 16] },
};

const INDEXED = 3;

/** 16383 x 16383, also the largest WebP. */
const MOST_PIXELS = 16383 * 16383;

interface Header {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly colourType: number;
  readonly channels: number;
  readonly interlaced: boolean;
}

/** Pixels that are stored together: those at `x + i * stepX`, `y + j * stepY`. */
interface Pass {
  readonly x: number;
  readonly y: number;
  readonly stepX: number;
  readonly stepY: number;
}

const WHOLE: readonly Pass[] = [{ x: 0, y: 0, stepX: 1, stepY: 1 }];

/** Adam7 (8.1). */
const INTERLACED: readonly Pass[] = [
  { x: 0, y: 0, stepX: 8, stepY: 8 },
  { x: 4, y: 0, stepX: 8, stepY: 8 },
  { x: 0, y: 4, stepX: 4, stepY: 8 },
  { x: 2, y: 0, stepX: 4, stepY: 4 },
  { x: 0, y: 2, stepX: 2, stepY: 4 },
  { x: 1, y: 0, stepX: 2, stepY: 2 },
  { x: 0, y: 1, stepX: 1, stepY: 2 },
];

/** No picture needs a larger colour profile than this. */
const MOST_PROFILE_BYTES = 2 ** 23;

/**
 * Decodes a PNG file by the rules of docs/pictures.md: pixel values as stored, more than 8 bits rounded to 8, grey as three
 * equal samples, opacity apart.
 *
 * @param bytes - the whole file.
 * @param mostPixels - width times height; what has more is refused before memory is taken for it.
 * @throws Error when the file is damaged or cut short; TooManyPixelsError.
 */
export async function decodePng(
  bytes: Uint8Array<ArrayBuffer>,
  mostPixels = MOST_PIXELS,
): Promise<PictureWithExtras> {
  const [first, ...chunks] = readChunks(bytes);
  if (first?.type !== 'IHDR') throw new Error('its header is missing');
  const header = readHeader(first.data);
  assertPixels(header.width, header.height, mostPixels);
  const unknown = chunks.find(({ type }) => /^[A-Z]/.test(type) && !['PLTE', 'IDAT', 'IEND'].includes(type));
  if (unknown !== undefined) throw new Error(`its chunk ${unknown.type} is not known`);
  const dataOf = (type: string): Uint8Array<ArrayBuffer> | undefined =>
    chunks.find((chunk) => chunk.type === type)?.data;
  const pixels = chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data);
  const picture = placePixels(header, await scanlinesOf(header, pixels), dataOf('PLTE'), dataOf('tRNS'));
  const colourProfile = dataOf('iCCP');
  const profile = colourProfile && (await profileOf(colourProfile));
  const animation = chunks.findIndex(({ type }) => type === 'acTL');
  const animated = animation >= 0 && animation < chunks.findIndex(({ type }) => type === 'IDAT');
  const warnings: string[] = [];
  if (animated) warnings.push('It is animated; only its still picture was used.');
  if (header.depth === 16) warnings.push('It has more than 8 bits a sample; they were rounded to 8.');
  if (colourProfile && !profile) {
    warnings.push('It has a colour profile that is not a sound one for RGB samples; it was dropped.');
  }
  return { ...picture, ...(profile && { profile }), warnings };
}

function readHeader(data: Uint8Array): Header {
  if (data.length !== 13) throw new Error('its header has another length than it should');
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  const [depth, colourType, compression, filter, interlace] = data.subarray(8) as unknown as number[];
  const kind = COLOUR_TYPES[colourType!];
  const known = kind?.depths.includes(depth!) && compression === 0 && filter === 0 && interlace! <= 1;
  if (kind === undefined || !known || width === 0 || height === 0) {
    throw new Error('its header says what no PNG says');
  }
  return {
    width,
    height,
    depth: depth!,
    colourType: colourType!,
    channels: kind.channels,
    interlaced: interlace === 1,
  };
}

/** Rows of samples as they are packed, filters undone, with the place of their pixels. */
interface Scanline {
  readonly bytes: Uint8Array;
  readonly pixels: number;
  /** Place of the first pixel in the picture, and the step to the next. */
  readonly start: number;
  readonly step: number;
}

async function scanlinesOf(
  { width, height, depth, channels, interlaced }: Header,
  data: readonly Uint8Array<ArrayBuffer>[],
): Promise<readonly Scanline[]> {
  const passes = (interlaced ? INTERLACED : WHOLE)
    .map((pass) => ({
      ...pass,
      columns: Math.ceil((width - pass.x) / pass.stepX),
      rows: Math.ceil((height - pass.y) / pass.stepY),
    }))
    .filter(({ columns, rows }) => columns > 0 && rows > 0)
    .map((pass) => ({ ...pass, stride: Math.ceil((pass.columns * channels * depth) / 8) }));
  const length = passes.reduce((sum, { rows, stride }) => sum + rows * (1 + stride), 0);
  const bytes = new Uint8Array(length);
  if ((await inflate(data, bytes)) < length) throw new Error('some of its pixels are missing');
  const scanlines: Scanline[] = [];
  let at = 0;
  for (const { x, y, stepX, stepY, columns, rows, stride } of passes) {
    let above = new Uint8Array(stride);
    for (let row = 0; row < rows; row++) {
      const line = bytes.subarray(at + 1, at + 1 + stride);
      undoFilter(bytes[at]!, line, above, Math.ceil((channels * depth) / 8));
      scanlines.push({ bytes: line, pixels: columns, start: (y + row * stepY) * width + x, step: stepX });
      above = line;
      at += 1 + stride;
    }
  }
  return scanlines;
}

/** Filters (9.2), in place; `distance` bytes lie between a byte and that of the pixel to its left. */
function undoFilter(filter: number, row: Uint8Array, above: Uint8Array, distance: number): void {
  if (filter > 4) throw new Error(`there is no filter ${filter}`);
  if (filter === 0) return;
  for (let i = 0; i < row.length; i++) {
    const a = i < distance ? 0 : row[i - distance]!;
    const b = above[i]!;
    let predicted = filter === 1 ? a : b;
    if (filter === 3) predicted = (a + b) >> 1;
    if (filter === 4) predicted = paeth(a, b, i < distance ? 0 : above[i - distance]!);
    row[i] = row[i]! + predicted;
  }
}

/** Of left, above and above left the one that is nearest to `a + b - c` (9.4). */
export function paeth(a: number, b: number, c: number): number {
  const [pa, pb, pc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
  if (pa <= pb && pa <= pc) return a;
  return pb <= pc ? b : c;
}

/** Colours and opacities of all pixels. */
function placePixels(
  { width, height, depth, colourType, channels }: Header,
  scanlines: readonly Scanline[],
  palette: Uint8Array | undefined,
  transparency: Uint8Array | undefined,
): Pick<PictureWithExtras, 'image' | 'alpha'> {
  const image = rgbImage(width, height);
  const alpha = new Uint8Array(width * height).fill(255);
  const indexed = colourType === INDEXED;
  const colours = palette ?? new Uint8Array(0);
  const key = indexed ? undefined : keyColour(transparency, channels);
  const [green, blue] = channels < 3 ? [0, 0] : [1, 2];
  for (const { bytes, pixels, start, step } of scanlines) {
    const samples = unpack(bytes, depth, pixels * channels);
    for (let i = 0, from = 0, to = start; i < pixels; i++, from += channels, to += step) {
      if (indexed) {
        const index = samples[from]!;
        if (3 * index + 2 >= colours.length) throw new Error('a colour is missing in its palette');
        image.data.set(colours.subarray(3 * index, 3 * index + 3), 3 * to);
        alpha[to] = transparency?.[index] ?? 255;
        continue;
      }
      image.data[3 * to] = eightBits(samples[from]!, depth);
      image.data[3 * to + 1] = eightBits(samples[from + green]!, depth);
      image.data[3 * to + 2] = eightBits(samples[from + blue]!, depth);
      if (channels % 2 === 0) alpha[to] = eightBits(samples[from + channels - 1]!, depth);
      else if (key?.every((value, channel) => samples[from + channel] === value)) alpha[to] = 0;
    }
  }
  return alpha.some((opacity) => opacity < 255) ? { image, alpha } : { image };
}

/** The one colour that a grey or RGB file may name as transparent (11.3.1.1), its samples as they are stored. */
function keyColour(transparency: Uint8Array | undefined, channels: number): readonly number[] | undefined {
  if (transparency?.length !== 2 * channels || channels % 2 === 0) return undefined;
  return Array.from({ length: channels }, (_, i) => 256 * transparency[2 * i]! + transparency[2 * i + 1]!);
}

/** Samples as they are stored, one each. */
function unpack(bytes: Uint8Array, depth: number, count: number): Uint8Array | Uint16Array {
  if (depth === 8) return bytes;
  if (depth === 16)
    return Uint16Array.from({ length: count }, (_, i) => 256 * bytes[2 * i]! + bytes[2 * i + 1]!);
  return Uint8Array.from({ length: count }, (_, i) => {
    const bit = i * depth;
    return (bytes[bit >> 3]! >> (8 - depth - (bit & 7))) & (2 ** depth - 1);
  });
}

function eightBits(sample: number, depth: number): number {
  if (depth === 8) return sample;
  // 65535 = 257 * 255: floor((v + 128) / 257) rounds.
  return depth === 16 ? Math.floor((sample + 128) / 257) : (sample * 255) / (2 ** depth - 1);
}

/** @returns undefined where it is none for RGB samples. */
async function profileOf(data: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer> | undefined> {
  // A name, a zero, compression method 0 (11.3.2.3).
  const bytes = new Uint8Array(MOST_PROFILE_BYTES);
  const length = await inflate([data.subarray(data.indexOf(0) + 2)], bytes).catch(() => 0);
  const profile = bytes.slice(0, length);
  return isRgbProfile(profile) ? profile : undefined;
}

/**
 * The first bytes of a zlib stream, as many as there is room for; by the browser.
 *
 * @returns how many they are.
 */
async function inflate(parts: readonly Uint8Array<ArrayBuffer>[], into: Uint8Array): Promise<number> {
  const reader = new Blob([...parts]).stream().pipeThrough(new DecompressionStream('deflate')).getReader();
  let length = 0;
  while (length < into.length) {
    const { value, done } = await reader.read();
    if (done) return length;
    const part = value.subarray(0, into.length - length);
    into.set(part, length);
    length += part.length;
  }
  await reader.cancel();
  return length;
}
