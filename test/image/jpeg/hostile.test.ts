/** Files that are cut, changed or made up: an error with a code, in little time and memory. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readJpeg } from '../../../src/image/jpeg/read-jpeg.ts';
import { writeJpeg } from '../../../src/image/jpeg/write-jpeg.ts';
import { REFUSED_FILES, STORED_FILES, sharpJpeg } from './jpeg-files.ts';
import { answerTo, fuzzJpeg } from './jpeg-fuzz.ts';

const RESTARTS = STORED_FILES.find(([name]) => name === 'baseline-restarts')![1];
const PROGRESSIVE = STORED_FILES.find(([name]) => name === 'progressive-successive')![1];

/** A file with bytes written over it, so many behind a marker's first byte. */
function patched(bytes: Uint8Array, marker: number, behind: number, values: readonly number[]): Uint8Array {
  const at = bytes.findIndex((byte, index) => byte === 0xff && bytes[index + 1] === marker);
  assert.ok(at > 0);
  const copy = bytes.slice();
  copy.set(values, at + behind);
  return copy;
}

/** A file with bytes put in before a marker. */
function inserted(bytes: Uint8Array, marker: number, values: readonly number[]): Uint8Array {
  const at = bytes.findIndex((byte, index) => byte === 0xff && bytes[index + 1] === marker);
  return Uint8Array.from([...bytes.subarray(0, at), ...values, ...bytes.subarray(at)]);
}

describe('codings that are not read', () => {
  for (const [coding, bytes] of REFUSED_FILES) {
    it(`are refused by name: ${coding}`, () => {
      assert.throws(
        () => readJpeg(bytes),
        (error: { code?: string; details?: { coding: string } }) =>
          error.code === 'unsupported-picture' && error.details!.coding === coding,
      );
    });
  }

  for (const [coding, values] of [
    ['hierarchical', [0xff, 0xde, 0, 2]],
    ['reserved', [0xff, 0xc8, 0, 2]],
    ['dnl', [0xff, 0xdc, 0, 4, 0, 32]],
  ] as const) {
    it(`are refused by name: ${coding} in a segment`, () => {
      const { answer } = answerTo(inserted(RESTARTS, 0xc0, values));
      assert.equal(answer, `unsupported-picture: ${coding}`);
    });
  }
});

describe('a cut file', () => {
  const files = [...STORED_FILES];

  it('is damaged, wherever it is cut', async () => {
    files.push(['sharp', await sharpJpeg({ quality: 60 }, 40, 24)]);
    files.push(['sharp, progressive', await sharpJpeg({ quality: 60, progressive: true }, 40, 24)]);
    for (const [name, bytes] of files) {
      assert.equal(readJpeg(bytes).trailing.length, 0);
      for (let length = 0; length < bytes.length; length++) {
        const expected = length < 2 ? 'not-a-picture' : 'damaged-picture';
        assert.throws(() => readJpeg(bytes.subarray(0, length)), { code: expected }, `${name} at ${length}`);
      }
    }
  });
});

