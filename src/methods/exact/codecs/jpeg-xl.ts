/**
 * JPEG XL (ISO/IEC 18181-1) by libjxl, without loss: the smallest files of all candidates (docs/decisions/0008).
 */
import { coded } from '../../../errors/coded.ts';
import type { RgbImage } from '../../../image/rgb-image.ts';
import { rgbImage } from '../../../image/rgb-image.ts';
import type { FrameDecoder, FrameEncoder, ModuleLoader } from './emscripten.ts';
import { decodeFrame, setPicture } from './emscripten.ts';

interface JpegXlEncoder extends FrameEncoder {
  setLossless(lossless: boolean): void;
  setEffort(effort: number): void;
}

/** `jpegxlwasm_encode.js` of `@cornerstonejs/codec-libjxl`. */
export interface JpegXlEncoderModule {
  readonly JpegXLEncoder: new () => JpegXlEncoder;
}

/** `jpegxlwasm_decode.js` of `@cornerstonejs/codec-libjxl`. */
export interface JpegXlDecoderModule {
  readonly JpegXLDecoder: new () => FrameDecoder;
}

/** libjxl's own default effort; more takes many times as long for 1.4 %. */
const EFFORT = 7;

/**
 * Codes a picture without loss.
 *
 * @throws Error when the encoder fails, for instance for lack of memory.
 */
export async function encodeJpegXl(
  load: ModuleLoader<JpegXlEncoderModule>,
  image: RgbImage,
): Promise<Uint8Array> {
  const { JpegXLEncoder } = await load();
  const encoder = new JpegXLEncoder();
  setPicture(encoder, image);
  encoder.setLossless(true);
  encoder.setEffort(EFFORT);
  encoder.encode();
  const code = encoder.getEncodedBuffer().slice();
  encoder.delete();
  return code;
}

/**
 * Decodes a picture of a known size.
 *
 * @param load - a fresh module for every call: one that has met damage is broken.
 * @throws Error for anything but the code of an RGB picture of that size.
 */
export async function decodeJpegXl(
  load: ModuleLoader<JpegXlDecoderModule>,
  code: Uint8Array,
  size: { readonly width: number; readonly height: number },
): Promise<RgbImage> {
  const found = sizeOf(code);
  if (found?.width !== size.width || found.height !== size.height) {
    throw coded(
      new Error(`Expected the code of a ${size.width}x${size.height} picture but received another one`),
      'damaged-container',
    );
  }
  const { JpegXLDecoder } = await load();
  try {
    return rgbImage(size.width, size.height, decodeFrame(new JpegXLDecoder(), code, size));
  } catch (error) {
    // The module throws bare numbers, addresses of C++ exceptions.
    throw error instanceof Error
      ? error
      : coded(new Error('The code of the picture is damaged and could not be decoded'), 'damaged-container');
  }
}

/** The size in the header of a codestream: ISO/IEC 18181-1, SizeHeader. Bits run from the least significant. */
function sizeOf(code: Uint8Array): { readonly width: number; readonly height: number } | undefined {
  if (code[0] !== 0xff || code[1] !== 0x0a) return undefined;
  let at = 16;
  const bits = (count: number): number => {
    let value = 0;
    for (let i = 0; i < count; i++, at++) value += (((code[at >> 3] ?? 0) >> (at & 7)) & 1) * 2 ** i;
    return value;
  };
  const small = bits(1) === 1;
  const side = (): number => (small ? 8 * (bits(5) + 1) : bits([9, 13, 18, 30][bits(2)]!) + 1);
  const height = side();
  const ratio = RATIOS[bits(3)];
  return { width: ratio === undefined ? side() : Math.floor((height * ratio[0]) / ratio[1]), height };
}

/** Width to height by the header's number; 0 says that the width follows. */
const RATIOS: readonly (readonly [number, number] | undefined)[] = [
  undefined,
  [1, 1],
  [12, 10],
  [4, 3],
  [3, 2],
  [16, 9],
  [5, 4],
  [2, 1],
];
