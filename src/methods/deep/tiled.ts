/**
 * A network over a picture of any size, tile by tile: each tile is computed with as much of its surroundings as the network
 * sees, so that the result is that of the whole picture and memory stays bounded.
 */
import { fromPlanes, toPlanes } from '../../image/planes.ts';
import type { RgbImage } from '../../image/rgb-image.ts';
import type { Rect } from '../../image/tiles.ts';
import { cropImage, pasteRegion, planTiles } from '../../image/tiles.ts';
import type { WorkOptions } from '../../jobs/work.ts';
import type { LoadedModel } from '../../runtime/runtime.ts';
import { float32 } from '../../runtime/runtime.ts';

export interface TilingOptions extends WorkOptions {
  /** Pixels of surroundings that a pixel depends on. */
  readonly radius: number;
  /** Sides that the network takes are multiples of this. */
  readonly multiple: number;
  /** Side of a tile's core, in pixels. */
  readonly tile: number;
  /** Smallest side of a tile's core: a smaller remainder joins the core before it. 1 by default. */
  readonly leastTile?: number;
}

/** Returns a part of a picture: [3, height, width]. */
export type PlanesSource = (part: Rect) => Float32Array;

/** Receives a part of a picture: [3, height, width], neither clamped nor rounded. */
export type PlanesSink = (part: Rect, planes: Float32Array) => void;

/** The parts of a picture, samples 0-1. */
export function pictureSource(image: RgbImage): PlanesSource {
  return (part) => toPlanes(cropImage(image, part));
}

/** A sink that puts parts into a picture, clamped to 0-1 and rounded to 8 bits. */
export function pictureSink(image: RgbImage): PlanesSink {
  return (part, planes) => {
    const whole = { x: 0, y: 0, width: part.width, height: part.height };
    pasteRegion(image, fromPlanes(planes, part.width, part.height), whole, part.x, part.y);
  };
}

/**
 * Runs a model whose inputs and one output are pictures of one size.
 *
 * @param size - size of the pictures: multiples of the network's block.
 * @param inputs - pictures by input name.
 * @param output - name of the output: [1, 3, height, width].
 * @param sink - receives the output, in parts that share no pixel.
 * @throws DOMException when the signal is aborted.
 */
export async function runTiled(
  model: LoadedModel,
  { width, height }: Size,
  inputs: Readonly<Record<string, PlanesSource>>,
  output: string,
  sink: PlanesSink,
  options: TilingOptions,
): Promise<void> {
  const tiles = planTiles(width, height, {
    tile: options.tile,
    overlap: options.radius,
    multiple: options.multiple,
    ...(options.leastTile === undefined ? {} : { least: options.leastTile }),
  });
  for (const [index, { core, window }] of tiles.entries()) {
    options.signal?.throwIfAborted();
    const dims = [1, 3, window.height, window.width];
    const feeds = Object.fromEntries(
      Object.entries(inputs).map(([name, source]) => [name, float32(source(window), dims)]),
    );
    const values = await model.run(feeds, { transfer: true });
    const part = { x: core.x - window.x, y: core.y - window.y, width: core.width, height: core.height };
    sink(core, cropPlanes(values[output]!.data as Float32Array, window, part));
    options.onProgress?.((index + 1) / tiles.length);
  }
}

interface Size {
  readonly width: number;
  readonly height: number;
}

function cropPlanes(planes: Float32Array, from: Size, part: Rect): Float32Array {
  if (from.width === part.width && from.height === part.height) return planes;
  const cropped = new Float32Array(3 * part.width * part.height);
  for (let row = 0; row < 3 * part.height; row++) {
    const colour = Math.floor(row / part.height);
    const start = (colour * from.height + part.y + (row % part.height)) * from.width + part.x;
    cropped.set(planes.subarray(start, start + part.width), row * part.width);
  }
  return cropped;
}
