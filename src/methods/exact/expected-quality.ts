/** How well a picture of so many bytes will come back: measured on a part of it. */
import type { RgbImage } from '../../image/rgb-image.ts';
import { cropImage } from '../../image/tiles.ts';
import { GCM_TAG_BYTES } from '../../keys/webcrypto.ts';
import type { PictureSecret } from '../../media/secret.ts';
import { psnr } from '../../metrics/psnr.ts';
import type { SecretCoder } from '../secret-coder.ts';
import { LEAST_BYTES } from './codecs/jpeg2000.ts';
import { encodePayload, payloadOverhead } from './payload.ts';
import type { Quality } from './settings.ts';

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
      return (await coded(sample, coder, 'auto', Math.floor(bytes * scale), signal)).psnr;
    },
  };
}

/** What a picture takes, and how it comes back. */
export interface CodedPart {
  /** Bytes of the whole picture's code. */
  readonly bytes: number;
  /** Decibels; NaN where nothing comes back. */
  readonly psnr: number;
}

/**
 * Codes a part of a picture, and tells what the whole would take.
 *
 * @param budget - bytes of the code of the whole at quality `auto`.
 * @throws the signal's reason when it is aborted.
 */
export async function codedPart(
  image: RgbImage,
  coder: SecretCoder,
  quality: Quality,
  budget: number,
  signal?: AbortSignal,
): Promise<CodedPart> {
  const sample = middleOf(image);
  const scale = (sample.width * sample.height) / (image.width * image.height);
  const { width, height } = sample;
  const record = payloadOverhead({ kind: 'picture', name: '', codec: 1, width, height }) - GCM_TAG_BYTES;
  const least = record + Math.max(LEAST_BYTES, Math.floor(budget * scale));
  const part = await coded(sample, coder, quality, least, signal);
  return { bytes: Math.round(part.bytes / scale), psnr: part.psnr };
}

async function coded(
  image: RgbImage,
  coder: SecretCoder,
  quality: Quality,
  bytes: number,
  signal: AbortSignal | undefined,
): Promise<CodedPart> {
  const { payload } = await coder.encode({ kind: 'picture', name: '', image }, quality, bytes, signal);
  const decoded = await coder.decode(payload);
  return {
    bytes: payload.content.length,
    psnr: decoded.kind === 'picture' ? psnr(image, decoded.image) : Number.NaN,
  };
}

function middleOf(image: RgbImage): RgbImage {
  const width = Math.min(image.width, CODED_SIDE);
  const height = Math.min(image.height, CODED_SIDE);
  const x = Math.floor((image.width - width) / 2);
  const y = Math.floor((image.height - height) / 2);
  return cropImage(image, { x, y, width, height });
}
