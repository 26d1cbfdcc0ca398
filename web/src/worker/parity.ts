/**
 * Checks whether two runtimes compute the same: both hide one picture in another with the default model.
 */
import {
  deepMethod,
  meanAbsoluteError,
  type RgbImage,
  type Runtime,
  rgbImage,
} from '../../../src/browser.ts';
import { modelOn } from './models.ts';

/** Largest mean difference of two containers that rounding explains, in grey levels. */
const LIMIT = 0.05;

const SIDE = 96;

export async function computesAlike(device: Runtime, reference: Runtime): Promise<boolean> {
  const expected = await container(reference);
  return meanAbsoluteError(await container(device), expected) <= LIMIT;
}

async function container(runtime: Runtime): Promise<RgbImage> {
  const method = deepMethod(await modelOn(runtime, 'invertible'));
  return (await method.embed(waves(1), waves(2))).container;
}

/** Smooth waves, the same everywhere. */
function waves(seed: number): RgbImage {
  const image = rgbImage(SIDE, SIDE);
  image.data.forEach((_, i) => {
    const [x, y, colour] = [Math.floor(i / 3) % SIDE, Math.floor(i / 3 / SIDE), i % 3];
    image.data[i] = 128 + 90 * Math.sin((seed * (x + 2 * y)) / 9 + colour * seed);
  });
  return image;
}
