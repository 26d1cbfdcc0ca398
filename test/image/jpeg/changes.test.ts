/** Changed coefficients come back from the written file, and every decoder reads it without a warning. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import sharp from 'sharp';
import { uncodableBlocks } from '../../../src/image/jpeg/count-symbols.ts';
import type { JpegFile, JpegHuffmanTables } from '../../../src/image/jpeg/jpeg-file.ts';
import { readJpeg } from '../../../src/image/jpeg/read-jpeg.ts';
import { writeJpeg } from '../../../src/image/jpeg/write-jpeg.ts';
import {
  changeCoefficients,
  coefficientsOf,
  missingProgram,
  runProgram,
  STORED_FILES,
  setCoefficients,
  sharpJpeg,
} from './jpeg-files.ts';

const WRITTEN: readonly (readonly [name: string, bytes: Uint8Array])[] = [
  ['sharp, standard tables', await sharpJpeg({ quality: 75, optimiseCoding: false })],
  ['sharp, optimised', await sharpJpeg({ quality: 50 })],
  ['sharp, progressive', await sharpJpeg({ quality: 85, progressive: true })],
  ['sharp, MozJPEG', await sharpJpeg({ quality: 60, mozjpeg: true })],
];

const FILES = [...STORED_FILES, ...WRITTEN];

async function decode(bytes: Uint8Array): Promise<Buffer> {
  return sharp(bytes, { failOn: 'warning' }).raw().toBuffer();
}

function tablesOf(file: JpegFile): JpegHuffmanTables[] {
  return file.parts.filter((part) => part.kind === 'huffman-tables');
}

describe('changed coefficients', () => {
  for (const [name, bytes] of FILES) {
    it(`come back as they were written: ${name}`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.nat(1e6), fc.constantFrom(0.001, 0.02, 0.5), async (seed, share) => {
          const file = readJpeg(bytes);
          changeCoefficients(file, share, seed);
          for (const huffmanTables of ['rebuild-if-needed', 'rebuild'] as const) {
            const written = writeJpeg(file, { huffmanTables });
            const again = readJpeg(written);
            assert.deepEqual(coefficientsOf(again), coefficientsOf(file));
            assert.equal(again.irregular, undefined);
            await decode(written);
          }
        }),
        { numRuns: 8 },
      );
    });
  }

  it('come back whatever they are, from -1023 to 1023', async () => {
    for (const [name, bytes] of FILES) {
      const file = readJpeg(bytes);
      setCoefficients(file, (_, at) => (at % 5 === 0 ? ((at * 7919) % 2047) - 1023 : 0));
      const written = writeJpeg(file);
      assert.deepEqual(coefficientsOf(readJpeg(written)), coefficientsOf(file), name);
      await decode(written);
    }
  });

  it('come back where a progressive scan has more correction bits than are held back', async () => {
    const bytes = await sharpJpeg({ quality: 90, progressive: true }, 200, 200);
    const file = readJpeg(bytes);
    // No coefficient becomes -1 or 1 when refined: all blocks are one run, with 63 correction bits each.
    setCoefficients(file, () => 7);
    const written = writeJpeg(file);
    assert.deepEqual(coefficientsOf(readJpeg(written)), coefficientsOf(file));
    await decode(written);
  });

  it('are the ones that libjpeg finds', (test) => {
    const missing = missingProgram('jpegtran');
    if (missing) return test.skip(missing);
    for (const [name, bytes] of FILES) {
      const file = readJpeg(bytes);
      changeCoefficients(file, 0.05);
      // jpegtran writes the coefficients that it read in its own way.
      for (const way of [[], ['-progressive'], ['-restart', '1B']]) {
        const theirs = readJpeg(runProgram('jpegtran', way, writeJpeg(file)));
        for (const [index, own] of file.frame.components.entries()) {
          const { blocksPerRow, blocksPerColumn, storedBlocksPerRow } = own;
          const their = theirs.frame.components[index]!;
          for (let row = 0; row < blocksPerColumn; row++) {
            assert.deepEqual(
              their.coefficients.subarray(64 * row * their.storedBlocksPerRow).subarray(0, 64 * blocksPerRow),
              own.coefficients.subarray(64 * row * storedBlocksPerRow).subarray(0, 64 * blocksPerRow),
              `${name} ${way.join(' ')}`,
            );
          }
        }
      }
    }
  });

  it('leave all else as it was, tables included where they serve', () => {
    const [, bytes] = WRITTEN[0]!;
    const file = readJpeg(bytes);
    changeCoefficients(file, 0.05);
    const again = readJpeg(writeJpeg(file));
    assert.deepEqual(
      again.parts.map((part) => (part.kind === 'scan' ? part.header : part)),
      file.parts.map((part) => (part.kind === 'scan' ? part.header : part)),
    );
  });

  it('change only tables that lack a symbol', () => {
    const [, bytes] = WRITTEN[1]!;
    const file = readJpeg(bytes);
    // A luma coefficient of eight bits; chroma keeps its tables.
    file.frame.components[0]!.coefficients[63] = 200;
    const before = tablesOf(file).flatMap(({ tables }) => tables);
    const after = tablesOf(readJpeg(writeJpeg(file))).flatMap(({ tables }) => tables);
    const changed = after.filter(({ table }, index) => {
      return Buffer.compare(table.symbols, before[index]!.table.symbols) !== 0;
    });
    assert.deepEqual(
      changed.map(({ destination }) => destination),
      [0x10],
    );
  });

  it('are refused, where tables are to be kept, when a symbol has no code', () => {
    const file = readJpeg(WRITTEN[1]![1]);
    file.frame.components[0]!.coefficients[63] = 200;
    assert.throws(() => writeJpeg(file, { huffmanTables: 'keep' }), {
      name: 'RangeError',
      code: 'unsupported-picture',
      message: /^Expected coefficients that the file's Huffman tables can code but received \d symbols? /,
    });
  });

  it('are found, by their blocks, where a symbol has no code', () => {
    for (const [name, bytes] of FILES) {
      const file = readJpeg(bytes);
      assert.deepEqual(uncodableBlocks(file), [], name);
      if (name !== 'sharp, optimised') continue;
      file.frame.components[0]!.coefficients[64 * 5 + 63] = 200;
      file.frame.components[1]!.coefficients[63] = 200;
      assert.deepEqual(uncodableBlocks(file), [
        { component: 1, offset: 0 },
        { component: 0, offset: 64 * 5 },
      ]);
    }
  });

  it('are refused beyond what can be coded', () => {
    for (const [name, bytes] of FILES) {
      const file = readJpeg(bytes);
      file.frame.components[0]!.coefficients[9] = -32768;
      assert.throws(() => writeJpeg(file), /^RangeError: Expected coefficients from -32767 to 32767/, name);
    }
  });
});

describe('a progressive file that stops early', () => {
  it('says which bits its scans carry, and refuses changes of others', async () => {
    const whole = readJpeg(await sharpJpeg({ quality: 85, progressive: true }));
    const last = whole.parts.findLast((part) => part.kind === 'scan')!;
    const early = writeJpeg({ ...whole, parts: whole.parts.filter((part) => part !== last) });
    const file = readJpeg(early);
    const component = file.frame.components[last.components[0]!.component]!;
    assert.deepEqual([...component.lowestBit], [0, ...new Array(63).fill(1)]);
    assert.deepEqual(writeJpeg(file), early);
    component.coefficients[63] = 1;
    assert.throws(() => writeJpeg(file), /^RangeError: Expected changes of coefficient bits that the scans/);
  });
});
