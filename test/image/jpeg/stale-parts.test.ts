/** What says where things are follows a change of the picture data; what shows or vouches for the old picture is told. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import sharp from 'sharp';
import { readJpeg } from '../../../src/image/jpeg/read-jpeg.ts';
import type { StaleFinding } from '../../../src/image/jpeg/stale-finding.ts';
import { followChanges, staleWarnings } from '../../../src/image/jpeg/stale-parts.ts';
import { writeJpeg } from '../../../src/image/jpeg/write-jpeg.ts';
import { ROOT } from '../../architecture/source.ts';
import {
  changed,
  differences,
  field,
  joined,
  MP_ENTRIES_AT,
  MP_HEADER_AT,
  mpFile,
  mpSegment,
  number,
  type Piece,
  segment,
  withParts,
  xmpSegment,
} from './files-with-parts.ts';
import { sharpJpeg } from './jpeg-files.ts';

const WIDTH = 67;
const HEIGHT = 45;
const PICTURE = await sharpJpeg({ quality: 80 }, WIDTH, HEIGHT);
const SMALL = await sharpJpeg({ quality: 60 }, 20, 12);
const COPY = await sharpJpeg({ quality: 95 }, WIDTH, HEIGHT);
const TURNED = await sharpJpeg({ quality: 60 }, HEIGHT, WIDTH);
const LARGE = await sharpJpeg({ quality: 60 }, 90, 60);
const GAIN_MAP = withParts(COPY, [xmpSegment('<x hdrgm:Version="1.0" hdrgm:GainMapMax="2"/>')]);

const kinds = (findings: readonly StaleFinding[]) => findings.map(({ kind, part }) => `${kind} ${part}`);

/** Entries of an MP segment that is the first one of a file, read as DC-007 has them. */
function entriesOf(bytes: Uint8Array, count: number, little: boolean) {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return Array.from({ length: count }, (_, index) => {
    const at = 2 + MP_ENTRIES_AT + 16 * index;
    return { size: view.getUint32(at + 4, little), offset: view.getUint32(at + 8, little) };
  });
}

function assertEntriesLead(bytes: Uint8Array, others: readonly Uint8Array[], little: boolean): void {
  const [, ...entries] = entriesOf(bytes, 1 + others.length, little);
  for (const [index, { size, offset }] of entries.entries()) {
    const place = 2 + MP_HEADER_AT + offset;
    assert.deepEqual(bytes.slice(place, place + size), others[index]);
  }
}

