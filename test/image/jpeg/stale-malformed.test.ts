/** Malformed parts cause no error, and little work. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  changed,
  differences,
  field,
  joined,
  MP_HEADER_AT,
  mpSegment,
  number,
  type Piece,
  segment,
  withParts,
  xmpSegment,
} from './files-with-parts.ts';
import {
  attribute,
  base64,
  COPY,
  container,
  exif,
  extension,
  kinds,
  PICTURE,
  photoshop,
  readFirst,
  SMALL,
} from './stale-samples.ts';

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
