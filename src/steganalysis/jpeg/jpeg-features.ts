/**
 * A JPEG as trained wardens see it: DCTR features of its components.
 */
import type { JpegFile } from '../../image/jpeg/jpeg-file.ts';
import { dctr } from '../features/dctr.ts';

/** What is looked at: the coefficients, not how they are coded. */
export type SeenJpeg = Pick<JpegFile, 'frame'>;

/** Which components are seen. */
export interface JpegFeatureOptions {
  /** All components, each at its own size, instead of the first alone; false by default. */
  readonly colour?: boolean | undefined;
}

/**
 * The features of a file: `dctr` of luma, or of all components one after another.
 *
 * @returns 8,000 numbers for each component that is seen.
 * @throws RangeError when one of them has fewer than 2x2 blocks.
 */
export function jpegFeatures({ frame }: SeenJpeg, { colour = false }: JpegFeatureOptions = {}): Float32Array {
  const seen = colour ? frame.components : frame.components.slice(0, 1);
  const parts = seen.map((component) => dctr(component));
  const features = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const part of parts) {
    features.set(part, end);
    end += part.length;
  }
  return features;
}
