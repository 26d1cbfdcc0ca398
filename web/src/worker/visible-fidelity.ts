/** How close two pictures are where anything of them is seen. */
import { type Fidelity, fidelity, type RgbImage, rgbImage } from '../../../src/browser.ts';

/** Samples of the ground on which see-through pictures are compared. */
const GROUND = 128;

/**
 * Compares two pictures of one size and one opacity.
 *
 * @param alpha - opacities of the pixels; without them every pixel counts.
 * @returns PSNR and mean absolute error over the pixels that are not wholly transparent; SSIM of the pictures on a grey ground.
 */
export function visibleFidelity(
  original: RgbImage,
  received: RgbImage,
  alpha: Uint8Array | undefined,
): Fidelity {
  if (alpha === undefined || alpha.every((opacity) => opacity === 0)) return fidelity(original, received);
  const { ssim } = fidelity(onGround(original, alpha), onGround(received, alpha));
  let [count, squares, differences] = [0, 0, 0];
  alpha.forEach((opacity, pixel) => {
    if (opacity === 0) return;
    count += 3;
    for (let at = 3 * pixel; at < 3 * pixel + 3; at++) {
      const difference = Math.abs(original.data[at]! - received.data[at]!);
      squares += difference ** 2;
      differences += difference;
    }
  });
  return { psnr: 10 * Math.log10((255 ** 2 * count) / squares), ssim, mae: differences / count };
}

function onGround({ width, height, data }: RgbImage, alpha: Uint8Array): RgbImage {
  const image = rgbImage(width, height);
  for (let at = 0; at < data.length; at++) {
    const share = alpha[Math.floor(at / 3)]! / 255;
    image.data[at] = Math.round(share * data[at]! + (1 - share) * GROUND);
  }
  return image;
}
