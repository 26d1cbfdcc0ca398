/** Numbers that say where things are follow a change of the picture data. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readJpeg } from '../../../src/image/jpeg/read-jpeg.ts';
import { followChanges } from '../../../src/image/jpeg/stale-parts.ts';
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
  segment,
  withParts,
  xmpSegment,
} from './files-with-parts.ts';
import {
  assertEntriesLead,
  attribute,
  container,
  element,
  entriesOf,
  exif,
  FILM,
  FILM_ITEM,
  GAIN_MAP,
  item,
  kinds,
  PICTURE,
  readFirst,
  SMALL,
} from './stale-samples.ts';

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

/** A file whose XMP states the length of its first picture. */
function withLength(items: (length: string) => string): Uint8Array {
  const make = (length: number) =>
    withParts(PICTURE, [xmpSegment(container(items(String(length).padStart(4, '0'))))], FILM);
  return make(readFirst(make(0)));
}

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
