/** Files that a person gave to the page. */
import type { RgbImage, Secret } from '../../../src/browser.ts';
import { fileSecret, mediaType, pictureSecret } from '../../../src/browser.ts';
import { JobError, type JobOptions, studio } from '../worker/worker-client.ts';
import { isAnimated } from './decode-picture.ts';
import { megabytes } from './megabytes.ts';
import type { PictureExtras } from './picture.ts';

/** A picture that was opened. */
export interface OpenedPicture extends PictureExtras {
  readonly kind: 'picture';
  readonly name: string;
  /** The file, which can be opened again. */
  readonly source: Blob;
  readonly bytes: number;
  readonly image: RgbImage;
  readonly warnings: readonly string[];
  /** The whole file of a secret, which may be hidden unchanged, and of a cover that is a JPEG. */
  readonly content?: Uint8Array<ArrayBuffer>;
}

/** A file that is no picture, or cannot be opened as one; the exact method can still hide it. */
export interface OpenedFile {
  readonly kind: 'file';
  readonly name: string;
  readonly bytes: number;
  readonly mediaType: string;
  readonly content: Uint8Array<ArrayBuffer>;
  readonly warnings: readonly string[];
}

const LARGE_PIXELS = 4_000_000;

/** The most bytes of a file to hide: no picture that a page can process holds more. */
const MOST_FILE_BYTES = 64 * 2 ** 20;

/** What is said of animated pictures, and of those of several pages. */
const STILL = 'It is animated: only its first picture is used here.';

/** @throws JobError with a sentence for people. */
export async function openPicture(file: Blob, name: string, options?: JobOptions): Promise<OpenedPicture> {
  return opened(file, await content(file, name), name, options);
}

async function opened(
  source: Blob,
  bytes: Uint8Array<ArrayBuffer>,
  name: string,
  options: JobOptions | undefined,
): Promise<OpenedPicture> {
  const decoded = await studio.run('open', { bytes, name }, options);
  if (isLarge(decoded.image)) studio.release();
  const warnings = isAnimated(bytes) ? [...decoded.warnings, STILL] : decoded.warnings;
  return { kind: 'picture', name, source, bytes: bytes.length, ...decoded, warnings };
}

/** Whether a picture takes so much memory that it must not be kept twice. */
export function isLarge({ width, height }: Pick<RgbImage, 'width' | 'height'>): boolean {
  return width * height > LARGE_PIXELS;
}

/** A cover: a picture, with its file if that is a JPEG, which can be hidden in itself. */
export async function openCover(file: Blob, name: string, options?: JobOptions): Promise<OpenedPicture> {
  const bytes = await content(file, name);
  const picture = await opened(file, bytes, name, options);
  return mediaType(bytes) === 'image/jpeg' ? { ...picture, content: bytes } : picture;
}

/** A secret: a picture with its file if it can be opened, otherwise the file unchanged. */
export async function openAny(
  file: Blob,
  name: string,
  options?: JobOptions,
): Promise<OpenedPicture | OpenedFile> {
  const head = new Uint8Array(
    await file
      .slice(0, 1024)
      .arrayBuffer()
      .catch(() => new ArrayBuffer(0)),
  );
  const isPicture = mediaType(head).startsWith('image/');
  if (file.size === 0) return openPicture(file, name, options);
  if (file.size > MOST_FILE_BYTES) {
    if (isPicture) return openPicture(file, name, options);
    throw new JobError({
      name: 'RangeError',
      message: `${name} has ${megabytes(file.size)}, more than a picture holds.`,
    });
  }
  const bytes = await content(file, name);
  const asFile = (warnings: readonly string[]): OpenedFile => {
    return { kind: 'file', name, bytes: bytes.length, mediaType: mediaType(bytes), content: bytes, warnings };
  };
  if (!isPicture) return asFile([]);
  try {
    return { ...(await opened(file, bytes, name, options)), content: bytes };
  } catch (error) {
    if (!(error instanceof JobError && error.kind === 'PictureError')) throw error;
    return asFile([`${error.message} It is hidden as a file, byte for byte, by the exact method.`]);
  }
}

/** The secret in the core's form. */
export function secretOf(secret: OpenedPicture | OpenedFile): Secret {
  if (secret.kind === 'file') return fileSecret(secret.name, secret.content);
  const { name, image, content: file } = secret;
  return file === undefined ? { kind: 'picture', name, image } : pictureSecret(name, file, secret);
}

async function content(file: Blob, name: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch {
    throw new JobError({
      name: 'PictureError',
      message: `${name} could not be read. Was it moved, or is it a folder?`,
    });
  }
}
