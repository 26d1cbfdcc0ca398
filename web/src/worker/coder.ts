/** The still-image codecs of the exact method, fetched when they are first needed. */
import jpegXlDecoderUrl from '@cornerstonejs/codec-libjxl/decodewasm?url';
import jpegXlEncoderUrl from '@cornerstonejs/codec-libjxl/encodewasm?url';
import jpeg2000Url from '@cornerstonejs/codec-openjpeg/wasm?url';
import { createSecretCoder, type RgbImage, rgbImage, type SecretCoder } from '../../../src/browser.ts';

type Factory = (options: {
  locateFile: () => string;
  print: () => void;
  printErr: () => void;
}) => Promise<never>;

/** Emscripten's scripts, whose output about every picture is discarded. */
async function start(script: Promise<{ readonly default: unknown }>, url: string): Promise<never> {
  const { default: factory } = await script;
  return (factory as Factory)({ locateFile: () => url, print: () => {}, printErr: () => {} });
}

/**
 * A coder for one job, because WebAssembly frees its memory only with its modules. JPEG 2000 may be tried several times in the same
 * memory.
 */
export function createCoder(): SecretCoder {
  let jpeg2000: Promise<never> | undefined;
  const coder = createSecretCoder({
    jpeg2000: () => {
      jpeg2000 ??= start(import('@cornerstonejs/codec-openjpeg/wasmjs'), jpeg2000Url);
      return jpeg2000;
    },
    jpegXlEncoder: () => start(import('@cornerstonejs/codec-libjxl/encodewasmjs'), jpegXlEncoderUrl),
    jpegXlDecoder: () => start(import('@cornerstonejs/codec-libjxl/decodewasmjs'), jpegXlDecoderUrl),
    decodeAvif,
  });
  return {
    encode: (...task) =>
      coder.encode(...task).finally(() => {
        jpeg2000 = undefined;
      }),
    decode: coder.decode,
  };
}

/** Browsers read AVIF; none writes it. */
async function decodeAvif(
  content: Uint8Array,
  size: { readonly width: number; readonly height: number },
): Promise<RgbImage | undefined> {
  const file = new Blob([content as Uint8Array<ArrayBuffer>], { type: 'image/avif' });
  const bitmap = await createImageBitmap(file, { colorSpaceConversion: 'none' });
  const { width, height } = bitmap;
  if (width !== size.width || height !== size.height) return undefined;
  const context = new OffscreenCanvas(width, height).getContext('2d')!;
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  const { data } = context.getImageData(0, 0, width, height);
  const samples = new Uint8Array(3 * width * height);
  for (let i = 0, at = 0; at < data.length; at += 4) {
    samples[i++] = data[at]!;
    samples[i++] = data[at + 1]!;
    samples[i++] = data[at + 2]!;
  }
  return rgbImage(width, height, samples);
}
