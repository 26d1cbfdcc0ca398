/**
 * How much of the secret shows in the difference of container and cover. A network that hides well by PSNR may still leave
 * a faint copy of the secret in the residual: anyone with the original cover can subtract it, amplify the difference, and
 * see the secret without any network. PSNR and SSIM do not show this; this figure does.
 */

import type { RgbImage } from '../image/rgb-image.ts';
import { assertSameSize } from './same-size.ts';

/** Sides of the boxes that are averaged: noise that covers an outline at full size averages out, the outline does not. */
const BOXES = [1, 4, 8] as const;

/** With fewer boxes than this a correlation by chance is large (its standard deviation is `1 / sqrt(boxes)`). */
const FEWEST_BOXES = 256;

/** Luma of ITU-R BT.601 in 256ths. Whole numbers keep all sums exact, so that a constant has no variance at all. */
const LUMA = [77, 150, 29] as const;

/** Views of the residual: red, green, blue, luma, and the absolute luma, which is the local energy. */
const RESIDUAL_VIEWS = 5;
const ENERGY = 4;
/** Views of the secret: red, green, blue, luma, and its outlines, the absolute gradient of the luma. */
const SECRET_VIEWS = 5;
const OUTLINES = 4;
const VIEWS = RESIDUAL_VIEWS + SECRET_VIEWS;

/**
 * The residual leak: the largest absolute Pearson correlation of any view of the residual (container minus cover) with any
 * view of the secret. The residual's red, green, blue and luma are compared with the secret's; the residual's absolute luma,
 * the local energy, with these and with the outlines of the secret (absolute horizontal and vertical gradient of its luma).
 * All at full size and averaged over boxes of 4x4 and 8x8 pixels, as far as the picture has 256 of them. A negative of the
 * secret counts as much as a copy.
 *
 * Zero is not to be expected: two unrelated photos resemble each other a little (a bright sky above), and a residual
 * is strongest where the cover is rough.
 *
 * @param cover - samples 0-255.
 * @param container - of the cover's size.
 * @param secret - of the cover's size; one of another size as it was fitted to the cover.
 * @returns 0 (nothing to be seen, also where residual or secret is constant) to 1 (the secret itself).
 * @throws RangeError when the sizes differ.
 */
export function residualLeak(cover: RgbImage, container: RgbImage, secret: RgbImage): number {
  assertSameSize(cover, container);
  assertSameSize(cover, secret);
  const boxes = (side: number): number => Math.floor(cover.width / side) * Math.floor(cover.height / side);
  return Math.max(
    ...BOXES.filter((side) => side === 1 || boxes(side) >= FEWEST_BOXES).map((side) =>
      strongestCorrelation(side, cover, container, secret),
    ),
  );
}

function strongestCorrelation(side: number, cover: RgbImage, container: RgbImage, secret: RgbImage): number {
  // Sums over boxes instead of means: a correlation does not change with the scale, and sums are whole numbers.
  const means = new Float64Array(VIEWS);
  let boxes = 0;
  forEachBox(side, cover, container, secret, (sums) => {
    boxes++;
    for (let view = 0; view < VIEWS; view++) means[view]! += sums[view]!;
  });
  for (let view = 0; view < VIEWS; view++) means[view]! /= boxes;

  const centred = new Float64Array(VIEWS);
  const variances = new Float64Array(VIEWS);
  const covariances = new Float64Array(RESIDUAL_VIEWS * SECRET_VIEWS);
  forEachBox(side, cover, container, secret, (sums) => {
    for (let view = 0; view < VIEWS; view++) {
      const value = sums[view]! - means[view]!;
      centred[view] = value;
      variances[view]! += value * value;
    }
    for (let i = 0, at = 0; i < RESIDUAL_VIEWS; i++) {
      const value = centred[i]!;
      for (let j = RESIDUAL_VIEWS; j < VIEWS; j++, at++) covariances[at]! += value * centred[j]!;
    }
  });

  let strongest = 0;
  for (let i = 0; i < RESIDUAL_VIEWS; i++) {
    for (let j = 0; j < SECRET_VIEWS; j++) {
      if (j === OUTLINES && i !== ENERGY) continue;
      const spread = Math.sqrt(variances[i]!) * Math.sqrt(variances[RESIDUAL_VIEWS + j]!);
      if (spread === 0) continue;
      strongest = Math.max(strongest, Math.abs(covariances[SECRET_VIEWS * i + j]!) / spread);
    }
  }
  // Rounding may exceed 1 in the last bit.
  return Math.min(1, strongest);
}

/** Calls `visit` with the sums of all views over each whole box, residual's first. The array is used again. */
function forEachBox(
  side: number,
  cover: RgbImage,
  container: RgbImage,
  secret: RgbImage,
  visit: (sums: Float64Array) => void,
): void {
  const { width, height } = cover;
  const sums = new Float64Array(VIEWS);
  for (let top = 0; top + side <= height; top += side) {
    for (let left = 0; left + side <= width; left += side) {
      sums.fill(0);
      for (let y = top; y < top + side; y++) {
        for (let x = left; x < left + side; x++) addPixel(sums, x, y, cover, container, secret);
      }
      visit(sums);
    }
  }
}

function addPixel(
  sums: Float64Array,
  x: number,
  y: number,
  cover: RgbImage,
  container: RgbImage,
  secret: RgbImage,
): void {
  const { width, height } = cover;
  const at = 3 * (y * width + x);
  let luma = 0;
  for (let channel = 0; channel < 3; channel++) {
    const residual = container.data[at + channel]! - cover.data[at + channel]!;
    luma += LUMA[channel]! * residual;
    sums[channel]! += residual;
    sums[RESIDUAL_VIEWS + channel]! += secret.data[at + channel]!;
  }
  sums[3]! += luma;
  sums[ENERGY]! += Math.abs(luma);
  const here = lumaAt(secret.data, at);
  const right = x + 1 < width ? lumaAt(secret.data, at + 3) : here;
  const below = y + 1 < height ? lumaAt(secret.data, at + 3 * width) : here;
  sums[RESIDUAL_VIEWS + 3]! += here;
  sums[RESIDUAL_VIEWS + OUTLINES]! += Math.abs(right - here) + Math.abs(below - here);
}

function lumaAt(data: Uint8Array, at: number): number {
  return LUMA[0] * data[at]! + LUMA[1] * data[at + 1]! + LUMA[2] * data[at + 2]!;
}
