import type { RgbImage } from '../../image/rgb-image.ts';
import { cropImage } from '../../image/tiles.ts';

/**
 * Whole square tiles of a picture, from the upper left, row by row; a strip on the right and at the bottom without a whole
 * tile is left out.
 *
 * @param side - pixels.
 */
export function squareTiles(image: RgbImage, side: number): RgbImage[] {
  const tiles: RgbImage[] = [];
  for (let y = 0; y + side <= image.height; y += side) {
    for (let x = 0; x + side <= image.width; x += side) {
      tiles.push(cropImage(image, { x, y, width: side, height: side }));
    }
  }
  return tiles;
}
