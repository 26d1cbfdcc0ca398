/** Reveals what a file hides, whatever the method. */
import {
  type Cover,
  encodePng,
  JPEG,
  KeyRing,
  mediaType,
  NothingHiddenError,
  type PictureCodecs,
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
  context: JobContext,
): Promise<RevealAnswer> {
  const started = performance.now();
  const { covers, unread } = await openContainer(file, name);
  try {
    const { secret, method, model } = await revealHidden({
      container: covers,
      unread,
      name,
      keys: [new KeyRing(passphrase)],
      host: pageHost(context),
      onProgress: ({ stage, ...rest }) => context.progress.work({ stage: STAGES[stage] ?? stage, ...rest }),
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

/** A file as the coefficients of a JPEG, if it is one, and as pixels; and why not as the former. */
async function openContainer(
  file: Uint8Array<ArrayBuffer>,
  name: string,
): Promise<{ readonly covers: readonly Cover[]; readonly unread?: unknown }> {
  const { image } = await decodePicture(file, name);
  const picture = pictureCover(image);
  if (!JPEG.recognises(file)) return { covers: [picture] };
  // One of a rare coding is a picture none the less.
  try {
    return { covers: [(await JPEG.open(file, name, CODECS)).cover, picture] };
  } catch (unread) {
    return { covers: [picture], unread };
  }
}

const CODECS: PictureCodecs = {
  decode: (content, name) => decodePicture(content as Uint8Array<ArrayBuffer>, name),
  encode: ({ image, ...extras }) => encodePng(image, extras),
};

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
