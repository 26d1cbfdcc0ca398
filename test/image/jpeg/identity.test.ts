/** An unchanged file is written byte for byte, whoever wrote it first. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { JpegOptions } from 'sharp';
import { readJpeg } from '../../../src/image/jpeg/read-jpeg.ts';
import { writeJpeg } from '../../../src/image/jpeg/write-jpeg.ts';
import { missingProgram, photoLikePpm, runProgram, STORED_FILES, sharpJpeg } from './jpeg-files.ts';

const QUALITIES = Array.from({ length: 100 }, (_, index) => index + 1);

const SHARP: Readonly<Record<string, JpegOptions>> = {
  'with standard tables': { optimiseCoding: false },
  'with optimised tables and full chroma': { chromaSubsampling: '4:4:4' },
  progressive: { progressive: true },
  'by MozJPEG': { mozjpeg: true },
};

const CJPEG: Readonly<Record<string, readonly string[]>> = {
  baseline: ['-baseline'],
  'extended, with 16-bit tables at low quality': [],
  optimised: ['-optimize', '-sample', '2x1'],
  progressive: ['-progressive', '-sample', '1x2'],
  grey: ['-grayscale', '-sample', '2x2'],
  RGB: ['-rgb', '-optimize'],
  'with restarts': ['-restart', '3B'],
  'progressive with restarts': ['-progressive', '-restart', '1'],
};

/** Scripts as cjpeg and jpegtran take them: components, Ss-Se, Ah, Al. */
const SCRIPTS: Readonly<Record<string, string>> = {
  'separate scans': '0; 1; 2;',
  'two scans, one interleaved': '0; 1,2;',
  'each bit by itself': [
    '0,1,2: 0-0, 0, 2; 0,1,2: 0-0, 2, 1; 0,1,2: 0-0, 1, 0;',
    ...[0, 1, 2].flatMap((c) => [
      `${c}: 1-63, 0, 3;`,
      `${c}: 1-63, 3, 2;`,
      `${c}: 1-63, 2, 1;`,
      `${c}: 1-63, 1, 0;`,
    ]),
  ].join('\n'),
  'a scan that stops early': '0,1,2: 0-0, 0, 1; 0: 1-20, 0, 2; 1: 1-63, 0, 1;',
};

function assertIdentical(bytes: Uint8Array, name: string): void {
  const file = readJpeg(bytes);
  assert.equal(file.irregular, undefined, `${name}: regular`);
  assert.ok(Buffer.from(bytes).equals(writeJpeg(file)), `${name}: the same bytes`);
}

