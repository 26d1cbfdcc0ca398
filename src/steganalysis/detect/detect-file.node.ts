/** Runs the detectors on one picture file. */
import { readFile, stat } from 'node:fs/promises';
import { readJpeg } from '../../image/jpeg/read-jpeg.ts';
import { standardQuality } from '../../image/jpeg/standard-quality.ts';
import { rotateClockwise } from '../../image/orientation.ts';
import type { DecodedPicture } from '../../image/picture-files.node.ts';
import { decodePicture, MAX_FILE_BYTES, readPicture } from '../../image/picture-files.node.ts';
import { resize } from '../../image/resize.ts';
import type { RgbImage } from '../../image/rgb-image.ts';
import { JPEG } from '../../media/jpeg.ts';
import { residualLeak } from '../../metrics/residual-leak.ts';
import { stegExpose, stegExposeBytes } from '../stegexpose/detector.ts';
import { greyAsJavaReadsIt, isGreyPng, withoutMetadata } from '../stegexpose/java-picture.ts';
import { JSTEG_THRESHOLD, jstegShare } from '../textbook/jsteg-share.ts';
import { textbookDetection } from '../textbook/textbook-detection.ts';
import type { CoverComparison, DetectionMode, FileDetection, JpegFindings } from './detection.ts';
import { jpegCompatibility } from './jpeg-compatibility.ts';
import { residualStatistics } from './residual-statistics.ts';

/** What to do with a file, as plain data for a thread. */
export interface DetectionJob {
  readonly path: string;
  readonly mode: DetectionMode;
  readonly fast: boolean;
  readonly threshold: number;
  /** The cover to compare with, or why there is none. */
  readonly cover?: { readonly path: string } | { readonly problem: string } | undefined;
  /** The secret that may show in the residual. */
  readonly secret?: string | undefined;
}

/**
 * Runs the detectors of the mode on a file, and compares it with its cover where one is given.
 *
 * @throws Error with one sentence when the file cannot be read. A cover that cannot be read or has another size is a problem
 *   of the comparison only.
 */
export async function detectFile(job: DetectionJob): Promise<FileDetection> {
  const { path, mode, fast, threshold } = job;
  const read: ReadPicture = await (mode === 'strict' ? readAsJavaDoes(path) : readPicture(path));
  const { image, warnings, pixels = image } = read;
  const { width, height } = image;
  const fileBytes = (await stat(path)).size;
  const comparison = await compare(job);
  const jpegFile = await coefficientsOf(path);
  const jpegLattice = jpegCompatibility(pixels);
  const common = {
    ...{ path, width, height, fileBytes, warnings },
    ...(jpegLattice && { jpegLattice }),
    ...(jpegFile && { jpegFile }),
    ...(comparison && { comparison }),
  };
  if (mode === 'strict') {
    const scores = stegExpose(image, { fast, threshold });
    const hiddenBytes = stegExposeBytes(scores.fusion, fileBytes);
    return { ...common, mode, scores, suspicious: scores.fusion > threshold, hiddenBytes };
  }
  const scores = textbookDetection(image);
  const hiddenBytes = Math.round((scores.fusion * 3 * width * height) / 8);
  return { ...common, mode, scores, suspicious: scores.fusion > threshold, hiddenBytes };
}

/** What a JPEG file's own coefficients say; `undefined` for other files, and for codings that are not read. */
async function coefficientsOf(path: string): Promise<JpegFindings | undefined> {
  const bytes = new Uint8Array(await readFile(path));
  if (!JPEG.recognises(bytes)) return undefined;
  try {
    const { frame } = readJpeg(bytes);
    const [first] = frame.components;
    const share = jstegShare(first!);
    return {
      quality: standardQuality(first!.quantisation),
      jstegShare: share,
      suspicious: share > JSTEG_THRESHOLD,
    };
  } catch {
    // Its pixels were read by another decoder, which knows more codings.
    return undefined;
  }
}

/** A picture as a mode sees it. */
interface ReadPicture extends DecodedPicture {
  /** The pixels as stored, if Java sees different ones. */
  readonly pixels?: RgbImage;
}

/** First bytes of a PNG (W3C PNG 3, 5.2). */
const PNG_SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

async function readAsJavaDoes(path: string): Promise<ReadPicture> {
  const stats = await stat(path).catch(() => undefined);
  // This throws the error that describes the fault.
  if (!stats?.isFile() || stats.size > MAX_FILE_BYTES) return readPicture(path);
  const bytes = await readFile(path).catch(() => undefined);
  if (bytes === undefined || !bytes.subarray(0, PNG_SIGNATURE.length).equals(PNG_SIGNATURE)) {
    return readPicture(path);
  }
  const decoded = await decodePicture(withoutMetadata(bytes), path);
  if (!isGreyPng(bytes)) return decoded;
  return { ...decoded, image: greyAsJavaReadsIt(decoded.image), pixels: decoded.image };
}

async function compare({ path, cover, secret }: DetectionJob): Promise<CoverComparison | undefined> {
  if (cover === undefined || 'problem' in cover) return cover;
  try {
    const [original, container] = [(await readPicture(cover.path)).image, (await readPicture(path)).image];
    const residual = residualStatistics(original, container);
    if (secret === undefined) return { cover: cover.path, residual };
    const shown = fitToCover(await readPicture(secret), original);
    return { cover: cover.path, residual, residualLeak: residualLeak(original, container, shown) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

/** Turned as methods turn a secret, if one of the two is portrait and the other landscape, and resized. */
function fitToCover({ image }: DecodedPicture, cover: RgbImage): RgbImage {
  const isTurned = (image.width - image.height) * (cover.width - cover.height) < 0;
  return resize(isTurned ? rotateClockwise(image) : image, cover.width, cover.height);
}
