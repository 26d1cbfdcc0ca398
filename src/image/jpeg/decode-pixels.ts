/**
 * The pixels that libjpeg-turbo makes of a file's coefficients, to the bit: `djpeg -dct int -nosmooth`. It serves costs, which
 * depend on what a change does to samples; other decoders make the pictures that people see.
 *
 * Differences remain where coefficients are so large that libjpeg's own routines for different processors differ, and where a
 * progressive file stops early (libjpeg smooths such blocks).
 */
import { colourSpace } from './colour-space.ts';
import { inverseDct } from './inverse-dct.ts';
import type { JpegComponent, JpegFile } from './jpeg-file.ts';
import { unsupported } from './refusals.ts';

/** Samples of one component, of whole stored blocks. */
export interface ComponentSamples {
  /** Samples a row: `8 * storedBlocksPerRow`. */
  readonly stride: number;
  /** Rows: `8 * storedBlocksPerColumn`. */
  readonly rows: number;
  /** 0-255. The component's own picture is the upper left `width` x `height` of them. */
  readonly data: Uint8Array;
}

export interface JpegPixels {
  readonly width: number;
  readonly height: number;
  /** 1 for grey, 3 for RGB, 4 for CMYK as the file has it (inverted in Adobe's), otherwise the components as they are. */
  readonly channels: number;
  /** `channels * width * height` samples, 0-255, interleaved. */
  readonly data: Uint8Array;
}

/** A component's samples before upsampling and colour: what changes of its coefficients change. */
export function decodeComponent(component: JpegComponent): ComponentSamples {
  const { storedBlocksPerRow, storedBlocksPerColumn, coefficients, quantisation } = component;
  const stride = 8 * storedBlocksPerRow;
  const rows = 8 * storedBlocksPerColumn;
  const data = new Uint8Array(stride * rows);
  let offset = 0;
  for (let row = 0; row < storedBlocksPerColumn; row++) {
    for (let column = 0; column < storedBlocksPerRow; column++, offset += 64) {
      inverseDct(coefficients, offset, quantisation, data, 8 * (row * stride + column), stride);
    }
  }
  return { stride, rows, data };
}

/**
 * The picture's pixels: chroma repeated, not interpolated.
 *
 * @throws RangeError `unsupported-picture` where a component's sampling factors do not divide the largest ones.
 */
export function decodeJpegPixels(file: JpegFile): JpegPixels {
  const { width, height, components } = file.frame;
  const channels = components.length;
  const data = new Uint8Array(channels * width * height);
  const horizontal = Math.max(...components.map((own) => own.horizontal));
  const vertical = Math.max(...components.map((own) => own.vertical));
  if (components.some((own) => horizontal % own.horizontal !== 0 || vertical % own.vertical !== 0)) {
    throw unsupported('fractional-sampling');
  }
  for (const [channel, component] of components.entries()) {
    const samples = decodeComponent(component);
    const [perColumn, perRow] = [horizontal / component.horizontal, vertical / component.vertical];
    spread(samples, perColumn, perRow, data, channel, { width, height, channels });
  }
  const space = colourSpace(file);
  if (space === 'ycbcr') toRgb(data, 3);
  if (space === 'ycck') toRgb(data, 4);
  return { width, height, channels, data };
}

/** Writes each sample to all pixels that it covers. */
function spread(
  { stride, data }: ComponentSamples,
  perColumn: number,
  perRow: number,
  out: Uint8Array,
  channel: number,
  { width, height, channels }: { readonly width: number; readonly height: number; readonly channels: number },
): void {
  let at = channel;
  for (let y = 0; y < height; y++) {
    const row = stride * Math.floor(y / perRow);
    for (let x = 0, from = row, left = perColumn; x < width; x++, at += channels) {
      out[at] = data[from]!;
      if (--left === 0) {
        left = perColumn;
        from++;
      }
    }
  }
}

/** round(c * 2^16): T.871, section 7, as libjpeg has it. */
const RED_OF_CR = 91881;
const GREEN_OF_CB = 22554;
const GREEN_OF_CR = 46802;
const BLUE_OF_CB = 116130;
const HALF = 1 << 15;

/** YCbCr to RGB in place; of four channels the last stays and the colours are turned over (YCCK to CMYK). */
function toRgb(data: Uint8Array, channels: 3 | 4): void {
  const inverted = channels === 4 ? 255 : 0;
  for (let at = 0; at < data.length; at += channels) {
    const y = data[at]!;
    const cb = data[at + 1]! - 128;
    const cr = data[at + 2]! - 128;
    const red = y + ((RED_OF_CR * cr + HALF) >> 16);
    const green = y + ((-GREEN_OF_CB * cb - GREEN_OF_CR * cr + HALF) >> 16);
    const blue = y + ((BLUE_OF_CB * cb + HALF) >> 16);
    data[at] = clamp(red) ^ inverted;
    data[at + 1] = clamp(green) ^ inverted;
    data[at + 2] = clamp(blue) ^ inverted;
  }
}

function clamp(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : value;
}
