/** The blocks of samples that are rounded, and measured, together: squares of all three colours from the upper left corner on. */

/** Side of the blocks of models that are trained now, in pixels. */
export const ROUNDING_BLOCK = 4;

/** Number of samples of a block. */
export function blockSamples(block: number): number {
  return 3 * block * block;
}

/** Where the samples of a block lie in [3, height, width] planes, from its first one; in the order colour, row, column. */
export function samplePlaces(block: number, width: number, height: number): Int32Array {
  return Int32Array.from({ length: blockSamples(block) }, (_, sample) => {
    const [colour, row] = [Math.floor(sample / block ** 2), Math.floor(sample / block) % block];
    return (colour * height + row) * width + (sample % block);
  });
}