describe('MP entries', () => {
  for (const little of [true, false]) {
    for (const gap of [0, 7]) {
      it(`lead to their pictures again: ${little ? 'II' : 'MM'}, ${gap} bytes between them`, () => {
        const others = [SMALL, GAIN_MAP];
        const before = mpFile(
          PICTURE,
          others.map((bytes) => [bytes] as const),
          { little, gap },
        );
        assertEntriesLead(before, others, little);
        const { bytes, plain, growth, findings } = changed(before);
        assert.notEqual(growth, 0);
        assertEntriesLead(bytes, others, little);
        const [first] = entriesOf(bytes, 1, little);
        assert.equal(first!.size, readFirst(bytes));
        assert.deepEqual(kinds(findings), ['corrected mp-entries', 'thumbnail mp-picture']);
        const fields = [4, 24, 40].flatMap((at) => [0, 1, 2, 3].map((byte) => 2 + MP_ENTRIES_AT + at + byte));
        assert.ok(differences(bytes, plain).every((at) => fields.includes(at)));
      });
    }
  }

  it('keep the error of a size that was wrong by a little', () => {
    const { bytes } = changed(mpFile(PICTURE, [[SMALL]], { sizeError: -8 }));
    assert.equal(entriesOf(bytes, 1, true)[0]!.size, readFirst(bytes) - 8);
  });

  it('stay as they are where one of them does not lead to a picture', () => {
    const others: readonly (readonly [Uint8Array])[] = [[SMALL], [joined('no picture')]];
    const { bytes, plain, findings } = changed(mpFile(PICTURE, others));
    assert.deepEqual(bytes, plain);
    assert.deepEqual(findings[0], { kind: 'stale', part: 'mp-entries', reason: 'did-not-fit' });
  });

  it('follow where they stand behind Huffman tables that grow', () => {
    const scan = Buffer.from(PICTURE).indexOf(Uint8Array.of(0xff, 0xda));
    const make = (size: number, offset: number, further: number) => {
      const entries = [
        { size, offset: 0 },
        { size: SMALL.length, offset },
        { size: SMALL.length, offset: further },
      ];
      const own = [mpSegment(entries, true), segment(0xe5, SMALL)];
      return joined(PICTURE.subarray(0, scan), ...own, PICTURE.subarray(scan), SMALL);
    };
    const length = make(0, 0, 0).length - SMALL.length;
    const header = scan + MP_HEADER_AT;
    const inHead =
      scan +
      mpSegment(
        [0, 0, 0].map(() => ({ size: 0, offset: 0 })),
        true,
      ).length +
      4;
    const before = make(length, inHead - header, length - header);
    const file = readJpeg(before);
    // Its luma table lacks a code for eight bits.
    file.frame.components[0]!.coefficients[63] = 200;
    const { bytes, findings } = followChanges(before, file);
    const after = Buffer.from(bytes).indexOf('MPF') - 4;
    assert.notEqual(after, scan);
    const [first, ...entries] = entriesOf(bytes.subarray(after - 2), 3, true);
    assert.equal(first!.size, readFirst(bytes));
    for (const { size, offset } of entries) {
      const place = after + MP_HEADER_AT + offset;
      assert.deepEqual(bytes.slice(place, place + size), SMALL);
    }
    assert.equal(kinds(findings)[0], 'corrected mp-entries');
  });

  it('may lead to a picture in the head of the file, which stays there', () => {
    const entries = (offset: number) => [
      { size: 0, offset: 0 },
      { size: SMALL.length, offset },
    ];
    const length = mpSegment(entries(0), true).length;
    const mp = mpSegment(entries(length + 4 - MP_HEADER_AT), true);
    const { bytes, plain } = changed(withParts(PICTURE, [mp, segment(0xe5, SMALL)]));
    assertEntriesLead(bytes, [SMALL], true);
    assert.deepEqual(bytes, plain);
  });
});

/** The bytes of the first picture. */
function readFirst(bytes: Uint8Array): number {
  return bytes.length - readJpeg(bytes).trailing.length;
}

const FILM = joined('\0\0\0\x18ftypmp42', new Uint8Array(300));

/** XMP with a container directory; the text makes the items. */
function container(items: string): string {
  return `<x:xmpmeta><rdf:Description xmlns:Item="http://ns.google.com/photos/1.0/container/item/" GCamera:MicroVideoOffset="${FILM.length}">
<Container:Directory><rdf:Seq>${items}</rdf:Seq></Container:Directory></rdf:Description></x:xmpmeta>`;
}

const item = (attributes: string) =>
  `<rdf:li rdf:parseType="Resource"><Container:Item ${attributes}/></rdf:li>`;
const FILM_ITEM = item(`Item:Semantic="MotionPhoto" Item:Length="${FILM.length}" Item:Padding="0"`);

/** A file whose XMP states the length of its first picture. */
function withLength(items: (length: string) => string): Uint8Array {
  const make = (length: number) =>
    withParts(PICTURE, [xmpSegment(container(items(String(length).padStart(4, '0'))))], FILM);
  return make(readFirst(make(0)));
}

const attribute = (length: string) =>
  item(`Item:Semantic="Primary" Item:Length="${length}" Item:Padding="0"`) + FILM_ITEM;
const element = (length: string) =>
  `<rdf:li><Item:Semantic>Primary</Item:Semantic><Item:Length>${length}</Item:Length></rdf:li>${FILM_ITEM}`;

