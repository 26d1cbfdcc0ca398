/**
 * A container that is rounded so that the secret suffers least, part by part as the network makes it, and once more around the samples
 * that the frame then changes.
 */
import type { RgbImage } from '../../image/rgb-image.ts';
import { blockSamples } from '../../networks/rounding/blocks.ts';
import type { ShapedRounding } from '../../networks/rounding/shaped-rounding.ts';
import type { Size } from '../fitting.ts';
import type { PlanesSink } from './tiled.ts';
import { pictureSink } from './tiled.ts';

/** Parts of a grey level to which unrounded samples are remembered, and the most levels that 16 bits hold of them. */
const PARTS = 64;
const MOST = 32_767 / PARTS;

export class ShapedContainer {
  private readonly image: RgbImage;
  private readonly area: Size;
  private readonly rounding: ShapedRounding;
  /** The samples as the network painted them, in parts of a level, in the order of the picture's. */
  private readonly painted: Int16Array;

  /**
   * @param image - the container, which it fills.
   * @param area - the part of it that the network paints, from the upper left corner.
   */
  constructor(image: RgbImage, area: Size, rounding: ShapedRounding) {
    this.image = image;
    this.area = area;
    this.rounding = rounding;
    this.painted = new Int16Array(image.data.length);
  }

  /** Takes parts of the container that begin between blocks. */
  sink(): PlanesSink {
    const { image, painted, rounding } = this;
    const paste = pictureSink(image);
    return (part, planes) => {
      const { width, height } = part;
      for (let row = 0; row < 3 * height; row++) {
        const [colour, y] = [Math.floor(row / height), part.y + (row % height)];
        const start = 3 * (y * image.width + part.x) + colour;
        for (let x = 0; x < width; x++) {
          const level = Math.min(MOST, Math.max(-MOST, 255 * planes[row * width + x]!));
          painted[start + 3 * x] = Math.round(PARTS * level);
        }
      }
      rounding.round(planes, width, height);
      paste(part, planes);
    };
  }

  /**
   * Rounds the blocks with these samples anew: the samples themselves stay as they are, the others make up for their errors.
   *
   * @param fixed - indices into the picture's samples.
   */
  settle(fixed: Iterable<number>): void {
    const { image, painted, rounding } = this;
    const { block } = rounding;
    const { data, width } = image;
    const count = blockSamples(block);
    const [levels, wanted] = [new Uint8Array(count), new Float64Array(count)];
    for (const [corner, samples] of this.byBlock(fixed)) {
      /** Where a sample of the block, in the order colour, row, column, lies in the picture. */
      const place = (sample: number): number => {
        const [colour, row] = [Math.floor(sample / block ** 2), Math.floor(sample / block) % block];
        return 3 * (corner + row * width + (sample % block)) + colour;
      };
      for (let sample = 0; sample < count; sample++) {
        levels[sample] = data[place(sample)]!;
        wanted[sample] = painted[place(sample)]! / PARTS;
      }
      rounding.roundAround(
        levels,
        wanted,
        samples.sort((a, b) => a - b),
      );
      for (let sample = 0; sample < count; sample++) data[place(sample)] = levels[sample]!;
    }
  }

  /** The samples by their blocks' first pixels, as indices into the block; those in no whole block are left out. */
  private byBlock(fixed: Iterable<number>): ReadonlyMap<number, number[]> {
    const { block } = this.rounding;
    const { width } = this.image;
    const blocks = new Map<number, number[]>();
    for (const index of fixed) {
      const [pixel, colour] = [Math.floor(index / 3), index % 3];
      const [x, y] = [pixel % width, Math.floor(pixel / width)];
      const [left, top] = [x - (x % block), y - (y % block)];
      if (left + block > this.area.width || top + block > this.area.height) continue;
      const corner = top * width + left;
      const samples = blocks.get(corner) ?? [];
      samples.push((colour * block + y - top) * block + x - left);
      blocks.set(corner, samples);
    }
    return blocks;
  }
}
