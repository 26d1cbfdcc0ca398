/**
 * JPEG 2000 (ITU-T T.800) by OpenJPEG, to a number of bytes. Of the codecs with a well-kept build for Node and browsers it has
 * the best PSNR at the rates of this method, and it keeps to a budget (docs/decisions/0008).
 */
import { coded } from '../../../errors/coded.ts';
import type { RgbImage } from '../../../image/rgb-image.ts';
import { rgbImage } from '../../../image/rgb-image.ts';
import type { FrameDecoder, FrameEncoder, ModuleLoader } from './emscripten.ts';
import { decodeFrame, setPicture } from './emscripten.ts';

interface Jpeg2000Encoder extends FrameEncoder {
  setDecompositions(levels: number): void;
  setQuality(lossless: boolean, quantization: number): void;
  setCompressionRatio(layer: number, ratio: number): void;
}

/** `@cornerstonejs/codec-openjpeg` */
export interface Jpeg2000Module {
  readonly J2KEncoder: new () => Jpeg2000Encoder;
  readonly J2KDecoder: new () => FrameDecoder;
}

/** Levels of the wavelet transform, where the picture is large enough. */
const LEVELS = 5;

/** Bytes by which an exceeded budget is lowered, in addition to the excess: codes grow in such steps. */
const STEP = 16;

/** Smallest budget that the encoder is given. */
const LEAST_BUDGET = 64;

/** Smallest code; below this, headers leave no room for the picture. */
export const LEAST_BYTES = 256;

/** A picture does not fit into the budget, however it is coded. */
export class BudgetTooSmallError extends RangeError {
  override readonly name = 'BudgetTooSmallError';
  /** Bytes of the smallest known code. */
  readonly needed: number;

  constructor(message: string, needed: number) {
    super(message);
    this.needed = needed;
  }
}

/**
 * Codes a picture.
 *
 * @param bytes - the most bytes, of which the code usually fills 99.8 %; without loss if left out. Very smooth pictures need
 *   less for the best that this code can do, about 51 dB.
 * @throws BudgetTooSmallError for fewer than `LEAST_BYTES` bytes, or than the picture takes; Error when the encoder fails.
 */
export async function encodeJpeg2000(
  load: ModuleLoader<Jpeg2000Module>,
  image: RgbImage,
  bytes: number | undefined,
): Promise<Uint8Array> {
  if (bytes !== undefined && bytes < LEAST_BYTES) {
    throw new BudgetTooSmallError(
      `Expected at least ${LEAST_BYTES} bytes for a picture but received ${Math.floor(bytes)}`,
      LEAST_BYTES,
    );
  }
  const { J2KEncoder } = await load();
  if (bytes === undefined) return encodeTo(J2KEncoder, image, undefined);
  // It sometimes exceeds its budget by a few bytes of markers.
  let smallest = Number.POSITIVE_INFINITY;
  for (let budget = bytes; budget >= LEAST_BUDGET; ) {
    const code = encodeTo(J2KEncoder, image, budget);
    if (code.length <= bytes) return code;
    smallest = Math.min(smallest, code.length);
    budget -= code.length - bytes + STEP;
  }
  throw new BudgetTooSmallError(
    `A ${image.width}x${image.height} picture takes more than ${Math.floor(bytes)} bytes`,
    smallest,
  );
}

function encodeTo(
  J2KEncoder: Jpeg2000Module['J2KEncoder'],
  image: RgbImage,
  bytes: number | undefined,
): Uint8Array {
  const encoder = new J2KEncoder();
  try {
    setPicture(encoder, image);
    encoder.setDecompositions(Math.min(LEVELS, Math.floor(Math.log2(Math.min(image.width, image.height)))));
    encoder.setQuality(bytes === undefined, 1);
    encoder.setCompressionRatio(0, bytes === undefined ? 0 : image.data.length / bytes);
    encoder.encode();
    return encoder.getEncodedBuffer().slice();
  } catch {
    // A bare number, the address of a C++ exception.
    throw new Error(
      `The ${image.width}x${image.height} picture could not be coded; it may take more memory than there is`,
    );
  } finally {
    encoder.delete();
  }
}

/**
 * Decodes a picture of a known size.
 *
 * @throws Error for anything but the code of an 8-bit RGB picture of that size. A code with other damage gives another picture.
 */
export async function decodeJpeg2000(
  load: ModuleLoader<Jpeg2000Module>,
  code: Uint8Array,
  size: { readonly width: number; readonly height: number },
): Promise<RgbImage> {
  assertSize(code, size);
  const { J2KDecoder } = await load();
  const decoder = new J2KDecoder();
  try {
    return rgbImage(size.width, size.height, decodeFrame(decoder, code, size));
  } finally {
    decoder.delete();
  }
}

/** The decoder trusts every header and allocates memory for it: T.800, A.5.1, SIZ. */
function assertSize(
  code: Uint8Array,
  { width, height }: { readonly width: number; readonly height: number },
): void {
  const view = new DataView(code.buffer, code.byteOffset, code.byteLength);
  const expected: readonly (readonly [at: number, value: number])[] = [
    [0, 0xff4fff51],
    [8, width],
    [12, height],
    [16, 0],
    [20, 0],
    [24, width],
    [28, height],
    [32, 0],
    [36, 0],
  ];
  // Three components of eight unsigned bits, none of them subsampled.
  const components = [3, 7, 1, 1, 7, 1, 1, 7, 1, 1];
  const matches =
    code.length >= LEAST_HEADER &&
    expected.every(([at, value]) => view.getUint32(at) === value) &&
    components.every((value, i) => view.getUint8(41 + i) === value);
  if (!matches)
    throw coded(
      new Error(`Expected the code of a ${width}x${height} picture but received another one`),
      'damaged-container',
    );
}

/** SOC and SIZ of three components. */
const LEAST_HEADER = 51;
