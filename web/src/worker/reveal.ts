/** Reveals what a file hides, whatever the method. */
import {
  encodePng,
  KeyRing,
  mediaType,
  NothingHiddenError,
  pictureCover,
  pictureFormat,
  type RevealedSecret,
  revealHidden,
} from '../../../src/browser.ts';
import { decodePicture } from '../pictures/decode-picture.ts';
import { pageHost } from './host.ts';
import type { JobContext, RevealAnswer, RevealTask } from './jobs.ts';

/** Lossy formats: what was hidden did not survive them. */
const LOSSY: Readonly<Record<string, string>> = {
  'image/jpeg': 'JPEG',
  'image/avif': 'AVIF',
  'image/heic': 'HEIC',
  'image/gif': 'GIF',
};

const STAGES: Readonly<Record<string, string>> = {
  'looking for what is hidden': 'Looking for the key’s mark',
  revealing: 'Revealing',
};

export async function reveal(
  { file, name, passphrase }: RevealTask,
  { device, onProgress }: JobContext,
): Promise<RevealAnswer> {
  const started = performance.now();
  const { image: container } = await decodePicture(file, name);
  try {
    const { secret, method, model } = await revealHidden({
      container: pictureCover(container),
      name,
      keys: [new KeyRing(passphrase)],
      host: pageHost(device, onProgress),
      onProgress: ({ stage, ...rest }) => onProgress({ stage: STAGES[stage] ?? stage, ...rest }),
    });
    const named = secret.name === '' ? { ...secret, name: 'secret.png' } : secret;
    const png = await pictureOf(named);
    return { method: method.name, model, secret: named, png, seconds: (performance.now() - started) / 1000 };
  } catch (error) {
    const format = LOSSY[mediaType(file)];
    if (!(error instanceof NothingHiddenError) || format === undefined) throw error;
    error.message += ` It is a ${format}: whoever saved it as one destroyed what may have been hidden. Ask for the PNG file itself.`;
    throw error;
  }
}

/** A PNG file of the revealed secret, if it is a picture or the file of one. */
async function pictureOf(secret: RevealedSecret): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (secret.kind === 'picture') return encodePng(secret.image);
  if (pictureFormat(mediaType(secret.content)) === undefined) return undefined;
  // A stranger's file that cannot be opened can still be saved.
  const decoded = await decodePicture(secret.content as Uint8Array<ArrayBuffer>, secret.name).catch(
    () => undefined,
  );
  return decoded && encodePng(decoded.image, decoded);
}
