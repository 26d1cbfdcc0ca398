/** The JPEG method, and the robust one, in a page and in Node: the same call, with bytes as base64, since texts are what a test can hand to a page. */
import { rgbImage } from '../../../src/image/rgb-image.ts';
import { KeyRing } from '../../../src/keys/key-ring.ts';
import { JPEG, type JpegCover } from '../../../src/media/jpeg.ts';
import type { PictureCodecs } from '../../../src/media/medium.ts';
import { pictureCover, pixelsOf } from '../../../src/media/picture.ts';
import { createSecretCoder } from '../../../src/methods/exact/codecs/secret-coder.ts';
import { jpeg } from '../../../src/methods/jpeg/jpeg.ts';
import type { MethodHost } from '../../../src/methods/method.ts';
import { robust } from '../../../src/methods/robust/robust.ts';
import { seededRandom } from '../../../src/random/seeded-random.ts';

export interface JpegTask {
  readonly cover: string;
  readonly content: string;
  readonly passphrase?: string;
}

const none = (): never => {
  throw new Error('Expected files only, which need no codec');
};
const codecs: PictureCodecs = { decode: none, encode: none };
const host = {
  coder: createSecretCoder({ jpeg2000: none, jpegXlEncoder: none, jpegXlDecoder: none }),
} as unknown as MethodHost;

/** A container, with the same random bytes every time. */
export async function hide({ cover, content, passphrase }: JpegTask): Promise<string> {
  const opened = await JPEG.open(bytesOf(cover), 'cover.jpg', codecs);
  const code = await jpeg.load();
  const random = seededRandom(7);
  const { container } = await code.hide(
    opened.cover,
    [
      {
        secret: { kind: 'file', name: 'a.bin', mediaType: '', content: bytesOf(content) },
        keys: new KeyRing(passphrase),
      },
    ],
    {},
    { host, random: (length) => Uint8Array.from({ length }, () => random.integer(256)) },
  );
  return base64((await JPEG.write(container as JpegCover, '.jpg', codecs)).bytes);
}

export interface RobustTask {
  readonly width: number;
  readonly height: number;
  /** Samples of the cover. */
  readonly samples: string;
  readonly content: string;
}

/** The samples of a container of the robust method, with the same random bytes every time. */
export async function hideRobust({ width, height, samples, content }: RobustTask): Promise<string> {
  const code = await robust.load();
  const random = seededRandom(7);
  const secret = { kind: 'file', name: 'a.bin', mediaType: '', content: bytesOf(content) } as const;
  const { container } = await code.hide(
    pictureCover(rgbImage(width, height, bytesOf(samples))),
    [{ secret, keys: new KeyRing(undefined) }],
    {},
    { host, random: (length) => Uint8Array.from({ length }, () => random.integer(256)) },
  );
  return base64(pixelsOf(container).data);
}

/** What is hidden. */
export async function reveal(container: string, passphrase?: string): Promise<string> {
  const { cover } = await JPEG.open(bytesOf(container), 'container.jpg', codecs);
  const code = await jpeg.load();
  const found = await code.find(cover, new KeyRing(passphrase), { host });
  const { secret } = await code.reveal(found!, {}, { host });
  return secret.kind === 'file' ? base64(secret.content) : '';
}

export function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

export function base64(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
