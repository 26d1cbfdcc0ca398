/**
 * The exact method in a page, with the codecs as they lie in their packages: JPEG 2000 by the global of its script, which the page
 * has loaded, JPEG XL by its modules. Pictures and files come and go as base64, since texts are what a test can hand to a page.
 */

import { rgbImage } from '../../src/image/rgb-image.ts';
import type { RevealedSecret } from '../../src/media/secret.ts';
import type { ModuleFactory } from '../../src/methods/exact/codecs/emscripten.ts';
import type { JpegXlDecoderModule, JpegXlEncoderModule } from '../../src/methods/exact/codecs/jpeg-xl.ts';
import type { Jpeg2000Module } from '../../src/methods/exact/codecs/jpeg2000.ts';
import { createSecretCoder } from '../../src/methods/exact/codecs/secret-coder.ts';
import { hideExact, revealExact } from '../../src/methods/exact/exact-method.ts';
import type { ExactOptions } from '../../src/methods/exact/settings.ts';
import type { RandomBytes } from '../../src/random/random-bytes.ts';
import { seededRandom } from '../../src/random/seeded-random.ts';

/** A picture as a text. */
export interface PictureText {
  readonly width: number;
  readonly height: number;
  readonly samples: string;
}

/** A secret as a text: a picture's samples, or a file's content. */
export interface SecretText {
  readonly name: string;
  readonly picture?: PictureText;
  readonly content?: string;
}

export interface HidingTask {
  readonly cover: PictureText;
  readonly receivers: readonly { readonly secret: SecretText; readonly passphrase?: string }[];
  readonly options: Pick<ExactOptions, 'quality' | 'embedding' | 'distortion' | 'parts' | 'favour'>;
}

export interface RevealingTask {
  readonly container: PictureText;
  readonly passphrase?: string;
}

const JPEG_XL = '/modules/@cornerstonejs/codec-libjxl/dist/';
const JPEG_2000 = '/modules/@cornerstonejs/codec-openjpeg/dist/';

const coder = createSecretCoder({
  jpeg2000: async () => {
    const { OpenJPEGWASM } = globalThis as unknown as { OpenJPEGWASM: ModuleFactory<Jpeg2000Module> };
    return OpenJPEGWASM({ locateFile: (name) => JPEG_2000 + name });
  },
  jpegXlEncoder: () => jpegXl<JpegXlEncoderModule>('jpegxlwasm_encode.js'),
  jpegXlDecoder: () => jpegXl<JpegXlDecoderModule>('jpegxlwasm_decode.js'),
});

async function jpegXl<Module>(name: string): Promise<Module> {
  const { default: create } = (await import(JPEG_XL + name)) as { default: ModuleFactory<Module> };
  return create({ locateFile: (wasm) => JPEG_XL + wasm });
}

/** A container, and what its maker had to say. */
export async function hide({ cover, receivers, options }: HidingTask): Promise<PictureText> {
  const secrets = receivers.map(({ secret, passphrase }) => ({ secret: secretOf(secret), passphrase }));
  const { container } = await hideExact(imageOf(cover), secrets, coder, { ...options, random: sameRandom() });
  return textOf(container);
}

/** The same random bytes every time. */
export function sameRandom(): RandomBytes {
  const random = seededRandom(7);
  return (length) => Uint8Array.from({ length }, () => random.integer(256));
}

/** What is hidden, or `null`: a page cannot hand out `undefined`. */
export async function reveal({ container, passphrase }: RevealingTask): Promise<SecretText | null> {
  const revealed = await revealExact(imageOf(container), coder, { passphrase });
  return revealed === undefined ? null : textOfSecret(revealed);
}

export function textOf({ width, height, data }: ReturnType<typeof imageOf>): PictureText {
  return { width, height, samples: base64(data) };
}

export function imageOf({ width, height, samples }: PictureText) {
  return rgbImage(width, height, bytes(samples));
}

export function textOfSecret(secret: RevealedSecret): SecretText {
  const { name } = secret;
  return secret.kind === 'picture'
    ? { name, picture: textOf(secret.image) }
    : { name, content: base64(secret.content) };
}

export function secretOf({ name, picture, content }: SecretText): RevealedSecret {
  return picture === undefined
    ? { kind: 'file', name, mediaType: '', content: bytes(content!) }
    : { kind: 'picture', name, image: imageOf(picture) };
}

function base64(data: Uint8Array): string {
  return btoa(Array.from(data, (byte) => String.fromCharCode(byte)).join(''));
}

function bytes(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
