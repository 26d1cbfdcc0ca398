/** What an attacker makes of a mark's tiles without the key: what repeats in a picture from tile to tile, and fields of it. */
import type { RgbImage } from '../src/image/rgb-image.ts';
import { normaliser, received } from '../src/marking/signal/front-end.ts';
import { bandPass } from '../src/marking/signal/gaussian.ts';
import { CARRIERS, gridOf, TILE } from '../src/marking/signal/mark-design.ts';
import type { Plane } from '../src/marking/signal/plane.ts';
import { meanSquare, plane } from '../src/marking/signal/plane.ts';
import { addFields, channelsAt } from '../src/marking/signal/resample.ts';

/** For each carrier, a tile of `TILE` by `TILE` samples. */
export type Tiles = readonly Float64Array[];

function channelsOf(image: RgbImage): Plane[] {
  const { width, height } = gridOf(image.width, image.height);
  return channelsAt(
    image,
    CARRIERS.map(({ from }) => from),
    width,
    height,
  );
}

/** The mean of a picture's tiles, each carrier's band made equally loud everywhere, as the detector does. */
export function foldedTiles(image: RgbImage): Tiles {
  return channelsOf(image).map((channel, i) => {
    const { width, height, data } = received(channel, CARRIERS[i]!);
    const tile = new Float64Array(TILE * TILE);
    const counts = new Float64Array(TILE * TILE);
    for (let y = 0, from = 0; y < height; y++) {
      for (let x = 0; x < width; x++, from++) {
        const to = (y % TILE) * TILE + (x % TILE);
        tile[to] = tile[to]! + data[from]!;
        counts[to] = counts[to]! + 1;
      }
    }
    return tile.map((sum, at) => sum / Math.max(1, counts[at]!));
  });
}

/** The mean of the tiles of several pictures. */
export function meanTiles(all: readonly Tiles[]): Tiles {
  return CARRIERS.map((_, i) => {
    const mean = new Float64Array(TILE * TILE);
    for (const tiles of all)
      for (let at = 0; at < mean.length; at++) mean[at]! += tiles[i]![at]! / all.length;
    return mean;
  });
}

/**
 * A picture with tiles added everywhere, as loud as its texture lets them be.
 *
 * @param sign - -1 subtracts them.
 * @param decibels - how much the picture is changed.
 */
export function withTiles(image: RgbImage, tiles: Tiles, sign: 1 | -1, decibels: number): RgbImage {
  const fields = channelsOf(image).map((channel, i) => {
    const { band, floor, add, share } = CARRIERS[i]!;
    const loudness = normaliser(bandPass(channel, ...band), floor).data;
    const { width, height } = channel;
    const field = plane(width, height);
    for (let y = 0, at = 0; y < height; y++) {
      for (let x = 0; x < width; x++, at++) {
        // Texture hides: the square root of the local deviation is a mild mask.
        field.data[at] = tiles[i]![(y % TILE) * TILE + (x % TILE)]! / Math.sqrt(loudness[at]!);
      }
    }
    const inColours = (add[0] ** 2 + add[1] ** 2 + add[2] ** 2) / 3;
    const power = (share * 255 ** 2) / 10 ** (decibels / 10) / inColours;
    const gain = sign * Math.sqrt(power / (meanSquare(field) + 1e-12));
    for (let at = 0; at < field.data.length; at++) field.data[at]! *= gain;
    return { field, vector: add };
  });
  const [luma, redDifference] = fields;
  return addFields(image, [luma!, redDifference!]);
}