describe('a made-up file', () => {
  const DAMAGED: Readonly<Record<string, Uint8Array>> = {
    'no bytes behind the start': Uint8Array.of(0xff, 0xd8),
    'no frame': Uint8Array.of(0xff, 0xd8, 0xff, 0xd9),
    'two starts': inserted(RESTARTS, 0xc0, [0xff, 0xd8]),
    'two frames': inserted(RESTARTS, 0xda, [0xff, 0xc0, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0]),
    'no components': patched(RESTARTS, 0xc0, 9, [0]),
    'rows without pixels': patched(RESTARTS, 0xc0, 7, [0, 0]),
    'samples of three bits': patched(RESTARTS, 0xc0, 4, [3]),
    'sampled 0x1': patched(RESTARTS, 0xc0, 11, [0x01]),
    'sampled 5x1': patched(RESTARTS, 0xc0, 11, [0x51]),
    'a quantiser of destination 9': patched(RESTARTS, 0xc0, 12, [9]),
    'a quantiser that is not defined': patched(RESTARTS, 0xc0, 12, [3]),
    'a quantiser step of zero': patched(RESTARTS, 0xdb, 5, [0]),
    'a quantiser of 24 bits': patched(RESTARTS, 0xdb, 4, [0x20]),
    'a Huffman table of class 7': patched(RESTARTS, 0xc4, 4, [0x70]),
    'a Huffman table with too many codes': patched(RESTARTS, 0xc4, 5, [200]),
    'a Huffman table that is not defined': patched(RESTARTS, 0xda, 6, [0x33]),
    'a component that is not defined': patched(RESTARTS, 0xda, 5, [77]),
    'a scan without components': patched(RESTARTS, 0xda, 4, [0]),
    'a segment of one byte': patched(RESTARTS, 0xc0, 2, [0, 1]),
    'a segment beyond the end': patched(RESTARTS, 0xda, 2, [0xff, 0xff]),
    'a wrong restart marker': patched(RESTARTS, 0xd0, 1, [0xd5]),
    'a band of DC and AC together': patched(PROGRESSIVE, 0xda, 7, [0, 5]),
    'a band that ends before it starts': patched(PROGRESSIVE, 0xda, 7, [9, 5]),
    'a refinement of nothing': patched(PROGRESSIVE, 0xda, 9, [0x21]),
    'an approximation of 15 bits': patched(PROGRESSIVE, 0xda, 9, [0x0f]),
  };

  for (const [name, bytes] of Object.entries(DAMAGED)) {
    it(`is damaged: ${name}`, () => assert.equal(answerTo(bytes).answer, 'damaged-picture'));
  }

  it('cannot ask for more memory than its bytes can fill', () => {
    const huge = patched(RESTARTS, 0xc0, 5, [0xff, 0xff, 0xff, 0xff]);
    assert.throws(() => readJpeg(huge), { code: 'damaged-picture', message: /too short for its width/ });
  });

  it('is refused before memory is taken where it is larger than agreed', () => {
    assert.throws(() => readJpeg(RESTARTS, { maximumCoefficients: 1023 }), {
      code: 'picture-too-large',
      message: 'Expected a JPEG file of at most 1,023 coefficients but received one of 1,024',
    });
    assert.equal(readJpeg(RESTARTS, { maximumCoefficients: 1024 }).frame.width, 32);
    // 65535 x 65535, with as many bytes as could fill it, of which none is touched.
    const padded = new Uint8Array(2 ** 27);
    padded.set(patched(RESTARTS, 0xc0, 5, [0xff, 0xff, 0xff, 0xff]));
    assert.throws(() => readJpeg(padded), { code: 'picture-too-large' });
  });

  it('is refused with more than 65,536 segments and tables, for each takes memory', () => {
    const comments = (count: number) => new Array<readonly number[]>(count).fill([0xff, 0xfe, 0, 2]).flat();
    assert.equal(answerTo(inserted(RESTARTS, 0xda, comments(65_000))).answer, 'identical');
    assert.equal(answerTo(inserted(RESTARTS, 0xda, comments(66_000))).answer, 'picture-too-large');
    // Tables without a code: 17 bytes each.
    const segment = [0xff, 0xc4, 0xfe, 0xf1, ...new Array<number>(17 * 3839).fill(0)];
    const tables = new Array<readonly number[]>(20).fill(segment).flat();
    assert.equal(answerTo(inserted(RESTARTS, 0xc0, tables)).answer, 'picture-too-large');
  });

  it('is refused with more than 500 scans', () => {
    // An empty band of one coefficient each: EOB0 for one block, in a table of that symbol alone.
    const scans = Array.from({ length: 63 * 8 }, (_, index) => {
      const [k, low] = [1 + (index % 63), 7 - Math.floor(index / 63)];
      const high = low === 7 ? 0 : low + 1;
      return [0xff, 0xda, 0, 8, 1, 1, 0, k, k, (high << 4) | low, 0x7f];
    });
    const file = (count: number) =>
      Uint8Array.from([
        ...[0xff, 0xd8, 0xff, 0xdb, 0, 67, 0, ...new Array<number>(64).fill(1)],
        ...[0xff, 0xc2, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0],
        ...[0xff, 0xc4, 0, 20, 0x00, 1, ...new Array<number>(15).fill(0), 0],
        ...[0xff, 0xc4, 0, 20, 0x10, 1, ...new Array<number>(15).fill(0), 0],
        ...[0xff, 0xda, 0, 8, 1, 1, 0, 0, 0, 0, 0x7f],
        ...scans.slice(0, count).flat(),
        ...[0xff, 0xd9],
      ]);
    assert.equal(answerTo(file(499)).answer, 'identical');
    assert.equal(answerTo(file(500)).answer, 'unsupported-picture: scans');
  });

  it('has each bit in one scan only, so that scans are few', () => {
    const at = PROGRESSIVE.length - 2;
    const scan = PROGRESSIVE.findIndex((byte, index) => byte === 0xff && PROGRESSIVE[index + 1] === 0xda);
    const twice = [...PROGRESSIVE.subarray(0, at), ...PROGRESSIVE.subarray(scan)];
    assert.equal(answerTo(Uint8Array.from(twice)).answer, 'damaged-picture');
  });
});

describe('thousands of changed files', () => {
  it('are refused with a code, or repeated byte for byte', async (test) => {
    const files = STORED_FILES.map(([, bytes]) => bytes);
    files.push(await sharpJpeg({ quality: 75 }, 48, 40));
    files.push(await sharpJpeg({ quality: 75, progressive: true }, 48, 40));
    const { counts } = fuzzJpeg({ files, runs: 4000, seed: 7 });
    test.diagnostic(JSON.stringify(counts));
    assert.ok(counts.identical! > 100 && counts['damaged-picture']! > 1000);
  });

  it('that are read can be changed and written', () => {
    for (const [, bytes] of STORED_FILES) {
      for (let at = 0; at < bytes.length; at += 7) {
        const changed = bytes.slice();
        changed[at]! ^= 0x10;
        let file: ReturnType<typeof readJpeg>;
        try {
          file = readJpeg(changed);
        } catch {
          continue;
        }
        const { coefficients } = file.frame.components[0]!;
        coefficients[0]! ^= 1;
        assert.deepEqual(readJpeg(writeJpeg(file)).frame.components[0]!.coefficients, coefficients);
      }
    }
  });
});
