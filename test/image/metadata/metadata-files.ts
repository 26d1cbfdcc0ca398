/** Picture files with metadata, made here byte by byte or by libvips. */
import sharp, { type Sharp } from 'sharp';
import type { RgbImage } from '../../../src/image/rgb-image.ts';
import { rgbImage } from '../../../src/image/rgb-image.ts';

/** An entry of a directory: tag, type, values as bytes in little endian order, and how many they are. */
export type Entry = readonly [tag: number, type: number, count: number, values: Uint8Array];

export const ascii = (text: string): Uint8Array => new TextEncoder().encode(`${text}\0`);
export const short = (value: number): Uint8Array => Uint8Array.of(value & 255, value >> 8);
export const long = (value: number): Uint8Array =>
  Uint8Array.of(value & 255, (value >> 8) & 255, (value >> 16) & 255, value >>> 24);

/** A directory at a place, its values behind it. */
function directory(at: number, entries: readonly Entry[], next: number): Uint8Array {
  const bytes: number[] = [...short(entries.length)];
  const values: number[] = [];
  const valuesAt = at + 2 + 12 * entries.length + 4;
  for (const [tag, type, count, data] of entries) {
    bytes.push(...short(tag), ...short(type), ...long(count));
    if (data.length <= 4) bytes.push(...data, ...Array(4 - data.length).fill(0));
    else {
      bytes.push(...long(valuesAt + values.length));
      values.push(...data, ...(data.length % 2 === 1 ? [0] : []));
    }
  }
  return Uint8Array.from([...bytes, ...long(next), ...values]);
}

/** The thumbnail in `cameraExif`: recognisable bytes. */
export const THUMBNAIL = Uint8Array.from({ length: 60 }, (_, i) => 0xa0 + (i % 7));

/**
 * An EXIF block as a camera writes it: turned, with a maker note that holds an offset, a place, and a thumbnail at its end.
 *
 * @param orientation - 1-8.
 * @param end - bytes behind the thumbnail.
 */
export function cameraExif(orientation: number, end: readonly number[] = []): Uint8Array {
  const make = ascii('Camera works');
  const copyright = ascii('(c) Ada');
  const first = (exifAt: number, gpsAt: number): Entry[] => [
    [0x010f, 2, make.length, make],
    [0x0112, 3, 1, short(orientation)],
    [0x8298, 2, copyright.length, copyright],
    [0x8769, 4, 1, long(exifAt)],
    [0x8825, 4, 1, long(gpsAt)],
  ];
  const exif: Entry[] = [
    [0x9000, 7, 4, new TextEncoder().encode('0232')],
    [0x927c, 7, 24, Uint8Array.from({ length: 24 }, (_, i) => 3 * i)],
    [0xa002, 4, 1, long(4000)],
    [0xa003, 4, 1, long(3000)],
  ];
  const gps: Entry[] = [
    [1, 2, 2, ascii('N')],
    [2, 5, 3, Uint8Array.from([52, 30, 0].flatMap((part) => [...long(part), ...long(1)]))],
  ];
  const exifAt = 8 + directory(8, first(0, 0), 0).length;
  const gpsAt = exifAt + directory(exifAt, exif, 0).length;
  const secondAt = gpsAt + directory(gpsAt, gps, 0).length;
  const second = (thumbnailAt: number): Entry[] => [
    [0x0103, 3, 1, short(6)],
    [0x0201, 4, 1, long(thumbnailAt)],
    [0x0202, 4, 1, long(THUMBNAIL.length)],
  ];
  const thumbnailAt = secondAt + directory(secondAt, second(0), 0).length;
  return Uint8Array.from([
    ...new TextEncoder().encode('II*\0'),
    ...long(8),
    ...directory(8, first(exifAt, gpsAt), secondAt),
    ...directory(exifAt, exif, 0),
    ...directory(gpsAt, gps, 0),
    ...directory(secondAt, second(thumbnailAt), 0),
    ...THUMBNAIL,
    ...end,
  ]);
}

export const xmpPacket = (orientation: number): string =>
  '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF ' +
  'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" ' +
  `xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="${orientation}" ` +
  'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:rights><rdf:Alt><rdf:li xml:lang="x-default">© Ada</rdf:li></rdf:Alt>' +
  '</dc:rights></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>';

/** IPTC records: a by-line (2:80) and a caption (2:120). */
export const IPTC = Uint8Array.from([
  ...[0x1c, 2, 80, 0, 3],
  ...new TextEncoder().encode('Ada'),
  ...[0x1c, 2, 120, 0, 5],
  ...new TextEncoder().encode('A hat'),
]);

/** A resource of Photoshop's without a name. */
export function resource(id: number, data: Uint8Array): Uint8Array {
  const size = [data.length >>> 24, (data.length >> 16) & 255, (data.length >> 8) & 255, data.length & 255];
  return Uint8Array.from([
    ...new TextEncoder().encode('8BIM'),
    ...[id >> 8, id & 255, 0, 0],
    ...size,
    ...data,
    ...(data.length % 2 === 1 ? [0] : []),
  ]);
}

/** An application segment or a comment of a JPEG file. */
export function segment(marker: number, signature: string, data: Uint8Array): Uint8Array {
  const content = [...Buffer.from(signature, 'latin1'), ...data];
  const length = content.length + 2;
  return Uint8Array.from([0xff, marker, length >> 8, length & 255, ...content]);
}

/** A JPEG file with segments behind its SOI. */
export async function jpegWith(segments: readonly Uint8Array[], image = photo()): Promise<Uint8Array> {
  const jpeg = await pixels(image).jpeg({ quality: 95 }).toBuffer();
  return Uint8Array.from([
    ...jpeg.subarray(0, 2),
    ...segments.flatMap((bytes) => [...bytes]),
    ...jpeg.subarray(2),
  ]);
}

/** The segments of a camera's file after an editor: EXIF, XMP, IPTC with a thumbnail, a comment. */
export function cameraSegments(orientation: number): Uint8Array[] {
  return [
    segment(0xe1, 'Exif\0\0', cameraExif(orientation)),
    segment(0xe1, 'http://ns.adobe.com/xap/1.0/\0', new TextEncoder().encode(xmpPacket(orientation))),
    segment(
      0xed,
      'Photoshop 3.0\0',
      Uint8Array.from([
        ...resource(0x0404, IPTC),
        ...resource(0x040c, THUMBNAIL),
        ...resource(0x03ed, new Uint8Array(16)),
      ]),
    ),
    segment(0xfe, '', new TextEncoder().encode('Grüße')),
  ];
}

/** A small picture with smooth colours. */
export function photo(width = 40, height = 24): RgbImage {
  const image = rgbImage(width, height);
  for (let i = 0; i < image.data.length; i++) {
    const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
    image.data[i] = Math.round(128 + 80 * Math.sin(x / 7 + (i % 3)) + 40 * Math.cos(y / 5));
  }
  return image;
}

/** libvips with a picture. */
export function pixels({ width, height, data }: RgbImage): Sharp {
  return sharp(data, { raw: { width, height, channels: 3 } });
}

/** An RGB profile that is not sRGB: Display P3, as libvips has it. */
export async function wideProfile(): Promise<Uint8Array> {
  const file = await pixels(photo(2, 2)).withIccProfile('p3').png().toBuffer();
  return new Uint8Array((await sharp(file).metadata()).icc!);
}
