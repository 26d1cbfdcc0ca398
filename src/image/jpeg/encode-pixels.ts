/**
 * A JPEG file of a picture's pixels: what libjpeg makes of them with its floating-point transform (`cjpeg -dct float -baseline`), in
 * coefficients that can be changed before they are written. Beside them stand the rounding errors, which only the sender knows.
 */
import { coded } from '../../errors/coded.ts';
import type { RgbImage } from '../rgb-image.ts';
import { eachBlockBeyond } from './blocks-beyond.ts';
import type { ColourPlane } from './colour-planes.ts';
import { colourPlanes, halved } from './colour-planes.ts';
import { forwardDct } from './forward-dct.ts';
import type { JpegComponent, JpegFile, JpegSegment } from './jpeg-file.ts';
import { MARKER } from './markers.ts';
import type { JpegSampling } from './standard-layout.ts';
import { standardLayout } from './standard-layout.ts';

/** B.2.2: sides have 16 bits. */
const LARGEST_SIDE = 65_535;

export interface EncodeJpegPixelsOptions {
  /** 1-100, a whole number: libjpeg's scale of the standard's example tables. */
  readonly quality: number;
  /** How chroma is sampled; `4:2:0` if absent. `grey` keeps brightness only. */
  readonly sampling?: JpegSampling;
  /** Segments to put behind APP0, such as EXIF and colour profiles, as `readJpeg` has them: APP1 to APP15 and COM. */
  readonly segments?: readonly JpegSegment[];
}

export interface EncodedJpeg {
  readonly file: JpegFile;
  /**
   * For each component, in the order of its coefficients: the value before rounding less the coefficient, in quantiser steps, -0.5 to
   * 0.5. 0 in blocks beyond the picture.
   */
  readonly roundingErrors: readonly Float32Array[];
}

/**
 * Transforms and quantises a picture. The result is baseline, with the Huffman tables of the standard, which have codes for all
 * coefficients; `writeJpeg` with `huffmanTables: 'rebuild'` makes shorter ones.
 *
 * Memory: one byte a sample, two a coefficient for the file and four for the errors.
 *
 * @throws RangeError when the quality or the sampling is not one of the above, or a segment is of another kind; `picture-too-large`
 *   beyond 65535 pixels a side or the coefficients that `readJpeg` takes.
 */
export function encodeJpegPixels(
  image: RgbImage,
  { quality, sampling = '4:2:0', segments = [] }: EncodeJpegPixelsOptions,
): EncodedJpeg {
  assertOptions(quality, sampling, segments);
  assertSides(image);
  const { width, height } = image;
  const file = standardLayout({ width, height, quality, sampling, segments });
  const { components } = file.frame;
  const isHalved = sampling === '4:2:0';
  const unit = isHalved ? 16 : 8;
  const planes = colourPlanes(image, sampling === 'grey' ? 1 : 3, unit * Math.ceil(width / unit));
  const roundingErrors = components.map((component, index) => {
    const plane = planes[index]!;
    const errors = quantise(isHalved && index > 0 ? halved(plane) : plane, component);
    fillBeyondPicture(component);
    return errors;
  });
  return { file, roundingErrors };
}

/** Sets the coefficients of the picture's own blocks; halves are rounded away from 0, as by libjpeg's default transform. */
function quantise({ data, stride, height }: ColourPlane, component: JpegComponent): Float32Array {
  const { blocksPerRow, blocksPerColumn, storedBlocksPerRow, quantisation, coefficients } = component;
  const errors = new Float32Array(coefficients.length);
  const exact = new Float64Array(64);
  const rows = new Int32Array(8);
  for (let row = 0; row < blocksPerColumn; row++) {
    for (let column = 0; column < blocksPerRow; column++) {
      for (let y = 0; y < 8; y++) rows[y] = stride * Math.min(8 * row + y, height - 1) + 8 * column;
      forwardDct(data, rows, exact);
      const at = 64 * (row * storedBlocksPerRow + column);
      for (let k = 0; k < 64; k++) {
        const value = exact[k]! / quantisation[k]!;
        const rounded = Math.sign(value) * Math.floor(Math.abs(value) + 0.5);
        coefficients[at + k] = rounded;
        errors[at + k] = value - rounded;
      }
    }
  }
  return errors;
}

function fillBeyondPicture(component: JpegComponent): void {
  const { coefficients } = component;
  eachBlockBeyond(component, (block, repeated) => {
    coefficients[block] = coefficients[repeated]!;
  });
}

function assertOptions(quality: number, sampling: string, segments: readonly JpegSegment[]): void {
  if (!Number.isInteger(quality) || quality < 1 || quality > 100) {
    throw new RangeError(`Expected a whole number of 1-100 for the JPEG quality but received ${quality}`);
  }
  if (!['4:4:4', '4:2:0', 'grey'].includes(sampling)) {
    throw new RangeError(`Expected 4:4:4, 4:2:0 or grey for the JPEG sampling but received ${sampling}`);
  }
  for (const { marker } of segments) {
    if (marker === MARKER.COM || (marker >= MARKER.APP1 && marker <= MARKER.APP15)) continue;
    throw new RangeError(
      `Expected APP1 to APP15 and COM for further JPEG segments but received the marker ${marker.toString(16)}`,
    );
  }
}

function assertSides({ width, height }: RgbImage): void {
  if (width <= LARGEST_SIDE && height <= LARGEST_SIDE) return;
  throw coded(
    new RangeError(
      `Expected a picture of at most ${LARGEST_SIDE} pixels a side for a JPEG file but received ${width}x${height}`,
    ),
    'picture-too-large',
    { format: 'jpeg', width, height, maximum: LARGEST_SIDE },
  );
}
