/**
 * Secrets as payloads: files unchanged, pictures in the codec that suits them best.
 */
import { coded } from '../../../errors/coded.ts';
import type { RgbImage } from '../../../image/rgb-image.ts';
import type { PictureSecret, RevealedSecret } from '../../../media/secret.ts';
import { psnr } from '../../../metrics/psnr.ts';
import type { CodedSecret, SecretCoder } from '../../secret-coder.ts';
import type { FilePayload, Payload, PicturePayload } from '../payload.ts';
import { encodePayload } from '../payload.ts';
import type { Quality } from '../settings.ts';
import type { AvifEncoder } from './avif.ts';
import { encodeAvifTo } from './avif.ts';
import type { ModuleLoader } from './emscripten.ts';
import type { JpegXlDecoderModule, JpegXlEncoderModule } from './jpeg-xl.ts';
import { decodeJpegXl, encodeJpegXl } from './jpeg-xl.ts';
import type { Jpeg2000Module } from './jpeg2000.ts';
import { decodeJpeg2000, encodeJpeg2000 } from './jpeg2000.ts';

/** Numbers of the codecs in payloads; never reused. */
const CODEC_NUMBERS = { jpeg2000: 1, jpegXl: 2, avif: 3 } as const;

/**
 * The most pixels of a hidden or revealed picture, such as 6700x5000. The encoder takes some 40 bytes for each, and its memory ends at 2
 * GiB.
 */
export const LARGEST_SECRET_PIXELS = 2 ** 25;

/**
 * The most pixels to code with JPEG XL. It takes about 170 bytes and 4 microseconds for each; larger pictures use
 * lossless JPEG 2000, whose code is a tenth larger.
 */
const LARGEST_JPEG_XL_PIXELS = 2 ** 22;

/** Where the codecs come from. */
export interface CodecLoaders {
  /** Gives the JPEG 2000 codec; one module may serve all calls. */
  readonly jpeg2000: ModuleLoader<Jpeg2000Module>;
  /** A fresh one for every call. */
  readonly jpegXlEncoder: ModuleLoader<JpegXlEncoderModule>;
  /** A fresh one for every call. */
  readonly jpegXlDecoder: ModuleLoader<JpegXlDecoderModule>;
  /** AVIF, where there is an encoder. */
  readonly encodeAvif?: AvifEncoder;
  /** The picture of an AVIF file, where there is a decoder; undefined for another file or size, rejected for damage. */
  readonly decodeAvif?: (
    content: Uint8Array,
    size: { readonly width: number; readonly height: number },
  ) => Promise<RgbImage | undefined>;
}

/** PSNR that a quality of 1-100 stands for, dB. */
function qualityPsnr(quality: number): number {
  return 25 + quality / 4;
}

/**
 * Pictures with at most this many samples are coded without loss whatever the quality, because a lossy code would be mostly
 * headers.
 */
const LEAST_LOSSY_SAMPLES = 256;

/** The tolerance for a quality's PSNR, dB, and the number of tries to meet it. */
const PSNR_TOLERANCE = 0.1;
const MOST_TRIES = 8;

/** Slope of PSNR over bits at high rates: one bit more in each of three samples a pixel halves the error, 6.02 dB. */
const DECIBELS_A_BIT = 2;

/**
 * A coder with codecs from these places.
 *
 * @throws Error, by what it is asked for, for a picture beyond `LARGEST_SECRET_PIXELS`; the signal's reason when it is
 *   aborted.
 */
export function createSecretCoder(loaders: CodecLoaders): SecretCoder {
  const lossless = new WeakMap<RgbImage, Promise<CodedSecret>>();
  /** Kept for each picture, because it takes longer than all the rest. */
  const withoutLoss = async (secret: PictureSecret): Promise<CodedSecret> => {
    const { image, name } = secret;
    const coding = lossless.get(image) ?? codeWithoutLoss(loaders, secret);
    lossless.set(image, coding);
    coding.catch(() => lossless.delete(image));
    const coded = await coding;
    // One picture may be hidden under several names.
    return { ...coded, payload: { ...coded.payload, name } };
  };
  return {
    async encode(secret, quality, bytes, signal) {
      signal?.throwIfAborted();
      if (secret.kind === 'file') {
        return { payload: secret, coding: `${secret.content.length.toLocaleString('en')} bytes as they are` };
      }
      assertPixels(secret.image);
      const overhead = encodePayload(pictureOf(secret, CODEC_NUMBERS.jpeg2000, new Uint8Array(0))).length;
      return codePicture(loaders, secret, quality, bytes - overhead, withoutLoss, signal);
    },
    ...(loaders.encodeAvif !== undefined && { encodeSmall: smallEncoder(loaders.encodeAvif) }),
    async decode(payload) {
      return payload.kind === 'file' ? fileOf(payload) : decodePicture(loaders, payload);
    },
  };
}

async function codePicture(
  loaders: CodecLoaders,
  secret: PictureSecret,
  quality: Quality,
  bytes: number,
  withoutLoss: (secret: PictureSecret) => Promise<CodedSecret>,
  signal: AbortSignal | undefined,
): Promise<CodedSecret> {
  const { image } = secret;
  if (quality === 'lossless' || image.data.length <= LEAST_LOSSY_SAMPLES) return withoutLoss(secret);
  if (quality === 'auto') {
    // A lossless code is larger than the best lossy one, but only slightly for smooth pictures.
    const code = await encodeJpeg2000(loaders.jpeg2000, image, Math.min(bytes, 4 * image.data.length));
    if (code.length >= SATURATED * bytes) return jpeg2000(secret, code);
    const whole = await withoutLoss(secret);
    return whole.payload.content.length <= bytes ? whole : jpeg2000(secret, code);
  }
  return jpeg2000(secret, await codeForPsnr(loaders, image, qualityPsnr(quality), signal));
}

