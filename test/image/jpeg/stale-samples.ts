/** Pictures, and parts of files that say where they are, show them or vouch for them. */
import assert from 'node:assert/strict';
import { readJpeg } from '../../../src/image/jpeg/read-jpeg.ts';
import type { StaleFinding } from '../../../src/image/jpeg/stale-finding.ts';
import {
  field,
  joined,
  MP_ENTRIES_AT,
  MP_HEADER_AT,
  number,
  segment,
  withParts,
  xmpSegment,
} from './files-with-parts.ts';
import { sharpJpeg } from './jpeg-files.ts';

export const WIDTH = 67;
export const HEIGHT = 45;
export const PICTURE = await sharpJpeg({ quality: 80 }, WIDTH, HEIGHT);
export const SMALL = await sharpJpeg({ quality: 60 }, 20, 12);
export const COPY = await sharpJpeg({ quality: 95 }, WIDTH, HEIGHT);
export const TURNED = await sharpJpeg({ quality: 60 }, HEIGHT, WIDTH);
export const LARGE = await sharpJpeg({ quality: 60 }, 90, 60);
export const GAIN_MAP = withParts(COPY, [xmpSegment('<x hdrgm:Version="1.0" hdrgm:GainMapMax="2"/>')]);

export const kinds = (findings: readonly StaleFinding[]) =>
  findings.map(({ kind, part }) => `${kind} ${part}`);

/** Entries of an MP segment that is the first one of a file, read as DC-007 has them. */
export function entriesOf(bytes: Uint8Array, count: number, little: boolean) {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return Array.from({ length: count }, (_, index) => {
    const at = 2 + MP_ENTRIES_AT + 16 * index;
    return { size: view.getUint32(at + 4, little), offset: view.getUint32(at + 8, little) };
  });
}

export function assertEntriesLead(bytes: Uint8Array, others: readonly Uint8Array[], little: boolean): void {
  const [, ...entries] = entriesOf(bytes, 1 + others.length, little);
  for (const [index, { size, offset }] of entries.entries()) {
    const place = 2 + MP_HEADER_AT + offset;
    assert.deepEqual(bytes.slice(place, place + size), others[index]);
  }
}

/** The bytes of the first picture. */
export function readFirst(bytes: Uint8Array): number {
  return bytes.length - readJpeg(bytes).trailing.length;
}

export const FILM = joined('\0\0\0\x18ftypmp42', new Uint8Array(300));

/** XMP with a container directory; the text makes the items. */
export function container(items: string): string {
  return `<x:xmpmeta><rdf:Description xmlns:Item="http://ns.google.com/photos/1.0/container/item/" GCamera:MicroVideoOffset="${FILM.length}">
<Container:Directory><rdf:Seq>${items}</rdf:Seq></Container:Directory></rdf:Description></x:xmpmeta>`;
}

export const item = (attributes: string) =>
  `<rdf:li rdf:parseType="Resource"><Container:Item ${attributes}/></rdf:li>`;
export const FILM_ITEM = item(`Item:Semantic="MotionPhoto" Item:Length="${FILM.length}" Item:Padding="0"`);

export const attribute = (length: string) =>
  item(`Item:Semantic="Primary" Item:Length="${length}" Item:Padding="0"`) + FILM_ITEM;
export const element = (length: string) =>
  `<rdf:li><Item:Semantic>Primary</Item:Semantic><Item:Length>${length}</Item:Length></rdf:li>${FILM_ITEM}`;

/** EXIF with fields in IFD0 and, in IFD1, a thumbnail. */
export function exif(
  fields: (little: boolean) => readonly Uint8Array[],
  little: boolean,
  thumbnail?: Uint8Array,
) {
  const own = fields(little);
  const next = 8 + 2 + 12 * own.length + 4;
  const data = next + 2 + 12 * 2 + 4;
  return segment(
    0xe1,
    'Exif\0\0',
    little ? 'II*\0' : 'MM\0*',
    number(8, 4, little),
    number(own.length, 2, little),
    ...own,
    number(thumbnail ? next : 0, 4, little),
    ...(thumbnail
      ? [
          number(2, 2, little),
          field(0x201, 4, 1, data, little),
          field(0x202, 4, 1, thumbnail.length, little),
          number(0, 4, little),
          thumbnail,
        ]
      : []),
  );
}

export const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
export const photoshop = (id: number, width: number, height: number) =>
  segment(
    0xed,
    'Photoshop 3.0\0',
    ...['8BIM', [4, 4, 0, 0, 0, 0, 0, 3, 1, 2, 3, 0], '8BIM', [id >> 8, id & 255, 1, 0x61]],
    ...[number(28 + SMALL.length, 4, false), number(1, 4, false)],
    ...[number(width, 4, false), number(height, 4, false), new Uint8Array(16), SMALL],
  );
export const extension = (text: string) => {
  const parts = text.match(/.{1,700}/g)!;
  return parts.map((part, index) =>
    segment(
      0xe1,
      'http://ns.adobe.com/xmp/extension/\0',
      'D'.repeat(32),
      ...[number(text.length, 4, false), number(700 * index, 4, false), part],
    ),
  );
};
