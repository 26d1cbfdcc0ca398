/** Covers and secrets of the exact method's tests. */

import type { RgbImage } from '../../src/image/rgb-image.ts';
import { rgbImage } from '../../src/image/rgb-image.ts';
import type { FileSecret, PictureSecret, RevealedSecret } from '../../src/media/secret.ts';
import { nodeSecretCoder } from '../../src/methods/exact/codecs/secret-coder.node.ts';
import type { ExactContainer } from '../../src/methods/exact/exact-method.ts';
import { hideExact, revealExact } from '../../src/methods/exact/exact-method.ts';
import type { ExactOptions } from '../../src/methods/exact/settings.ts';
import { samplePhoto } from '../training/sample-photos.ts';
import { seededRandom } from './seeded-random.ts';

/** The codecs of this installation. */
export const CODER = nodeSecretCoder();

/** Samples of the header and the salt: what a cover has besides its body. */
export const NO_BODY_SAMPLES = 3072 + 1024;

/** A picture of uniformly random samples. */
export function noise(width: number, height: number, seed: number | string): RgbImage {
  return rgbImage(width, height, seededRandom(seed)(3 * width * height));
}

/** A picture of one value. */
export function flat(width: number, height: number, value: number): RgbImage {
  return rgbImage(width, height, new Uint8Array(3 * width * height).fill(value));
}

/** The middle of a photo in `samples/`. */
export async function photo(name: string, width: number, height: number): Promise<RgbImage> {
  const samples = await samplePhoto(name, width, height).raw().toBuffer();
  return rgbImage(width, height, new Uint8Array(samples));
}

/** A file of random bytes. */
export function file(length: number, name = 'letter.bin'): FileSecret {
  const content = seededRandom(`content ${length}`)(length);
  return { kind: 'file', name, mediaType: 'application/octet-stream', content };
}

/** A picture as a secret. */
export function picture(image: RgbImage, name = 'secret.png'): PictureSecret {
  return { kind: 'picture', name, image };
}

/** Hides one secret for everyone. */
export function hideOpen(
  cover: RgbImage,
  secret: FileSecret | PictureSecret,
  options: ExactOptions = {},
): Promise<ExactContainer> {
  return hideExact(cover, [{ secret }], CODER, options);
}

/** What everyone finds. */
export function revealOpen(container: RgbImage): Promise<RevealedSecret | undefined> {
  return revealExact(container, CODER);
}

/** A copy with other samples. */
export function withSamples(image: RgbImage, change: (samples: Uint8Array) => void): RgbImage {
  const samples = Uint8Array.from(image.data);
  change(samples);
  return rgbImage(image.width, image.height, samples);
}
