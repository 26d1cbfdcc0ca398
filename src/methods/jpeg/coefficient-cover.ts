/**
 * A JPEG file's quantised coefficients as samples for the exact method, and back.
 *
 * All coefficients of blocks that belong to the picture are samples, by their position alone: component by component, block by block
 * in rows, frequencies in natural order. Values do not decide, because they change. Who reveals needs to know nothing else.
 */
import type { JpegComponent, JpegFile } from '../../image/jpeg/jpeg-file.ts';
import type { ExactCover } from '../exact/exact-cover.ts';
import type { ExactLayout } from '../exact/places.ts';

/** Beyond this a coefficient stays as it is, so that none leaves +-1023, where baseline coding ends for 8-bit pictures (F.1.2.1). */
const LARGEST_CHANGED = 1021;

/**
 * Salt and header lie in many more samples than their bits need: with eight samples a bit, as in pictures, they would be the loudest
 * part of a quiet file. At most these numbers, and at most a sixteenth and an eighth of all samples.
 */
const MOST_SALT_SAMPLES = 16_384;
const MOST_HEADER_SAMPLES = 32_768;

/** Where salt and headers lie in JPEG files. */
export const JPEG_LAYOUT: ExactLayout = {
  label: 'jpeg/1',
  saltSamples: (samples) => Math.min(MOST_SALT_SAMPLES, samples >> 4),
  headerSamples: (samples, parts) => Math.min(MOST_HEADER_SAMPLES, Math.floor(samples / (8 * parts))),
  // Blocks, and as many as a segment of the trellis has.
  groups: { unit: 64, units: 1024 },
};

/** Fewest pixels of a cover for each part, for messages: 4:2:0 has one and a half samples a pixel. */
export const SAMPLES_A_PIXEL = 1.5;

/** The samples of a file. Which must not change is told apart, because only the sender needs it. */
export function coefficientCover({ frame }: JpegFile): ExactCover {
  const samples = new Int16Array(frame.components.reduce((sum, own) => sum + 64 * blocksOf(own), 0));
  eachRow(frame.components, (component, from, length, to) => {
    samples.set(component.coefficients.subarray(from, from + length), to);
  });
  return {
    samples,
    least: -(2 ** 15),
    most: 2 ** 15 - 1,
    // Values of 8-bit pictures end at some thousands; damaged files may have others.
    isCentral: samples.every((value) => Math.abs(value) < 2 ** 14),
    shape: [frame.width, frame.height],
    unit: { name: 'pixels', samples: SAMPLES_A_PIXEL },
    layout: JPEG_LAYOUT,
  };
}

/**
 * A byte for each sample that is not 0 where it must stay as it is: too large, at a frequency whose lowest bits no scan carries, or in a block
 * that the picture's edge cuts. There the encoder filled up what is beyond, mostly by repetition, and not every block can come of that.
 */
export function wetCoefficients({ frame }: JpegFile, samples: Int16Array): Uint8Array {
  const wet = new Uint8Array(samples.length);
  for (let i = 0; i < samples.length; i++) if (Math.abs(samples[i]!) > LARGEST_CHANGED) wet[i] = 1;
  eachRow(frame.components, ({ lowestBit }, _, length, to) => {
    if (lowestBit.every((bit) => bit === 0)) return;
    for (let at = 0; at < length; at++) if (lowestBit[at & 63] !== 0) wet[to + at] = 1;
  });
  eachRow(frame.components, ({ width, height, blocksPerColumn }, _, length, to, __, row) => {
    if (height % 8 !== 0 && row === blocksPerColumn - 1) wet.fill(1, to, to + length);
    else if (width % 8 !== 0) wet.fill(1, to + length - 64, to + length);
  });
  return wet;
}

/**
 * The coefficients of each component with these samples in them.
 *
 * @param samples - as `coefficientCover` orders them.
 */
export function coefficientsWith({ frame }: JpegFile, samples: Int16Array): Int16Array[] {
  const coefficients = frame.components.map((component) => component.coefficients.slice());
  eachRow(frame.components, (_, from, length, to, index) => {
    coefficients[index]!.set(samples.subarray(to, to + length), from);
  });
  return coefficients;
}

/**
 * Values of each component's coefficients in the samples' order.
 *
 * @param of - the values of a component, as many as its coefficients; asked for one after another.
 */
export function valuesOfSamples(
  { frame }: JpegFile,
  samples: number,
  of: (component: JpegComponent, index: number) => Float32Array,
): Float32Array {
  const values = new Float32Array(samples);
  let known = -1;
  let own = new Float32Array(0);
  eachRow(frame.components, (component, from, length, to, index) => {
    if (index !== known) own = new Float32Array(of(component, index));
    known = index;
    values.set(own.subarray(from, from + length), to);
  });
  return values;
}

/** AC coefficients that are not 0 and may change: what payloads are measured by. */
export function countNonZeroAc(samples: Int16Array, wet: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < samples.length; i++) {
    if (samples[i] !== 0 && (i & 63) !== 0 && wet[i] === 0) count++;
  }
  return count;
}

function blocksOf({ blocksPerRow, blocksPerColumn }: JpegComponent): number {
  return blocksPerRow * blocksPerColumn;
}

/** Each row of blocks of each component: where it begins among the coefficients, how long it is, and where among the samples. */
function eachRow(
  components: readonly JpegComponent[],
  visit: (
    component: JpegComponent,
    from: number,
    length: number,
    to: number,
    index: number,
    row: number,
  ) => void,
): void {
  let to = 0;
  for (const [index, component] of components.entries()) {
    const { blocksPerRow, blocksPerColumn, storedBlocksPerRow } = component;
    for (let row = 0; row < blocksPerColumn; row++, to += 64 * blocksPerRow) {
      visit(component, 64 * row * storedBlocksPerRow, 64 * blocksPerRow, to, index, row);
    }
  }
}
