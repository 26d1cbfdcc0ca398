/**
 * JPEG files as they are: covers and containers whose quantised coefficients are kept. A picture that is no JPEG becomes one, and
 * what rounding its coefficients lost stays beside them for the sender.
 */
import { repeatBeyond } from '../image/jpeg/blocks-beyond.ts';
import { hasOptimalTables } from '../image/jpeg/count-symbols.ts';
import { decodeComponent, decodeJpegPixels } from '../image/jpeg/decode-pixels.ts';
import { encodeJpegPixels } from '../image/jpeg/encode-pixels.ts';
import { iccSegments } from '../image/jpeg/icc-segments.ts';
import type { JpegComponent, JpegFile } from '../image/jpeg/jpeg-file.ts';
import { readJpeg } from '../image/jpeg/read-jpeg.ts';
import { followChanges, staleWarnings } from '../image/jpeg/stale-parts.ts';
import { writeJpeg } from '../image/jpeg/write-jpeg.ts';
import { mediaType } from '../image/media-type.ts';
import type { RgbImage } from '../image/rgb-image.ts';
import { rgbImage } from '../image/rgb-image.ts';
import { fidelity } from '../metrics/fidelity.ts';
import type { Comparison, Cover, Medium, OpenedCover, OpenSettings, PictureCodecs } from './medium.ts';

/** A JPEG file as a cover. */
export interface JpegCover extends Cover {
  /** Tells it from covers of other media. */
  readonly kind: 'jpeg';
  /** The coefficients, and all that is needed to write the file again. */
  readonly file: JpegFile;
  /** The file that was read; none where it was made of another picture. */
  readonly read?:
    | {
        /** The whole file. */
        readonly bytes: Uint8Array;
        /** Its name, for messages. */
        readonly name: string;
      }
    | undefined;
  /** Of a picture that was none: for each component, what rounding took from each coefficient, in quantiser steps. */
  readonly roundingErrors?: readonly Float32Array[] | undefined;
  /** Whether all Huffman tables are to be made anew, as the encoder of the cover made them; not before something changes. */
  readonly optimalTables?: boolean | undefined;
}

/** The quality of a JPEG file that is made of another picture, where none is asked for. */
export const DEFAULT_JPEG_QUALITY = 92;

/**
 * The JPEG file of a cover.
 *
 * @throws TypeError for a cover that is none: methods are given only what they said that they hide in.
 */
export function jpegIn(cover: Cover): JpegCover {
  if (isJpeg(cover)) return cover;
  throw new TypeError(`Expected a JPEG file but received a cover of the kind ${cover.kind}`);
}

function isJpeg(cover: Cover): cover is JpegCover {
  return cover.kind === 'jpeg';
}

/**
 * A cover with other coefficients, which its encoder would have written with the same kind of Huffman tables.
 *
 * @param coefficients - of each component, as many as before.
 */
export function withCoefficients(cover: JpegCover, coefficients: readonly Int16Array[]): JpegCover {
  const { file } = cover;
  const components = file.frame.components.map((component, index) => {
    const changed = coefficients[index]!.slice();
    repeatBeyond(component, changed);
    return { ...component, coefficients: changed };
  });
  return {
    kind: 'jpeg',
    read: cover.read,
    file: { ...file, frame: { ...file.frame, components } },
    optimalTables: hasOptimalTables(file),
  };
}

/** The medium of JPEG files. */
export const JPEG: Medium<JpegCover> = {
  kind: 'jpeg',
  title: 'a JPEG, in its coefficients',
  endings: ['.jpg', '.jpeg', '.jpe', '.jfif'],
  recognises: (content) => mediaType(content) === 'image/jpeg',
  async open(content, name, codecs, settings = {}) {
    if (JPEG.recognises(content)) {
      return {
        cover: { kind: 'jpeg', file: readJpeg(content), read: { bytes: content, name } },
        warnings:
          settings.quality === undefined
            ? []
            : [
                'it is a JPEG already and keeps its quality; the one asked for is for covers in other formats',
              ],
      };
    }
    return openOther(content, name, codecs, settings);
  },
  async write({ file, read, optimalTables }) {
    const options = { huffmanTables: optimalTables === true ? 'rebuild' : 'rebuild-if-needed' } as const;
    if (read === undefined) return { bytes: writeJpeg(file, options), warnings: [] };
    const { bytes, findings } = followChanges(read.bytes, file, options);
    return { bytes, warnings: [...staleWarnings(findings, read.name), ...sizeWarnings(read, bytes)] };
  },
  compare,
};

/** Some cameras write whole sectors. */
const SECTOR = 512;

function sizeWarnings({ bytes: before, name }: NonNullable<JpegCover['read']>, after: Uint8Array): string[] {
  if (before.length % SECTOR !== 0 || after.length % SECTOR === 0) return [];
  return [
    `${name} has a size of whole sectors, ${before.length.toLocaleString('en')} bytes, as some cameras write; the container, with ${after.length.toLocaleString('en')}, has not`,
  ];
}

/** Makes a JPEG file of a picture that is none. */
async function openOther(
  content: Uint8Array,
  name: string,
  codecs: PictureCodecs,
  { quality = DEFAULT_JPEG_QUALITY }: OpenSettings,
): Promise<OpenedCover<JpegCover>> {
  const { image, profile, alpha, warnings = [] } = await codecs.decode(content, name);
  const segments = profile === undefined ? [] : iccSegments(profile);
  const { file, roundingErrors } = encodeJpegPixels(image, { quality, segments });
  return {
    cover: { kind: 'jpeg', file, roundingErrors },
    warnings: [
      ...warnings,
      ...(alpha === undefined ? [] : ['A JPEG file has no transparency: it was dropped']),
      `it was made a JPEG of quality ${quality}, without its metadata`,
    ],
  };
}

function compare(cover: JpegCover, container: JpegCover): Comparison {
  let changed = 0;
  let all = 0;
  for (const [index, { coefficients }] of cover.file.frame.components.entries()) {
    const after = container.file.frame.components[index]!.coefficients;
    all += coefficients.length;
    for (let at = 0; at < coefficients.length; at++) if (coefficients[at] !== after[at]) changed++;
  }
  return {
    fidelity: fidelity(visiblePicture(cover.file), visiblePicture(container.file)),
    changeRate: changed / all,
  };
}

/** What a file shows, as RGB; of one with unusual sampling the first component. */
export function visiblePicture(file: JpegFile): RgbImage {
  const { components, width, height } = file.frame;
  const whole = (factor: (component: JpegComponent) => number): boolean => {
    const most = Math.max(...components.map(factor));
    return components.every((component) => most % factor(component) === 0);
  };
  if (!whole(({ horizontal }) => horizontal) || !whole(({ vertical }) => vertical)) {
    const { data, stride } = decodeComponent(components[0]!);
    const { width: columns, height: rows } = components[0]!;
    const image = rgbImage(columns, rows);
    for (let i = 0; i < image.data.length; i++) {
      const pixel = Math.floor(i / 3);
      image.data[i] = data[Math.floor(pixel / columns) * stride + (pixel % columns)]!;
    }
    return image;
  }
  const { channels, data } = decodeJpegPixels(file);
  if (channels === 3) return rgbImage(width, height, data);
  const image = rgbImage(width, height);
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let colour = 0; colour < 3; colour++) {
      // Two components are none that people see; of CMYK, inverted as Adobe has it, black darkens the inks.
      image.data[3 * pixel + colour] =
        channels === 4 ? (data[4 * pixel + colour]! * data[4 * pixel + 3]!) / 255 : data[channels * pixel]!;
    }
  }
  return image;
}
