/** Huffman tables made anew: prefix codes of at most 16 bits without the code of all ones, as short as can be. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { hasOptimalTables } from '../../../src/image/jpeg/count-symbols.ts';
import { encodingTable, huffmanTable, missingSymbols } from '../../../src/image/jpeg/huffman-table.ts';
import { optimalTable } from '../../../src/image/jpeg/optimal-table.ts';
import { readJpeg } from '../../../src/image/jpeg/read-jpeg.ts';
import { writeJpeg } from '../../../src/image/jpeg/write-jpeg.ts';
import { changeCoefficients, missingProgram, photoLikePpm, runProgram, sharpJpeg } from './jpeg-files.ts';

function codesOf(counts: Uint32Array): { symbol: number; bits: string }[] {
  const { codes } = encodingTable(optimalTable(counts));
  return [...codes.entries()]
    .filter(([, entry]) => entry !== 0)
    .map(([symbol, entry]) => ({ symbol, bits: (entry >> 5).toString(2).padStart(entry & 31, '0') }));
}

const anyCounts = fc
  .array(fc.tuple(fc.nat(255), fc.oneof(fc.nat(20), fc.nat(1e6))), { minLength: 1, maxLength: 256 })
  .map((pairs) => {
    const counts = new Uint32Array(256);
    for (const [symbol, count] of pairs) counts[symbol] = count + 1;
    return counts;
  });

describe('the optimal table', () => {
  it('is a prefix code of the symbols that occur, without the code of all ones', () => {
    fc.assert(
      fc.property(anyCounts, (counts) => {
        const codes = codesOf(counts);
        assert.deepEqual(
          codes.map(({ symbol }) => symbol),
          [...counts.keys()].filter((symbol) => counts[symbol]! > 0),
        );
        for (const { bits } of codes) {
          assert.ok(bits.length <= 16);
          assert.match(bits, /0/);
          assert.ok(codes.every((other) => other.bits === bits || !other.bits.startsWith(bits)));
        }
      }),
    );
  });

  it('takes less than a bit a symbol more than the entropy', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 50, max: 5000 }), { minLength: 2, maxLength: 162 }),
        (values) => {
          const counts = new Uint32Array(256);
          counts.set(values);
          const total = values.reduce((sum, value) => sum + value, 0);
          const entropy = values.reduce((sum, value) => sum - value * Math.log2(value / total), 0);
          const length = codesOf(counts).reduce(
            (sum, { symbol, bits }) => sum + counts[symbol]! * bits.length,
            0,
          );
          assert.ok(length >= entropy - 1e-6 && length < entropy + total, `${length} for ${entropy}`);
        },
      ),
    );
  });

  it('has codes of 16 bits where frequencies would make longer ones', () => {
    const counts = new Uint32Array(256);
    for (let symbol = 0, a = 1, b = 1; symbol < 40; symbol++, [a, b] = [b, a + b]) counts[symbol] = a;
    const codes = codesOf(counts);
    assert.equal(codes.length, 40);
    assert.equal(Math.max(...codes.map(({ bits }) => bits.length)), 16);
  });

  it('can hold 256 symbols of one length', () => {
    const counts = new Uint32Array(256).fill(1);
    assert.equal(codesOf(counts).length, 256);
  });

  it('is the one that libjpeg makes', async (test) => {
    const optimised: [string, Uint8Array][] = [];
    for (const quality of [10, 50, 75, 90, 98]) {
      for (const progressive of [false, true]) {
        optimised.push([
          `sharp ${quality}`,
          await sharpJpeg({ quality, progressive, optimiseCoding: true }, 300, 200),
        ]);
      }
    }
    const missing = missingProgram('cjpeg');
    if (missing) test.diagnostic(`left out: cjpeg, for ${missing}`);
    else optimised.push(['cjpeg', runProgram('cjpeg', ['-optimize'], photoLikePpm())]);
    for (const [name, bytes] of optimised) {
      const rebuilt = writeJpeg(readJpeg(bytes), { huffmanTables: 'rebuild' });
      assert.ok(Buffer.from(bytes).equals(rebuilt), name);
    }
  });

  it('is known when an encoder made it, and no longer once coefficients differ', async () => {
    const standard = readJpeg(await sharpJpeg({ quality: 75, optimiseCoding: false }));
    assert.equal(hasOptimalTables(standard), false);
    for (const options of [{ quality: 75 }, { progressive: true }, { mozjpeg: true }]) {
      const file = readJpeg(await sharpJpeg(options));
      assert.equal(hasOptimalTables(file), true, JSON.stringify(options));
      changeCoefficients(file, 0.05);
      assert.equal(hasOptimalTables(file), false);
      assert.equal(hasOptimalTables(readJpeg(writeJpeg(file, { huffmanTables: 'rebuild' }))), true);
    }
  });
});

describe('a Huffman table', () => {
  it('is refused when it has more codes than fit', () => {
    const counts = new Uint8Array(16);
    counts[0] = 3;
    assert.throws(() => huffmanTable(counts, Uint8Array.of(1, 2, 3)), { code: 'damaged-picture' });
  });

  it('knows what it lacks once that was to be written', () => {
    const table = encodingTable(
      huffmanTable(Uint8Array.of(0, 1, ...new Array(14).fill(0)), Uint8Array.of(7)),
    );
    table.counts[7]!++;
    assert.deepEqual(missingSymbols(table), []);
    table.counts[8]!++;
    assert.deepEqual(missingSymbols(table), [8]);
  });
});
