/**
 * A network over a picture of any size, tile by tile: each tile is computed with as much of its surroundings as the network
 * sees, so that the result is that of the whole picture and memory stays bounded.
 */
import { fromPlanes, toPlanes } from '../../image/planes.ts';
import type { RgbImage } from '../../image/rgb-image.ts';
import { rgbImage } from '../../image/rgb-image.ts';
import { cropImage, pasteRegion, planTiles } from '../../image/tiles.ts';
import type { LoadedModel } from '../../runtime/runtime.ts';
import { float32 } from '../../runtime/runtime.ts';
import type { WorkOptions } from '../method.ts';

export interface TilingOptions extends WorkOptions {
  /** Pixels of surroundings that a pixel depends on. */
  readonly radius: number;
  /** Sides are multiples of this. */
  readonly multiple: number;
  /** Side of a tile's core; `DEFAULT_TILE` when left out. */
  readonly tile?: number | undefined;
}

/**
 * Side of a tile's core in pixels. Baluja's network at 50 maps keeps about 500 values of 4 bytes a pixel: some 300 MB with
 * the surroundings, which cost (360 / 320)^2 = 1.27 times the work.
 */
export const DEFAULT_TILE = 320;

/**
 * Runs a model whose inputs and one output are pictures of one size.
 *
 * @param inputs - pictures by input name, all of the same size.
 * @param output - name of the output: [1, 3, height, width], samples 0-1.
 * @returns the output, limited and rounded to 8 bits.
 * @throws DOMException when the signal is aborted.
 */
export async function runTiled(
  model: LoadedModel,
  inputs: Readonly<Record<string, RgbImage>>,
  output: string,
  options: TilingOptions,
): Promise<RgbImage> {
  const { width, height } = Object.values(inputs)[0]!;
  const result = rgbImage(width, height);
  const tiles = planTiles(width, height, {
    tile: options.tile ?? DEFAULT_TILE,
    overlap: options.radius,
    multiple: options.multiple,
  });
  for (const [index, { core, window }] of tiles.entries()) {
    options.signal?.throwIfAborted();
    const dims = [1, 3, window.height, window.width];
    const feeds = Object.fromEntries(
      Object.entries(inputs).map(([name, image]) => [
        name,
        float32(toPlanes(cropImage(image, window)), dims),
      ]),
    );
    const values = await model.run(feeds, { transfer: true });
    const computed = fromPlanes(values[output]!.data as Float32Array, window.width, window.height);
    const part = { x: core.x - window.x, y: core.y - window.y, width: core.width, height: core.height };
    pasteRegion(result, computed, part, core.x, core.y);
    options.onProgress?.((index + 1) / tiles.length);
  }
  return result;
}
