/** Which method hides what, by what the methods say of themselves. */
import { DEFAULT_METHOD, methodNamed, methods, type OptionValues } from '../../../src/browser.ts';
import type { OpenedFile, OpenedPicture } from '../pictures/opened-file.ts';

type OpenedSecret = OpenedPicture | OpenedFile;

/** A JPEG hides a file of at most this share of its bytes so that it is hard to detect. */
const SHARE_OF_JPEG = 0.01;

/** Whether a method hides any file. */
export function hidesFiles(name: string): boolean {
  return methodNamed(name).secrets.includes('file');
}

/** Whether a method hides a secret for each of so many receivers. */
export function hidesForAll(name: string, receivers: number): boolean {
  return receivers <= methodNamed(name).mostReceivers;
}

/** A method that hides for several receivers: the given one if it can. */
export function methodForReceivers(name: string): string {
  return hidesForAll(name, 2) ? name : fileMethod();
}

/** The first method that hides any file. */
export function fileMethod(): string {
  return methods().find(({ secrets }) => secrets.includes('file'))!.name;
}

/** The method for what was chosen: a small file stays in a JPEG, another one is hidden in pixels, a picture by the default method. */
export function suggestedMethod(secret: OpenedSecret | undefined, cover: OpenedPicture | undefined): string {
  if (secret?.kind !== 'file') return DEFAULT_METHOD;
  const isJpeg = cover?.content !== undefined;
  if (!isJpeg || secret.bytes > SHARE_OF_JPEG * cover.bytes) return fileMethod();
  return methods('jpeg').find(({ secrets }) => secrets.includes('file'))?.name ?? fileMethod();
}

/** Whether a method works by networks, which have to be fetched. */
export function needsNetwork(name: string): boolean {
  return methodNamed(name).options.model !== undefined;
}

/** Whether an option of a method applies to the secret, given the other choices. */
export function optionApplies(
  name: string,
  {
    method,
    secret,
    choices,
  }: {
    readonly method: string;
    readonly secret: OpenedSecret | undefined;
    readonly choices: OptionValues;
  },
): boolean {
  const option = methodNamed(method).options[name];
  if (option === undefined || (secret?.kind === 'file' && option.forPictures === true)) return false;
  return Object.entries(option.unless ?? {}).every(([other, values]) => !values.includes(choices[other]));
}
