/** How well a picture of so many bytes will come back: measured on a part of it. */
import type { RgbImage } from '../../image/rgb-image.ts';
import { cropImage } from '../../image/tiles.ts';
import { GCM_TAG_BYTES } from '../../keys/webcrypto.ts';
import type { PictureSecret } from '../../media/secret.ts';
import { psnr } from '../../metrics/psnr.ts';
import type { SecretCoder } from '../secret-coder.ts';
import { LEAST_BYTES } from './codecs/jpeg2000.ts';
import { encodePayload } from './payload.ts';

/** Side in pixels of the part to code when estimating quality: a part from the middle represents the whole. */
const CODED_SIDE = 1024;

/** Bytes of a record with a name of typical length. */
const RECORD = encodePayload({
  kind: 'file',
  name: 'photograph.png',
  mediaType: 'image/png',
  content: new Uint8Array(0),
}).length;

/** What a payload takes besides its content. */
export const USUAL_OVERHEAD = GCM_TAG_BYTES + RECORD;

/** What is to be expected of a picture. */
export interface ExpectedQuality {
  /** PSNR of a code of so many bytes, dB; `Infinity` where it fits without loss, NaN where none fits. */
  of(bytes: number): Promise<number>;
  /** Bytes that everything in the picture takes without loss. */
  readonly losslessBytes: number;
  /** Bits a pixel that its pixels take without loss. */
  readonly losslessBitsPerPixel: number;
}

/**
 * Codes a part of a picture without loss, and on demand to sizes.
 *
 * @throws the signal's reason when it is aborted.
 */
export async function expectedQuality(
  { image, original }: Pick<PictureSecret, 'image' | 'original'>,
  coder: SecretCoder,
  signal?: AbortSignal,
): Promise<ExpectedQuality> {
  const sample = middleOf(image);
  const scale = (sample.width * sample.height) / (image.width * image.height);
  const whole = await coder.encode({ kind: 'picture', name: '', image: sample }, 'lossless', 0, signal);
  const pixelBytes = whole.payload.content.length / scale;
  // Only the file keeps what the pixels do not say.
  const isFileOnly = original?.beyond.some((part) => part !== 'profile') === true;
  const losslessBytes = isFileOnly ? original!.content.length : pixelBytes;
  const exactBytes = Math.min(losslessBytes, original?.content.length ?? Number.POSITIVE_INFINITY);
  return {
    losslessBytes,
    losslessBitsPerPixel: (8 * pixelBytes) / (image.width * image.height),
    async of(bytes) {
      if (bytes >= exactBytes) return Number.POSITIVE_INFINITY;
      if (bytes * scale < LEAST_BYTES) return Number.NaN;
      const named = { kind: 'picture', name: '', image: sample } as const;
      const { payload } = await coder.encode(named, 'auto', Math.floor(bytes * scale), signal);
      const decoded = await coder.decode(payload);
      return decoded.kind === 'picture' ? psnr(sample, decoded.image) : Number.NaN;
    },
  };
}

function middleOf(image: RgbImage): RgbImage {
  const width = Math.min(image.width, CODED_SIDE);
  const height = Math.min(image.height, CODED_SIDE);
  const x = Math.floor((image.width - width) / 2);
  const y = Math.floor((image.height - height) / 2);
  return cropImage(image, { x, y, width, height });
}
