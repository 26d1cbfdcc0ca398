/** Marks pictures as their owner's, and looks for marks; the command line does the same with files. */
import {
  attackNamed,
  brokenRowSentences,
  embedInJpeg,
  embedInPng,
  encodePng,
  fidelity,
  fileOrientation,
  idText,
  isRegistryText,
  mark,
  newOwnerKey,
  ownerKeyText,
  parseOwnerKey,
  parseRegistry,
  type RgbImage,
  readMetadataWith,
  registryRow,
  rowText,
  SALT_BYTES,
  seededRandom,
  textId,
  textOfId,
  uprightSamples,
  verify,
  verifyWithRegistry,
  WEB_ZLIB,
} from '../../../src/browser.ts';
import { decodePicture } from '../pictures/decode-picture.ts';
import { browserLossyCodecs, encodeFineJpeg } from '../pictures/lossy-codecs.ts';
import type { DecodedPicture } from '../pictures/picture.ts';
import type {
  JobContext,
  MarkAnswer,
  MarkTask,
  OwnerKeyAnswer,
  OwnerKeyTask,
  RegistryAnswer,
  RegistryTask,
  VerifyAnswer,
  VerifyTask,
} from './jobs.ts';

/** What is done to the written picture to say whether its mark survives what sites do, as on the command line. */
const USUAL_WEB = 'scale-0.5-jpeg-75';

export async function markPicture(
  { content, name, ownerKey, text, fileType, fileName, registered, keepsMetadata }: MarkTask,
  { progress }: JobContext,
): Promise<MarkAnswer> {
  const tell = (stage: string, done: number): void => progress.work({ stage, done, total: 1 });
  tell('Marking', 0);
  const { image, alpha, profile, warnings } = await openUpright(content, name);
  const metadata = keepsMetadata ? await readMetadataWith(content, image, { zlib: WEB_ZLIB }) : undefined;
  const salt = registered ? crypto.getRandomValues(new Uint8Array(SALT_BYTES)) : undefined;
  const known = salt && [{ salt, width: image.width, height: image.height }];
  const owner = await parseOwnerKey(ownerKey, 'the key');
  const made = await mark(image, owner, { salt, ...(text !== '' && { id: textId(text) }) });
  tell('Writing the file', 0.4);
  const { bytes, left } =
    fileType === 'JPEG'
      ? embedInJpeg(await encodeFineJpeg(made.image), { metadata, profile })
      : await embedInPng(await encodePng(made.image, alpha && { alpha }), { metadata, profile }, WEB_ZLIB);
  const file = bytes as Uint8Array<ArrayBuffer>;
  tell('Reading the mark back', 0.5);
  const written = (await decodePicture(file, 'the marked picture')).image;
  const reads = async (picture: RgbImage): Promise<boolean> => {
    const { id } = await verify(picture, owner, { known, general: salt === undefined });
    return id !== undefined && idText(id) === idText(made.id);
  };
  if (!(await reads(written))) {
    throw new Error('the mark does not read back: the picture is too flat or too small for a mark.');
  }
  tell('Trying half its size and a strong JPEG', 0.7);
  const work = { codecs: browserLossyCodecs, random: seededRandom(1) };
  const survives = await reads(await attackNamed(USUAL_WEB).apply(written, work));
  const row =
    salt &&
    (await registryRow(owner, {
      ...{ id: made.id, salt, image: written, original: content, written: file },
      ...{ name: fileName, time: new Date() },
    }));
  return {
    file,
    width: written.width,
    height: written.height,
    id: idText(made.id),
    text: textOfId(made.id),
    fidelity: fidelity(image, written),
    survives,
    warnings: [
      ...warnings,
      ...(metadata?.warnings ?? []).map((warning) => `${warning}.`),
      ...left.map((what) => `Left out of the metadata: ${what}.`),
      ...(fileType === 'JPEG' && alpha !== undefined
        ? ['A JPEG has no transparency: it was dropped. Save as PNG to keep it.']
        : []),
    ],
    row: row && rowText(row),
  };
}

/** A photo as it is shown: the page's own decoders leave PNG and WebP as they are stored. */
async function openUpright(content: Uint8Array<ArrayBuffer>, name: string): Promise<DecodedPicture> {
  const decoded = await decodePicture(content, name);
  const orientation = fileOrientation(content);
  if (orientation === 1) return decoded;
  const { image, alpha } = decoded;
  const { width, height } = image;
  const pixels = uprightSamples(image.data, { width, height, channels: 3 }, orientation);
  return {
    ...decoded,
    image: pixels,
    ...(alpha && { alpha: uprightSamples(alpha, { width, height, channels: 1 }, orientation).data }),
  };
}

export async function verifyPicture(
  { image, original, ownerKey, registry: rowsText }: VerifyTask,
  { progress }: JobContext,
): Promise<VerifyAnswer> {
  progress.work({ stage: 'Looking for the mark', done: 0, total: 1 });
  const owner = await parseOwnerKey(ownerKey, 'the key');
  const { rows } = await parseRegistry(rowsText ?? '');
  const { found, match } = await verifyWithRegistry(image, owner, {
    ...{ rows, original },
    decodeThumbnail: async (content) => (await decodePicture(content, 'the picture of the registry')).image,
    onKey: (index, total) => progress.work({ stage: 'Looking for the mark', done: index, total }),
  });
  const { verdict, id, falsePositive, geometry } = found;
  return {
    verdict,
    id: id && idText(id),
    text: id && textOfId(id),
    falsePositive,
    geometry: geometry && { rotation: geometry.rotation, mirrored: geometry.mirrored },
    match: match && { name: match.row.name, time: match.row.time, alike: match.alike },
  };
}

/** Makes an owner's key, or checks one. */
export async function ownerKey({ text, name }: OwnerKeyTask): Promise<OwnerKeyAnswer> {
  const key = text === undefined ? await newOwnerKey() : await parseOwnerKey(text, name);
  return { text: ownerKeyText(key), publicId: key.publicId };
}

/** Reads a registry, to tell what is in it. */
export async function registry({ text, name }: RegistryTask): Promise<RegistryAnswer> {
  if (!isRegistryText(text)) {
    throw new RangeError(`Expected a registry of marked photos but received ${name}, which is another file.`);
  }
  const { rows, broken } = await parseRegistry(text);
  return { count: rows.length, warnings: brokenRowSentences(name, broken) };
}
