/** Marks pictures as their owner's, and looks for marks; the command line does the same with files. */
import {
  attackNamed,
  encodePng,
  fidelity,
  idText,
  mark,
  newOwnerKey,
  ownerKeyText,
  parseOwnerKey,
  type RgbImage,
  seededRandom,
  textId,
  textOfId,
  verify,
  withProfile,
} from '../../../src/browser.ts';
import { decodePicture } from '../pictures/decode-picture.ts';
import { browserLossyCodecs, encodeFineJpeg } from '../pictures/lossy-codecs.ts';
import type {
  JobContext,
  MarkAnswer,
  MarkTask,
  OwnerKeyAnswer,
  OwnerKeyTask,
  VerifyAnswer,
  VerifyTask,
} from './jobs.ts';

/** What is done to the written picture to say whether its mark survives what sites do, as on the command line. */
const USUAL_WEB = 'scale-0.5-jpeg-75';

export async function markPicture(
  { content, name, ownerKey, text, fileType }: MarkTask,
  { progress }: JobContext,
): Promise<MarkAnswer> {
  const tell = (stage: string, done: number): void => progress.work({ stage, done, total: 1 });
  tell('Marking', 0);
  const { image, alpha, profile, warnings } = await decodePicture(content, name);
  const owner = await parseOwnerKey(ownerKey, 'the key');
  const made = await mark(image, owner, text === '' ? {} : { id: textId(text) });
  tell('Writing the file', 0.4);
  const file =
    fileType === 'JPEG'
      ? withProfileOf(profile, await encodeFineJpeg(made.image))
      : await encodePng(made.image, { ...(alpha && { alpha }), ...(profile && { profile }) });
  tell('Reading the mark back', 0.5);
  const written = (await decodePicture(file, 'the marked picture')).image;
  const reads = async (picture: RgbImage): Promise<boolean> => {
    const { id } = await verify(picture, owner);
    return id !== undefined && idText(id) === idText(made.id);
  };
  if (!(await reads(written))) {
    throw new Error('the mark does not read back: the picture is too flat or too small for a mark.');
  }
  tell('Trying half its size and a strong JPEG', 0.7);
  const work = { codecs: browserLossyCodecs, random: seededRandom(1) };
  const survives = await reads(await attackNamed(USUAL_WEB).apply(written, work));
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
      ...(fileType === 'JPEG' && alpha !== undefined
        ? ['A JPEG has no transparency: it was dropped. Save as PNG to keep it.']
        : []),
    ],
  };
}

function withProfileOf(
  profile: Uint8Array | undefined,
  file: Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> {
  return profile === undefined ? file : withProfile(file, profile);
}

export async function verifyPicture(
  { image, original, ownerKey }: VerifyTask,
  { progress }: JobContext,
): Promise<VerifyAnswer> {
  progress.work({ stage: 'Looking for the mark', done: 0, total: 1 });
  const owner = await parseOwnerKey(ownerKey, 'the key');
  const { verdict, id, falsePositive, geometry } = await verify(image, owner, { original });
  return {
    verdict,
    id: id && idText(id),
    text: id && textOfId(id),
    falsePositive,
    geometry: geometry && { rotation: geometry.rotation, mirrored: geometry.mirrored },
  };
}

/** Makes an owner's key, or checks one. */
export async function ownerKey({ text, name }: OwnerKeyTask): Promise<OwnerKeyAnswer> {
  const key = text === undefined ? await newOwnerKey() : await parseOwnerKey(text, name);
  return { text: ownerKeyText(key), publicId: key.publicId };
}
