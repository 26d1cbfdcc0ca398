/** What shows the old picture, or vouches for it, is told. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readJpeg } from '../../../src/image/jpeg/read-jpeg.ts';
import { followChanges, staleWarnings } from '../../../src/image/jpeg/stale-parts.ts';
import {
  changed,
  joined,
  mpFile,
  mpSegment,
  type Piece,
  segment,
  withParts,
  xmpSegment,
} from './files-with-parts.ts';
import {
  base64,
  COPY,
  exif,
  extension,
  GAIN_MAP,
  HEIGHT,
  kinds,
  LARGE,
  PICTURE,
  photoshop,
  SMALL,
  TURNED,
  WIDTH,
} from './stale-samples.ts';

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
