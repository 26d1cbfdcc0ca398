/**
 * Writes a JPEG file whose coefficients were changed, and looks after its other parts: what says where things are is corrected, and what
 * still shows the picture from before, or vouches for it, is told.
 *
 * Original-data verification of Canon and Nikon is not looked for: it cannot be told from other maker notes.
 */
import { embeddedPictures } from './embedded-pictures.ts';
import type { JpegFile } from './jpeg-file.ts';
import { isMoved, type MovedFile, movedFile } from './moved-file.ts';
import { followMpEntries } from './mp-entries.ts';
import { picturesShown } from './pictures-shown.ts';
import { signedPixels } from './signed-pixels.ts';
import type { CountingPart, ShowingPart, SigningPart, StaleFinding } from './stale-finding.ts';
import { followExifPointers, followSamsungSound, followXmpLength } from './trailer-lengths.ts';
import type { WriteJpegOptions } from './write-jpeg.ts';
import { writeJpeg } from './write-jpeg.ts';

/** A file that was written after a change. */
export interface FollowedFile {
  readonly bytes: Uint8Array;
  /** Each part in the order of the file: first what counts bytes, then what shows the picture, then what vouches for it. */
  readonly findings: readonly StaleFinding[];
}

/**
 * Writes a file with the coefficients that it has now. It differs from `writeJpeg` in numbers that say where pictures and sounds behind
 * the first picture are. Segments keep their length.
 *
 * Whatever the segments hold, they cause no error; nothing is written but in the segment that holds a number, or in Samsung's block at
 * the end of the file. Time is in proportion to the file.
 *
 * @param before - the bytes that `changed` was read from.
 * @throws RangeError as `writeJpeg` does, and for the bytes of another file.
 */
export function followChanges(
  before: Uint8Array,
  changed: JpegFile,
  options: WriteJpegOptions = {},
): FollowedFile {
  const file = movedFile(before, writeJpeg(changed, options), changed.trailing);
  const trailing = embeddedPictures(changed.trailing).map((picture) => ({
    ...picture,
    start: picture.start + file.pictureBefore,
    end: picture.end + file.pictureBefore,
  }));
  const findings = [
    ...(isMoved(file) ? countingParts(file, trailing) : []),
    ...picturesShown(file, changed.frame, trailing),
    ...[...signedPixels(file.segments)].map((part) => ({ kind: 'signed', part }) as const),
  ];
  return { bytes: file.after, findings };
}

function countingParts(file: MovedFile, trailing: ReturnType<typeof embeddedPictures>): StaleFinding[] {
  const found = file.segments.flatMap((segment) => [
    ...followMpEntries(file, segment),
    ...followXmpLength(file, segment),
    ...followExifPointers(file, segment, trailing),
  ]);
  return withoutRepetitions([...found, ...followSamsungSound(file)]);
}

function withoutRepetitions(findings: readonly StaleFinding[]): StaleFinding[] {
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()];
}

const COUNTING: Readonly<Record<CountingPart, string>> = {
  'mp-entries': 'list of further pictures (MPF)',
  'xmp-primary-length': 'stated length of the picture (XMP)',
  'exif-pointer': 'reference to a preview (EXIF)',
  'samsung-sound': 'reference to a sound (Samsung)',
};

const SHOWING: Readonly<Record<ShowingPart, string>> = {
  'jfif-thumbnail': 'JFIF thumbnail',
  'exif-thumbnail': 'EXIF thumbnail',
  'exif-preview': 'preview in the EXIF data',
  'photoshop-thumbnail': 'Photoshop thumbnail',
  'xmp-picture': 'picture in XMP',
  'application-data': "picture in a program's own data",
  'mp-picture': 'further picture (MPF)',
  'trailing-picture': 'picture at the end of the file',
};

const SIGNING: Readonly<Record<SigningPart, string>> = {
  c2pa: 'has Content Credentials (C2PA), which no longer verify',
  jumbf: 'has a JUMBF box; a signature in it no longer verifies',
  'jpeg-xt-checksum': 'has a JPEG XT checksum, which is no longer right',
};

/**
 * Findings as sentences for people, the gravest first. What was corrected is not mentioned.
 *
 * @param name - of the file, as the sentences call it.
 */
export function staleWarnings(findings: readonly StaleFinding[], name: string): string[] {
  const copies: string[] = [];
  const others: string[] = [];
  const thumbnails = new Set<string>();
  for (const finding of findings) {
    if (finding.kind === 'copy') {
      const { part, width, height } = finding;
      copies.push(
        `${name} holds the unchanged picture a second time in full size or larger (${SHOWING[part]}, ${width}x${height}); ` +
          'comparing the two reveals the change.',
      );
    } else if (finding.kind === 'signed') {
      others.push(`${name} ${SIGNING[finding.part]}.`);
    } else if (finding.kind === 'stale') {
      const isOld = finding.reason === 'did-not-fit';
      others.push(
        `The ${COUNTING[finding.part]} in ${name} ${isOld ? 'was wrong before' : 'is out of date'}.`,
      );
    } else if (finding.kind === 'thumbnail') thumbnails.add(SHOWING[finding.part]);
  }
  if (thumbnails.size > 0) {
    others.push(`${name} shows the picture from before the change in small: ${[...thumbnails].join(', ')}.`);
  }
  return [...copies, ...others];
}