describe('lengths in XMP', () => {
  for (const [form, items] of [
    ['an attribute', attribute],
    ['an element', element],
  ] as const) {
    it(`of the primary item follow: ${form}`, () => {
      const { bytes, plain, growth, findings } = changed(withLength(items));
      assert.notEqual(growth, 0);
      const text = Buffer.from(bytes).toString('latin1');
      assert.ok(text.includes(items(String(readFirst(bytes)))));
      assert.deepEqual(kinds(findings), ['corrected xmp-primary-length']);
      assert.ok(differences(bytes, plain).length <= 4);
    });
  }

  it('of other items, and those from the end of the file, are right without a change', () => {
    for (const primary of [
      item('Item:Semantic="Primary"'),
      item('Item:Semantic="Primary" Item:Length="0"'),
    ]) {
      const { bytes, plain, growth, findings } = changed(
        withParts(PICTURE, [xmpSegment(container(primary + FILM_ITEM))], FILM),
      );
      assert.notEqual(growth, 0);
      assert.deepEqual(bytes, plain);
      assert.deepEqual(findings, []);
      assert.deepEqual(bytes.slice(-FILM.length), FILM);
    }
  });

  it('are told where they would need another number of digits', () => {
    const before = withLength((length) => attribute(`00${length}`));
    const { bytes, plain, findings } = changed(before);
    assert.deepEqual(findings, [{ kind: 'stale', part: 'xmp-primary-length', reason: 'digits' }]);
    assert.deepEqual(bytes, plain);
  });

  it('are told where they were wrong', () => {
    const { bytes, plain, findings } = changed(
      withParts(PICTURE, [xmpSegment(container(attribute('99999')))], FILM),
    );
    assert.deepEqual(findings, [{ kind: 'stale', part: 'xmp-primary-length', reason: 'did-not-fit' }]);
    assert.deepEqual(bytes, plain);
  });
});

/** EXIF with fields in IFD0 and, in IFD1, a thumbnail. */
function exif(fields: (little: boolean) => readonly Uint8Array[], little: boolean, thumbnail?: Uint8Array) {
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

describe('EXIF values', () => {
  for (const little of [true, false]) {
    it(`that lead to a picture behind the first one follow: ${little ? 'II' : 'MM'}`, () => {
      const make = (offset: number) =>
        withParts(PICTURE, [exif(() => [field(0x1234, 4, 1, offset, little)], little)], 'gap', SMALL);
      // From the TIFF header, which is behind SOI, the marker, the length and the name.
      const before = make(readFirst(make(0)) + 3 - 12);
      const { bytes, plain, growth, findings } = changed(before);
      assert.notEqual(growth, 0);
      const view = new DataView(bytes.buffer, bytes.byteOffset);
      const place = 12 + view.getUint32(12 + 10 + 8, little);
      assert.deepEqual(bytes.slice(place), SMALL);
      assert.deepEqual(kinds(findings), ['corrected exif-pointer', 'thumbnail trailing-picture']);
      assert.ok(differences(bytes, plain).every((at) => at >= 30 && at < 34));
    });
  }

  it('that may lead there by chance stay, and are told', () => {
    const make = (offset: number) =>
      withParts(PICTURE, [exif(() => [field(0x1234, 7, 4, offset, true)], true)], SMALL);
    const { bytes, plain, findings } = changed(make(readFirst(make(0)) - 12));
    assert.deepEqual(bytes, plain);
    assert.deepEqual(findings[0], { kind: 'stale', part: 'exif-pointer', reason: 'unclear' });
  });
});

describe("Samsung's trailer", () => {
  const SOUND = joined('sound of the scene');
  const DIRECTORY = joined(
    ...['SEFH', number(101, 4, true), number(1, 4, true), [0, 0, 0, 1]],
    ...[number(SOUND.length, 4, true), number(SOUND.length, 4, true)],
  );
  const BLOCK = joined(SOUND, DIRECTORY, number(DIRECTORY.length, 4, true), 'SEFT');

  it('needs no change where it counts from its end', () => {
    const { bytes, plain, findings } = changed(withParts(PICTURE, [], BLOCK));
    assert.deepEqual(bytes, plain);
    assert.deepEqual(findings, []);
  });

  it('leads to the sound again where it counts from the start of the file', () => {
    const sound = (begin: number) => [
      ...['QDIO', number(101, 4, true), number(1, 4, true)],
      ...[number(begin, 4, true), number(begin + SOUND.length, 4, true), number(20, 4, true), 'QDIOBS'],
    ];
    const make = (begin: number) => withParts(PICTURE, [], BLOCK, ...sound(begin));
    const { bytes, growth, findings } = changed(make(PICTURE.length));
    assert.notEqual(growth, 0);
    const view = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 30);
    assert.deepEqual(bytes.slice(view.getUint32(12, true), view.getUint32(16, true)), SOUND);
    assert.deepEqual(kinds(findings), ['corrected samsung-sound']);
    const wrong = changed(make(PICTURE.length - 1));
    assert.deepEqual(wrong.bytes, wrong.plain);
    assert.deepEqual(kinds(wrong.findings), ['stale samsung-sound']);
  });
});

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
const photoshop = (id: number, width: number, height: number) =>
  segment(
    0xed,
    'Photoshop 3.0\0',
    ...['8BIM', [4, 4, 0, 0, 0, 0, 0, 3, 1, 2, 3, 0], '8BIM', [id >> 8, id & 255, 1, 0x61]],
    ...[number(28 + SMALL.length, 4, false), number(1, 4, false)],
    ...[number(width, 4, false), number(height, 4, false), new Uint8Array(16), SMALL],
  );