/** A code that fills less than this share of its budget is the best possible. */
const SATURATED = 0.98;

async function codeWithoutLoss(loaders: CodecLoaders, secret: PictureSecret): Promise<CodedSecret> {
  const { image } = secret;
  if (image.width * image.height > LARGEST_JPEG_XL_PIXELS) {
    return jpeg2000(secret, await encodeJpeg2000(loaders.jpeg2000, image, undefined), 'lossless JPEG 2000');
  }
  const code = await encodeJpegXl(loaders.jpegXlEncoder, image);
  return {
    payload: pictureOf(secret, CODEC_NUMBERS.jpegXl, code),
    coding: `lossless JPEG XL, ${bitsAPixel(code, image)}`,
  };
}

/** By the secant method: PSNR is nearly a straight line over bits. */
async function codeForPsnr(
  { jpeg2000: load }: CodecLoaders,
  image: RgbImage,
  wanted: number,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const pixels = image.width * image.height;
  let bits = 3;
  let nearest: { readonly code: Uint8Array; readonly error: number } | undefined;
  let last: { readonly bits: number; readonly reached: number } | undefined;
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    signal?.throwIfAborted();
    const code = await encodeJpeg2000(load, image, Math.max(256, (bits * pixels) / 8));
    const reached = psnr(image, await decodeJpeg2000(load, code, image));
    const error = Math.abs(reached - wanted);
    if (nearest === undefined || error < nearest.error) nearest = { code, error };
    if (error < PSNR_TOLERANCE) break;
    const used = (8 * code.length) / pixels;
    // Pictures of one colour lose nothing, however small their code.
    if (reached === Number.POSITIVE_INFINITY && last?.reached === reached) break;
    const slope =
      last === undefined || Math.abs(used - last.bits) < 1e-3
        ? DECIBELS_A_BIT
        : Math.min(60, Math.max(0.5, (reached - last.reached) / (used - last.bits)));
    last = { bits: used, reached };
    bits = Math.min(24, Math.max(0.01, used + (wanted - reached) / slope));
  }
  return nearest!.code;
}

function smallEncoder(encode: AvifEncoder): NonNullable<SecretCoder['encodeSmall']> {
  return async (secret, bytes, signal) => {
    assertPixels(secret.image);
    const overhead = encodePayload(pictureOf(secret, CODEC_NUMBERS.avif, new Uint8Array(0))).length;
    const code = await encodeAvifTo(encode, secret.image, bytes - overhead, signal);
    return (
      code && {
        payload: pictureOf(secret, CODEC_NUMBERS.avif, code),
        coding: `AVIF, ${bitsAPixel(code, secret.image)}`,
      }
    );
  };
}

function jpeg2000(secret: PictureSecret, code: Uint8Array, name = 'JPEG 2000'): CodedSecret {
  return {
    payload: pictureOf(secret, CODEC_NUMBERS.jpeg2000, code),
    coding: `${name}, ${bitsAPixel(code, secret.image)}`,
  };
}

function pictureOf({ name, image }: PictureSecret, codec: number, content: Uint8Array): PicturePayload {
  return { kind: 'picture', name, codec, width: image.width, height: image.height, content };
}

function bitsAPixel(code: Uint8Array, { width, height }: RgbImage): string {
  return `${((8 * code.length) / (width * height)).toFixed(2)} bits a pixel`;
}

function fileOf({ name, mediaType, content }: FilePayload): RevealedSecret {
  return { kind: 'file', name, mediaType, content };
}

async function decodePicture(loaders: CodecLoaders, payload: PicturePayload): Promise<RevealedSecret> {
  assertPixels(payload);
  const { name, codec, content } = payload;
  switch (codec) {
    case CODEC_NUMBERS.jpeg2000:
      return { kind: 'picture', name, image: await decodeJpeg2000(loaders.jpeg2000, content, payload) };
    case CODEC_NUMBERS.jpegXl:
      return { kind: 'picture', name, image: await decodeJpegXl(loaders.jpegXlDecoder, content, payload) };
    case CODEC_NUMBERS.avif:
      return { kind: 'picture', name, image: await avifPicture(loaders, payload) };
    default:
      throw coded(
        new Error(
          `The picture is coded by codec ${codec}, which this program does not know. Use a newer one.`,
        ),
        'unknown-format',
      );
  }
}

async function avifPicture(
  { decodeAvif }: CodecLoaders,
  { content, width, height }: PicturePayload,
): Promise<RgbImage> {
  if (decodeAvif === undefined) {
    throw coded(
      new Error('The picture is coded as AVIF, which cannot be decoded here. Use the command line.'),
      'runtime-missing',
    );
  }
  const image = await decodeAvif(content, { width, height }).catch((error: unknown) => {
    throw coded(
      new Error('The code of the picture is damaged and could not be decoded', { cause: error }),
      'damaged-container',
    );
  });
  if (image === undefined) {
    throw coded(
      new Error(`Expected the code of a ${width}x${height} picture but received another one`),
      'damaged-container',
    );
  }
  return image;
}

/** Refuses a picture with a small code but a large size before it takes memory. */
function assertPixels({ width, height }: Pick<Payload & PicturePayload, 'width' | 'height'>): void {
  const pixels = width * height;
  if (pixels === 0 || pixels > LARGEST_SECRET_PIXELS) {
    throw coded(
      new Error(
        `Expected a secret of at most ${LARGEST_SECRET_PIXELS.toLocaleString('en')} pixels but received one of ${width}x${height}`,
      ),
      'picture-too-large',
    );
  }
}
