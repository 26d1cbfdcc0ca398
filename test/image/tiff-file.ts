/** Writes the TIFF files that sharp cannot: uncompressed, one strip, any sample width and type (TIFF 6.0). */

export interface TiffPage {
  readonly width: number;
  readonly height: number;
  readonly samplesPerPixel: number;
  readonly bitsPerSample: number;
  /** 1 unsigned, 2 signed, 3 floating point. */
  readonly sampleFormat?: number;
  /** 1 grey, 2 RGB, 5 CMYK. */
  readonly photometric: number;
  /** One value for each further channel: 0 unspecified, 1 premultiplied alpha, 2 straight alpha. */
  readonly extraSamples?: readonly number[];
  readonly samples: ArrayBufferView;
}

const SHORT = 3;
const LONG = 4;

export function tiffFile(page: TiffPage): Uint8Array {
  const { width, height, samplesPerPixel, samples } = page;
  const data = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
  const tags: [tag: number, type: number, values: number[]][] = [
    [256, LONG, [width]],
    [257, LONG, [height]],
    [258, SHORT, new Array(samplesPerPixel).fill(page.bitsPerSample)],
    [259, SHORT, [1]],
    [262, SHORT, [page.photometric]],
    [273, LONG, [0]],
    [277, SHORT, [samplesPerPixel]],
    [278, LONG, [height]],
    [279, LONG, [data.length]],
    [284, SHORT, [1]],
    ...(page.extraSamples === undefined
      ? []
      : [[338, SHORT, [...page.extraSamples]] as [number, number, number[]]]),
    [339, SHORT, new Array(samplesPerPixel).fill(page.sampleFormat ?? 1)],
  ];
  const directoryEnd = 8 + 2 + 12 * tags.length + 4;
  const outside = tags.reduce((size, [, type, values]) => size + outsideSize(type, values), 0);
  const file = Buffer.alloc(directoryEnd + outside + data.length);
  file.write('II*\0', 'latin1');
  file.writeUInt32LE(8, 4);
  file.writeUInt16LE(tags.length, 8);
  let free = directoryEnd;
  tags.forEach(([tag, type, values], index) => {
    const entry = 10 + 12 * index;
    file.writeUInt16LE(tag, entry);
    file.writeUInt16LE(type, entry + 2);
    file.writeUInt32LE(values.length, entry + 4);
    const size = outsideSize(type, values);
    let at = size > 0 ? free : entry + 8;
    if (size > 0) {
      file.writeUInt32LE(free, entry + 8);
      free += size;
    }
    for (const value of tag === 273 ? [directoryEnd + outside] : values) {
      at = type === SHORT ? file.writeUInt16LE(value, at) : file.writeUInt32LE(value, at);
    }
  });
  data.copy(file, directoryEnd + outside);
  return file;
}

function outsideSize(type: number, values: number[]): number {
  const size = values.length * (type === SHORT ? 2 : 4);
  return size > 4 ? size : 0;
}