const extension = (text: string) => {
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

interface Shown {
  readonly segments?: readonly Uint8Array[];
  readonly trailing?: readonly Piece[];
  /** What is told, with the size. */
  readonly told: readonly string[];
}

const SHOWN: Readonly<Record<string, Shown>> = {
  nothing: { told: [] },
  'JFIF, RGB': {
    segments: [segment(0xe0, 'JFIF\0', [1, 2, 0, 0, 1, 0, 1, 2, 1, 0, 0, 0, 0, 0, 0])],
    told: ['thumbnail jfif-thumbnail 2x1'],
  },
  'JFIF extension, JPEG': {
    segments: [segment(0xe0, 'JFXX\0', [0x10], SMALL)],
    told: ['thumbnail jfif-thumbnail 20x12'],
  },
  'JFIF extension, palette': {
    segments: [segment(0xe0, 'JFXX\0', [0x11, 3, 1], new Uint8Array(771))],
    told: ['thumbnail jfif-thumbnail 3x1'],
  },
  'EXIF IFD1': {
    segments: [exif(() => [], true, SMALL)],
    told: ['thumbnail exif-thumbnail 20x12'],
  },
  'EXIF IFD1, full size, and a preview': {
    segments: [exif(() => [], false, joined(COPY, SMALL))],
    told: ['copy exif-thumbnail 67x45', 'thumbnail exif-preview 20x12'],
  },
  'Photoshop 5': { segments: [photoshop(0x040c, 20, 12)], told: ['thumbnail photoshop-thumbnail 20x12'] },
  'Photoshop 4': { segments: [photoshop(0x0409, 20, 12)], told: ['thumbnail photoshop-thumbnail 20x12'] },
  'another Photoshop resource': { segments: [photoshop(0x0410, 20, 12)], told: [] },
  'XMP thumbnail': {
    segments: [xmpSegment(`<xmpGImg:image>${base64(SMALL).replace(/(.{76})/g, '$1&#xA;')}</xmpGImg:image>`)],
    told: ['thumbnail xmp-picture 20x12'],
  },
  'original in the XMP extension': {
    segments: extension(`<x GImage:Data="${base64(COPY)}" GDepth:Data="${base64(COPY)}"/>`),
    told: ['copy xmp-picture 67x45'],
  },
  'a segment of a program': {
    segments: [segment(0xe4, 'SCALADO\0', SMALL)],
    told: ['thumbnail application-data 20x12'],
  },
  'a copy behind the picture': { trailing: ['gap', COPY], told: ['copy trailing-picture 67x45'] },
  'a larger picture behind the picture': { trailing: [LARGE], told: ['copy trailing-picture 90x60'] },
  'a turned copy behind the picture': { trailing: [TURNED], told: ['copy trailing-picture 45x67'] },
  'a gain map behind the picture': {
    trailing: [GAIN_MAP, SMALL],
    told: ['thumbnail trailing-picture 20x12'],
  },
  'a picture with a thumbnail behind the picture': {
    trailing: [withParts(SMALL, [segment(0xe4, SMALL)])],
    told: ['thumbnail trailing-picture 20x12'],
  },
};

describe('pictures from before the change', () => {
  for (const [name, { segments = [], trailing = [], told }] of Object.entries(SHOWN)) {
    it(`are told: ${name}`, () => {
      const { bytes, plain, findings } = changed(withParts(PICTURE, segments, ...trailing));
      assert.deepEqual(bytes, plain);
      const found = findings.map((finding) => {
        assert.ok(finding.kind === 'thumbnail' || finding.kind === 'copy');
        assert.equal(finding.sameSize, [WIDTH, HEIGHT].includes(finding.width));
        return `${finding.kind} ${finding.part} ${finding.width}x${finding.height}`;
      });
      assert.deepEqual(found, told);
    });
  }

  it('are told by MP type: other views of the scene are not copies', () => {
    for (const [type, told] of [
      [0x010002, ['corrected mp-entries', 'copy mp-picture']],
      [0, ['corrected mp-entries', 'copy mp-picture']],
      [0x020001, ['corrected mp-entries']],
      [0x020002, ['corrected mp-entries']],
      [0x020003, ['corrected mp-entries']],
    ] as const) {
      assert.deepEqual(kinds(changed(mpFile(PICTURE, [[COPY, type]])).findings), told);
    }
  });
});

describe('what vouches for the pixels', () => {
  const box = (type: string, ...pieces: readonly Piece[]) =>
    segment(0xeb, 'JP', [0, 1, 0, 0, 0, 1, 0, 0, 0, 40], type, ...pieces);
  const cases: readonly (readonly [string, Uint8Array, string[]])[] = [
    ['Content Credentials', box('jumb', [0, 0, 0, 30], 'jumdc2pa', new Uint8Array(12)), ['signed c2pa']],
    ['a link to them', xmpSegment('<x dcterms:provenance="https://example.org/m"/>'), ['signed c2pa']],
    ['another JUMBF box', box('jumb', [0, 0, 0, 30], 'jumdjson', new Uint8Array(12)), ['signed jumbf']],
    ['the checksum of JPEG XT', box('LCHK', new Uint8Array(4)), ['signed jpeg-xt-checksum']],
    ['another box', box('RESI', new Uint8Array(4)), []],
  ];
  for (const [name, part, told] of cases) {
    it(`is told: ${name}`, () => {
      const { bytes, plain, findings } = changed(withParts(PICTURE, [part, part]));
      assert.deepEqual(bytes, plain);
      assert.deepEqual(kinds(findings), told);
    });
  }
});

describe('warnings', () => {
  it('are sentences, the gravest first', () => {
    const thumbnail = { kind: 'thumbnail', width: 2, height: 1, sameSize: false } as const;
    assert.deepEqual(
      staleWarnings(
        [
          { kind: 'corrected', part: 'mp-entries' },
          { kind: 'stale', part: 'xmp-primary-length', reason: 'digits' },
          { ...thumbnail, part: 'exif-thumbnail' },
          { ...thumbnail, part: 'exif-thumbnail' },
          { ...thumbnail, part: 'mp-picture' },
          { kind: 'copy', part: 'mp-picture', width: 40, height: 30, sameSize: true },
          { kind: 'signed', part: 'c2pa' },
        ],
        'a.jpg',
      ),
      [
        'a.jpg holds the unchanged picture a second time in full size or larger (further picture (MPF), 40x30); comparing the two reveals the change.',
        'The stated length of the picture (XMP) in a.jpg is out of date.',
        'a.jpg has Content Credentials (C2PA), which no longer verify.',
        'a.jpg shows the picture from before the change in small: EXIF thumbnail, further picture (MPF).',
      ],
    );
    assert.deepEqual(staleWarnings([{ kind: 'corrected', part: 'mp-entries' }], 'a.jpg'), []);
  });
});

describe('a file', () => {
  it('that is unchanged is written as it was, and tells what it shows', () => {
    const before = mpFile(PICTURE, [[COPY]]);
    const { bytes, findings } = followChanges(before, readJpeg(before));
    assert.deepEqual(bytes, before);
    assert.deepEqual(kinds(findings), ['copy mp-picture']);
    const wrong = withParts(PICTURE, [mpSegment([{ size: 0, offset: 1 }], true)]);
    assert.deepEqual(followChanges(wrong, readJpeg(wrong)), { bytes: wrong, findings: [] });
  });

  it('other than the one that was read is refused', () => {
    const before = withParts(PICTURE, [segment(0xe4, 'one')], 'end');
    for (const other of [
      PICTURE,
      withParts(PICTURE, [segment(0xe4, 'two')], 'end'),
      withParts(PICTURE, [segment(0xe4, 'one')], 'END'),
      new Uint8Array(),
    ]) {
      assert.throws(() => followChanges(other, readJpeg(before)), /^RangeError: Expected the bytes that/);
    }
  });
});

/** Every kind of part, good as it is: numbers lead behind a picture of `length` bytes. */
function everyPart(length: number, little: boolean): Uint8Array[] {
  const mp = (head: number) =>
    mpSegment(
      [
        { size: length, offset: 0 },
        { size: SMALL.length, offset: length - head },
        { size: COPY.length, offset: length + SMALL.length - head },
      ],
      little,
    );
  const first = mp(2 + MP_HEADER_AT);
  const pointer = length - 2 - first.length - 10;
  return [
    first,
    exif((order) => [field(0x1234, 4, 1, pointer, order)], little, SMALL),
    xmpSegment(container(attribute(String(length).padStart(4, '0')))),
    xmpSegment(`<xmpGImg:image>${base64(SMALL)}</xmpGImg:image>`),
    ...extension(`<x GImage:Data="${base64(SMALL)}"/>`),
    photoshop(0x040c, 20, 12),
    segment(0xe0, 'JFXX\0', [0x10], SMALL),
    segment(0xe0, 'JFIF\0', [1, 2, 0, 0, 1, 0, 1, 2, 1, 0, 0, 0, 0, 0, 0]),
    segment(0xeb, 'JP', [0, 1, 0, 0, 0, 1, 0, 0, 0, 40], 'jumb', [0, 0, 0, 30], 'jumdc2pa'),
    segment(0xe2, 'FPXR\0', SMALL),
  ];
}

const ofBothOrders = [true, false].map((little) =>
  everyPart(readFirst(withParts(PICTURE, everyPart(0, little))), little),
);

describe('malformed parts', () => {
  it('are made from good ones', () => {
    for (const segments of ofBothOrders) {
      const { findings } = changed(withParts(PICTURE, segments, SMALL, COPY));
      assert.deepEqual(kinds(findings), [
        ...['corrected mp-entries', 'corrected exif-pointer', 'corrected xmp-primary-length'],
        ...['thumbnail exif-thumbnail', 'thumbnail jfif-thumbnail', 'thumbnail jfif-thumbnail'],
        ...['thumbnail application-data', 'thumbnail photoshop-thumbnail', 'thumbnail xmp-picture'],
        ...['thumbnail xmp-picture', 'thumbnail mp-picture', 'copy mp-picture', 'signed c2pa'],
      ]);
    }
  });

  it('cause no error, and nothing is written but in segments that count', (test) => {
    const change = fc.tuple(fc.nat(1000), fc.nat(100_000), fc.oneof(fc.constantFrom(0, 1, 255), fc.nat(255)));
    const counts: Record<string, number> = {};
    const property = fc.property(
      fc.array(change, { minLength: 1, maxLength: 6 }),
      fc.constantFrom(...ofBothOrders),
      fc.boolean(),
      (changes, good, isCut) => {
        const segments = good.map((bytes) => bytes.slice());
        for (const [which, where, value] of changes) {
          // The first segments and bytes are likelier: they hold the numbers, and what the rest depends on.
          const own = segments[which % 2 === 0 ? which % 3 : which % segments.length]!;
          own[4 + (where % (where % 2 === 0 ? 70 : own.length - 4))] = value;
        }
        const trailing = isCut ? [SMALL, COPY.subarray(0, 1200)] : [SMALL, COPY];
        const { bytes, plain, findings } = changed(withParts(PICTURE, segments, ...trailing));
        for (const { kind, part } of findings) {
          counts[`${kind} ${part}`] = (counts[`${kind} ${part}`] ?? 0) + 1;
        }
        const counting = segments.slice(0, 3).reduce((total, { length }) => total + length, 2);
        assert.ok(differences(bytes, plain).every((at) => at < counting));
        // Markers and lengths of all segments are as they were.
        for (let at = 2, index = 0; index < segments.length; at += segments[index++]!.length) {
          assert.deepEqual(bytes.slice(at, at + 4), segments[index]!.slice(0, 4));
        }
      },
    );
    fc.assert(property, { numRuns: 1000 });
    test.diagnostic(JSON.stringify(counts));
  });

  it('of any bytes cause no error', () => {
    const names = [
      'MPF\0II*\0\x08\0\0\0',
      'MPF\0MM\0*\0\0\0\x08',
      'Exif\0\0II*\0',
      'Exif\0\0MM\0+',
      'JFXX\0',
      'JP',
    ];
    const more = ['Photoshop 3.0\x008BIM', 'http://ns.adobe.com/xap/1.0/\0<:Directory<a:li :Length="'];
    const part = fc.tuple(
      fc.constantFrom(0xe0, 0xe1, 0xe2, 0xeb, 0xed),
      fc.constantFrom(...names, ...more),
      fc.uint8Array({ maxLength: 200 }),
    );
    const property = fc.property(fc.array(part, { maxLength: 5 }), fc.uint8Array(), (parts, trailing) => {
      const segments = parts.map(([marker, name, data]) => segment(marker, name, data));
      changed(withParts(SMALL, segments, [0xff, 0xd8, 0xff], trailing));
    });
    fc.assert(property, { numRuns: 400 });
  });

  it('that ask for much work get little', () => {
    const repeated = (pieces: readonly Piece[], times: number) =>
      new Uint8Array(Buffer.alloc(joined(...pieces).length * times, joined(...pieces)));
    const nested = repeated([[0xff, 0xd8, 0xff, 0xe1, 0, 4]], 10_000);
    const segments = [
      segment(0xe1, 'Exif\0\0II*\0', nested),
      segment(0xe2, 'MPF\0II*\0', number(8, 4, true), repeated([[0xff]], 60_000)),
      xmpSegment(`<:Directory${'<a:li :Length '.repeat(4000)}`),
      xmpSegment('/9j/ '.repeat(12_000)),
      segment(0xed, 'Photoshop 3.0\0', repeated(['8BIM', new Uint8Array(8)], 5000)),
    ];
    changed(withParts(PICTURE, segments, ...new Array(20).fill(nested), repeated([[0xff]], 1_000_000)));
  });
});

const CAMERAS = join(ROOT, '..', 'shared', 'data', 'jpeg');

describe('files of cameras, phones and programs', () => {
  it('keep all bytes but the picture data, and their findings are these', (test) => {
    if (!existsSync(CAMERAS)) return test.skip('../shared/data/jpeg not found');
    for (const name of readdirSync(CAMERAS).sort()) {
      const before = new Uint8Array(readFileSync(join(CAMERAS, name)));
      const file = readJpeg(before);
      file.frame.components[0]!.coefficients[1]! += 1;
      const { bytes, findings } = followChanges(before, file);
      const plain = writeJpeg(file);
      const again = readJpeg(bytes);
      const old = readJpeg(before);
      const told = findings.map((finding) =>
        'width' in finding
          ? `${finding.kind} ${finding.part} ${finding.width}x${finding.height}`
          : kinds([finding])[0],
      );
      test.diagnostic(`${name} ${file.frame.width}x${file.frame.height}: ${told.join(', ') || 'nothing'}`);
      // None of them has anything that counts bytes, so that nothing is to be corrected.
      assert.ok(findings.every(({ kind }) => kind === 'thumbnail' || kind === 'copy'));
      assert.deepEqual(Buffer.compare(bytes, plain), 0);
      assert.equal(Buffer.compare(again.trailing, old.trailing), 0);
      const kept = (part: (typeof old.parts)[number]) => (part.kind === 'segment' ? part.bytes : part.kind);
      assert.deepEqual(again.parts.map(kept), old.parts.map(kept));
    }
  });

  it('with two more copies behind them lead to these by their MP entries', async (test) => {
    if (!existsSync(CAMERAS)) return test.skip('../shared/data/jpeg not found');
    for (const name of readdirSync(CAMERAS).sort()) {
      const camera = new Uint8Array(readFileSync(join(CAMERAS, name)));
      const picture = camera.subarray(0, readFirst(camera));
      const preview = new Uint8Array(await sharp(camera).resize(160).jpeg().toBuffer());
      const before = mpFile(picture, [[preview, 0x010001], [SMALL]], { little: name.length % 2 === 0 });
      const file = readJpeg(before);
      file.frame.components[0]!.coefficients[1]! += 1;
      const { bytes } = followChanges(before, file);
      assertEntriesLead(bytes, [preview, SMALL], name.length % 2 === 0);
      const plain = writeJpeg(file);
      assert.ok(
        differences(bytes, plain).every((at) => at >= 2 + MP_ENTRIES_AT && at < 2 + MP_ENTRIES_AT + 48),
      );
    }
  });
});