describe('an unchanged JPEG file', () => {
  for (const [name, bytes] of STORED_FILES) {
    it(`is written as it was read: ${name}`, () => assertIdentical(bytes, name));
  }

  for (const [name, options] of Object.entries(SHARP)) {
    it(`of sharp, ${name}, is written as it was read at every quality`, async () => {
      for (const quality of QUALITIES) {
        assertIdentical(await sharpJpeg({ ...options, quality }), `quality ${quality}`);
      }
    });
  }

  it('of cjpeg is written as it was read at every quality', (test) => {
    const missing = missingProgram('cjpeg');
    if (missing) return test.skip(missing);
    const picture = photoLikePpm();
    const ways = Object.entries(CJPEG);
    for (const quality of QUALITIES) {
      // Two of the ways at each quality; a program started takes longer than all that is tested.
      for (const way of [2 * quality, 2 * quality + 1]) {
        const [name, options] = ways[way % ways.length]!;
        const bytes = runProgram('cjpeg', ['-quality', String(quality), ...options], picture);
        assertIdentical(bytes, `${name}, quality ${quality}`);
      }
    }
  });

  for (const [name, script] of Object.entries(SCRIPTS)) {
    it(`of jpegtran, in ${name}, is written as it was read`, async (test) => {
      const missing = missingProgram('jpegtran');
      if (missing) return test.skip(missing);
      const folder = mkdtempSync(join(tmpdir(), 'pentimento-jpeg-'));
      try {
        writeFileSync(join(folder, 'script'), script);
        for (const restarts of [[], ['-restart', '2B']]) {
          const options = ['-scans', join(folder, 'script'), ...restarts];
          const whole = await sharpJpeg({ quality: 90 }, 131, 77);
          assertIdentical(runProgram('jpegtran', options, whole), restarts.join(' '));
        }
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  }

  it('is written as it was read where runs of ended bands are long and corrections many', async () => {
    // Flat areas for runs, noise for correction bits beyond the thousand that are held back.
    for (const quality of [5, 98]) {
      assertIdentical(await sharpJpeg({ quality, progressive: true }, 800, 600), `quality ${quality}`);
    }
  });
});

describe('what stands around the picture data', () => {
  it('stays: what follows the end, fill bytes before markers, bytes between segments', async () => {
    const [, restarts] = STORED_FILES.find(([name]) => name === 'baseline-restarts')!;
    const fill = Uint8Array.of(0xff, 0xff);
    const bytes = new Uint8Array(
      Buffer.concat([
        ...pieces(restarts).flatMap((piece, index) => (index === 0 ? [piece] : [fill, piece])),
        await sharpJpeg({ quality: 50 }),
        Uint8Array.of(1, 2, 3),
      ]),
    );
    assertIdentical(bytes, 'filled');
    const file = readJpeg(bytes);
    assert.ok(file.trailing.length > 100);
    assert.deepEqual([...file.trailing.subarray(-3)], [1, 2, 3]);
  });

  it('stays where intervals are filled up with zeros', () => {
    const [, restarts] = STORED_FILES.find(([name]) => name === 'baseline-restarts')!;
    const bytes = withZeroPadding(restarts);
    assert.notDeepEqual(bytes, restarts);
    assertIdentical(bytes, 'padded with zeros');
  });

  it('stays where the scan header of a sequential file has zeros for its band', () => {
    const [, bytes] = STORED_FILES.find(([name]) => name === 'baseline-cmyk')!;
    const scan = bytes.findIndex((byte, at) => byte === 0xff && bytes[at + 1] === 0xda);
    const changed = bytes.slice();
    changed[scan + 2 + bytes[scan + 3]! - 2] = 0;
    assert.notDeepEqual(changed, bytes);
    assertIdentical(changed, 'zeros for the band');
  });
});

describe('a file that was coded in an irregular way', () => {
  /** One grey block, DC 0; sixteen zeros, then the end of the block, with nothing between. */
  const bytes = greyBlock('0' + '10' + '0');

  it('is written as it was read, and says what is irregular', () => {
    const file = readJpeg(bytes);
    assert.deepEqual(file.irregular?.reasons, ['runs of zeros before the end of a block']);
    assert.deepEqual(writeJpeg(file), bytes);
  });

  it('is coded in the regular way once a coefficient differs', () => {
    const file = readJpeg(bytes);
    file.frame.components[0]!.coefficients[8] = 1;
    const again = readJpeg(writeJpeg(file));
    assert.equal(again.irregular, undefined);
    assert.deepEqual(again.frame.components[0]!.coefficients, file.frame.components[0]!.coefficients);
  });
});

/** A picture of one block with tables DC 0: `0`; AC end of block: `0`, sixteen zeros: `10`. */
function greyBlock(data: string): Uint8Array {
  const bits = data.padEnd(8 * Math.ceil(data.length / 8), '1');
  return Uint8Array.from([
    ...[0xff, 0xd8, 0xff, 0xdb, 0, 67, 0, ...new Array<number>(64).fill(1)],
    ...[0xff, 0xc0, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0],
    ...[0xff, 0xc4, 0, 20, 0x00, 1, ...new Array<number>(15).fill(0), 0],
    ...[0xff, 0xc4, 0, 21, 0x10, 1, 1, ...new Array<number>(14).fill(0), 0, 0xf0],
    ...[0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0],
    ...bits.match(/.{8}/g)!.map((byte) => Number.parseInt(byte, 2)),
    ...[0xff, 0xd9],
  ]);
}

/** The file cut before each marker behind the first. */
function pieces(bytes: Uint8Array): Uint8Array[] {
  const cuts: number[] = [0];
  let at = 2;
  while (bytes[at + 1] !== 0xda) {
    cuts.push(at);
    at += 2 + ((bytes[at + 2]! << 8) | bytes[at + 3]!);
  }
  cuts.push(at);
  for (at += 2; at + 1 < bytes.length; at++) {
    if (bytes[at] === 0xff && bytes[at + 1] !== 0) cuts.push(at);
  }
  return cuts.map((cut, index) => bytes.subarray(cut, cuts[index + 1]));
}

/** Turns the ones that fill the last byte before restart and end markers into zeros, by what the reader says it fills. */
function withZeroPadding(bytes: Uint8Array): Uint8Array {
  const file = readJpeg(bytes);
  const zeros = new Uint8Array(1000);
  return writeJpeg({
    ...file,
    parts: file.parts.map((part) => (part.kind === 'scan' ? { ...part, padding: zeros } : part)),
  });
}
