/** Reveals what a file hides, whatever the method. */
import {
  deepMethod,
  encodePng,
  type FrameHeader,
  METHOD_NUMBERS,
  mediaType,
  NothingHiddenError,
  pictureFormat,
  type RevealedSecret,
  revealExact,
  revealPicture,
} from '../../../src/browser.ts';
import { decodePicture } from '../pictures/decode-picture.ts';
import { createCoder } from './coder.ts';
import { engineOf } from './engine.ts';
import type { DeviceChoice, Report, RevealAnswer, RevealTask } from './jobs.ts';
import { modelNamed, modelOn, tiling } from './models.ts';

/** Formats that lose something: what was hidden did not survive them. */
const LOSSY: Readonly<Record<string, string>> = {
  'image/jpeg': 'JPEG',
  'image/avif': 'AVIF',
  'image/heic': 'HEIC',
  'image/gif': 'GIF',
};

export async function reveal(
  { file, name, passphrase }: RevealTask,
  { device, report }: { readonly device: DeviceChoice; readonly report: Report },
): Promise<RevealAnswer> {
  const started = performance.now();
  const { image } = await decodePicture(file, name);
  report('Looking for the key’s mark', 0);
  const seconds = (): number => (performance.now() - started) / 1000;
  const exact = await revealExact(image, createCoder(), {
    passphrase,
    onProgress: (fraction) => report('Revealing', fraction),
  });
  if (exact !== undefined) {
    const png = await pictureOf(exact);
    return { method: 'exact', model: undefined, secret: exact, png, seconds: seconds() };
  }
  try {
    const { secret, method } = await revealPicture(
      async (header) => deepMethod(await modelOf(header, device, report), tiling(image)),
      image,
      { passphrase, onProgress: (fraction) => report('Revealing', fraction) },
      name,
    );
    const found = { kind: 'picture', name: 'secret.png', image: secret } as const;
    const png = await encodePng(secret);
    return { method: 'deep', model: method.modelName, secret: found, png, seconds: seconds() };
  } catch (error) {
    const format = LOSSY[mediaType(file)];
    if (!(error instanceof NothingHiddenError) || format === undefined) throw error;
    error.message += ` It is a ${format}: whoever saved it as one destroyed what may have been hidden. Ask for the PNG file itself.`;
    throw error;
  }
}

/** A PNG file of what is revealed, where it is a picture or the file of one. */
async function pictureOf(secret: RevealedSecret): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (secret.kind === 'picture') return encodePng(secret.image);
  if (pictureFormat(mediaType(secret.content)) === undefined) return undefined;
  // A stranger's file: one that cannot be opened is still there to be saved.
  const decoded = await decodePicture(secret.content as Uint8Array<ArrayBuffer>, secret.name).catch(
    () => undefined,
  );
  return decoded && encodePng(decoded.image, decoded);
}

async function modelOf(header: FrameHeader, device: DeviceChoice, report: Report) {
  if (header.method !== METHOD_NUMBERS.deep) {
    throw new Error('This picture was made by a newer Pentimento, in a way that this page does not know.');
  }
  const name = await modelNamed(header.modelId);
  if (name === undefined) {
    throw new Error(
      'Something is hidden here, with a network of somebody’s own that this page does not have. The command line reveals it: pentimento reveal --model.',
    );
  }
  const { runtime } = await engineOf(device, report);
  return modelOn(runtime, name, report);
}
