/** Digits, nearest values, layers and plans of the exact method's embedding. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  BitSequence,
  decodeDigits,
  digitBlock,
  digitsCapacity,
  encodeDigits,
} from '../../src/methods/exact/embedding/digits.ts';
import { KeystreamReader } from '../../src/methods/exact/embedding/keystream-reader.ts';
import type { EmbeddingShape } from '../../src/methods/exact/embedding/layers.ts';
import { embedBits, extractBits, shapeCapacity } from '../../src/methods/exact/embedding/layers.ts';
import { nearestValues } from '../../src/methods/exact/embedding/nearest.ts';
import { planDigits, planTrellis } from '../../src/methods/exact/embedding/plan.ts';
import { pixelSamples } from '../../src/methods/exact/embedding/samples.ts';
import { systemRandomBytes } from '../../src/random/random-bytes.ts';
import { seededRandom } from './seeded-random.ts';

const KEY = Uint8Array.from({ length: 32 }, (_, i) => i);

/** PSNR of a mean square, dB. */
const decibels = (meanSquare: number): number => 10 * Math.log10(255 ** 2 / meanSquare);

describe('digits', () => {
  it('waste less than 1 % of what their base could hold, above 16 at most 2.1 %', () => {
    for (let base = 2; base <= 64; base++) {
      const { digits, bits } = digitBlock(base);
      assert.ok(
        bits / digits > (base > 16 ? 0.979 : 0.99) * Math.log2(base),
        `base ${base}: ${bits} bits in ${digits} digits`,
      );
      assert.ok(2n ** BigInt(bits) <= BigInt(base) ** BigInt(digits));
    }
  });

  it('give the bits back, for any base and count', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 256 }),
        fc.integer({ min: 0, max: 300 }),
        async (base, count) => {
          const capacity = digitsCapacity(base, count);
          const bytes = systemRandomBytes(Math.ceil(capacity / 8));
          const digits = await encodeDigits(new BitSequence(bytes), base, count, KEY);
          assert.ok(digits.every((digit) => digit < base));
          const decoded = new BitSequence(new Uint8Array(bytes.length));
          await decodeDigits(digits, base, KEY, decoded);
          assert.equal(decoded.position, capacity);
          if (capacity % 8 > 0) bytes[bytes.length - 1]! &= 0xff << (8 - (capacity % 8));
          assert.deepEqual(decoded.bytes, bytes);
        },
      ),
    );
  });

  it('are uniform even where the bits are all zero', async () => {
    const digits = await encodeDigits(new BitSequence(new Uint8Array(0)), 3, 90_000, KEY);
    const counts = [0, 0, 0];
    for (const digit of digits) counts[digit]!++;
    const chiSquare = counts.reduce((sum, count) => sum + (count - 30_000) ** 2 / 30_000, 0);
    assert.ok(chiSquare < 13.8, `chi-square ${chiSquare} with 2 degrees of freedom`);
  });
});

describe('a key stream', () => {
  it('shuffles so that every order of four is equally likely', async () => {
    const counts = new Map<string, number>();
    const rounds = 4800;
    for (let round = 0; round < rounds; round++) {
      const key = new Uint8Array(32);
      new DataView(key.buffer).setUint32(0, round);
      const items = Uint32Array.of(0, 1, 2, 3);
      await new KeystreamReader(key).shuffle(items);
      counts.set(String(items), (counts.get(String(items)) ?? 0) + 1);
    }
    assert.equal(counts.size, 24);
    const expected = rounds / 24;
    const chiSquare = [...counts.values()].reduce(
      (sum, count) => sum + (count - expected) ** 2 / expected,
      0,
    );
    assert.ok(chiSquare < 49.7, `chi-square ${chiSquare} with 23 degrees of freedom`);
  });
});

describe('nearest values', () => {
  it('are nearest, of the class, and within 0-255, by trying all', () => {
    for (const period of [1, 2, 3, 4, 7, 12, 16, 128, 256]) {
      const { value, other } = nearestValues(period);
      for (let sample = 0; sample < 256; sample += period < 20 ? 1 : 17) {
        for (let residue = 0; residue < period; residue++) {
          const members = Array.from({ length: 256 }, (_, v) => v).filter((v) => v % period === residue);
          const distance = Math.min(...members.map((v) => Math.abs(v - sample)));
          const nearest = members.filter((v) => Math.abs(v - sample) === distance);
          assert.deepEqual(
            [...new Set([value(sample, residue), other(sample, residue)])].sort((a, b) => a - b),
            nearest,
            `sample ${sample}, ${residue} modulo ${period}`,
          );
        }
      }
    }
  });
});

describe('embedding in layers', () => {
  const shapes: readonly EmbeddingShape[] = [
    { modulus: 2, lowBits: 0, highBits: 0, height: 0 },
    { modulus: 3, lowBits: 0, highBits: 0, height: 0 },
    { modulus: 11, lowBits: 0, highBits: 0, height: 0 },
    { modulus: 1, lowBits: 1, highBits: 0, height: 6 },
    { modulus: 1, lowBits: 400, highBits: 100, height: 8 },
    { modulus: 2, lowBits: 900, highBits: 300, height: 10 },
    { modulus: 5, lowBits: 0, highBits: 77, height: 7 },
    { modulus: 64, lowBits: 500, highBits: 500, height: 10 },
  ];
  for (const shape of shapes) {
    it(`gives the bits back: modulus ${shape.modulus}, layers of ${shape.lowBits} and ${shape.highBits}`, async () => {
      const random = seededRandom(shape.modulus + shape.lowBits);
      const samples = random(1500).map((sample, i) => (i % 5 === 0 ? (sample & 1) * 255 : sample));
      const places = Uint32Array.from({ length: 1100 }, (_, i) => (i * 7) % 1500);
      const before = Uint8Array.from(samples);
      const capacity = shapeCapacity(shape, places.length);
      const bits = random(Math.ceil(capacity / 8));
      const cover = pixelSamples(samples);
      await embedBits({ cover, places, shape, bits, key: KEY, costs: { sharpness: 0.7 }, random });
      const extracted = await extractBits({ cover, places, shape, key: KEY });
      if (capacity % 8 > 0) bits[bits.length - 1]! &= 0xff << (8 - (capacity % 8));
      assert.deepEqual(extracted, bits);
      const chosen = new Set(places);
      assert.ok(samples.every((sample, i) => chosen.has(i) || sample === before[i]));
    });
  }

  it('of several segments gives the bits back', async () => {
    const random = seededRandom(5);
    const samples = random(150_001);
    const places = Uint32Array.from(samples, (_, i) => 150_000 - i);
    const shape = { modulus: 3, lowBits: 100_003, highBits: 20_001, height: 7 };
    const bits = random(Math.ceil(shapeCapacity(shape, places.length) / 8));
    const cover = pixelSamples(samples);
    await embedBits({ cover, places, shape, bits, key: KEY, costs: { sharpness: 0.3 }, random });
    const extracted = await extractBits({ cover, places, shape, key: KEY });
    assert.deepEqual(extracted.subarray(0, -1), bits.subarray(0, extracted.length - 1));
  });

  it('stops when it is told to', async () => {
    const samples = systemRandomBytes(140_000);
    const places = Uint32Array.from(samples, (_, i) => i);
    const shape = { modulus: 1, lowBits: 20_000, highBits: 0, height: 8 };
    const controller = new AbortController();
    const embedding = embedBits({
      cover: pixelSamples(samples),
      places,
      shape,
      bits: new Uint8Array(2500),
      key: KEY,
      costs: { sharpness: 3 },
      random: systemRandomBytes,
      signal: controller.signal,
      onProgress: () => controller.abort(new Error('enough')),
    });
    await assert.rejects(embedding, /enough/);
  });
});

describe('samples with a range', () => {
  const ranges = [
    { name: '8-bit pixels', least: 0, most: 255, make: (values: number[]) => Uint8Array.from(values) },
    {
      name: 'sound of 16 bits',
      least: -32768,
      most: 32767,
      make: (values: number[]) => Int16Array.from(values),
    },
    {
      name: 'DCT coefficients',
      least: -1024,
      most: 1023,
      make: (values: number[]) => Int16Array.from(values),
    },
    {
      name: 'sound of 24 bits',
      least: -(2 ** 23),
      most: 2 ** 23 - 1,
      make: (values: number[]) => Int32Array.from(values),
    },
  ] as const;
  for (const { name, least, most, make } of ranges) {
    it(`give the bits back and leave wet samples alone: ${name}, ${least} to ${most}`, async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 0, max: 2 ** 31 - 1 }),
          fc.constantFrom(1, 2, 3, 16),
          fc.double({ min: 0, max: 0.5, noNaN: true }),
          fc.double({ min: 0.05, max: 0.4, noNaN: true }),
          async (seed, modulus, wetPart, load) => {
            const random = seededRandom(seed);
            const draw = (): number => new DataView(random(4).buffer).getUint32(0) / 2 ** 32;
            // Many samples at the ends of the range, where changes go one way only.
            const values = Array.from({ length: 1200 }, () => {
              const place = draw();
              return place < 0.1
                ? least
                : place < 0.2
                  ? most
                  : least + Math.floor(draw() * (most - least + 1));
            });
            const samples = make(values);
            const before = make(values);
            const wet = modulus === 1 ? Uint8Array.from(values, () => Number(draw() < wetPart)) : undefined;
            const places = Uint32Array.from({ length: 1000 }, (_, i) => (i * 7) % 1200);
            // Changeable samples carry at most `load` bits each.
            const room = Math.floor(
              load * places.filter((place) => wet === undefined || wet[place] === 0).length,
            );
            const shape = {
              modulus,
              lowBits: Math.ceil(0.7 * room) || 1,
              highBits: Math.floor(0.3 * room),
              height: 8,
            };
            const capacity = shapeCapacity(shape, places.length);
            const bits = random(Math.ceil(capacity / 8));
            const cover = { samples, least, most, wet };
            await embedBits({ cover, places, shape, bits, key: KEY, costs: { sharpness: 1 }, random });
            if (capacity % 8 > 0) bits[bits.length - 1]! &= 0xff << (8 - (capacity % 8));
            assert.deepEqual(await extractBits({ cover, places, shape, key: KEY }), bits);
            const chosen = new Set(places);
            samples.forEach((sample, i) => {
              assert.ok(sample >= least && sample <= most);
              if (!chosen.has(i) || (wet !== undefined && wet[i] !== 0)) assert.equal(sample, before[i]);
              assert.ok(Math.abs(sample - before[i]!) <= 4 * modulus);
            });
          },
        ),
        { numRuns: 40 },
      );
    });
  }

  it('refuse what would change wet samples, by plain digits or too full a code', async () => {
    const random = seededRandom(3);
    const samples = Int16Array.from({ length: 400 }, (_, i) => i - 200);
    const places = Uint32Array.from(samples, (_, i) => i);
    const cover = { samples, least: -1024, most: 1023, wet: new Uint8Array(400).fill(1) };
    const refused = { name: 'RangeError', code: 'payload-too-large' };
    for (const shape of [
      { modulus: 3, lowBits: 0, highBits: 0, height: 0 },
      { modulus: 1, lowBits: 200, highBits: 0, height: 8 },
      { modulus: 1, lowBits: 0, highBits: 200, height: 8 },
    ]) {
      const bits = random(100);
      await assert.rejects(
        embedBits({ cover, places, shape, bits, key: KEY, costs: { sharpness: 1 }, random }),
        refused,
      );
    }
    for (const range of [
      { least: 0, most: 2 },
      { least: -40_000, most: 0 },
      { least: 0.5, most: 9 },
    ]) {
      await assert.rejects(
        embedBits({
          cover: { samples, ...range },
          places,
          shape: { modulus: 1, lowBits: 8, highBits: 0, height: 8 },
          bits: random(1),
          key: KEY,
          costs: { sharpness: 1 },
          random,
        }),
        RangeError,
      );
    }
  });
});

describe('a plan', () => {
  /** Mean square of an embedding of random bits at this rate. */
  async function measured(
    rate: number,
    samples: Uint8Array,
  ): Promise<{ meanSquare: number; planned: number }> {
    const places = Uint32Array.from(samples, (_, i) => i);
    const { shape, sharpness, meanSquare } = planTrellis(Math.round(rate * samples.length), samples.length);
    const capacity = shapeCapacity(shape, places.length);
    assert.ok(capacity >= Math.round(rate * samples.length));
    assert.ok(capacity < Math.round(rate * samples.length) + 8);
    const changed = Uint8Array.from(samples);
    await embedBits({
      cover: pixelSamples(changed),
      places,
      shape,
      bits: systemRandomBytes(Math.ceil(capacity / 8)),
      key: KEY,
      costs: { sharpness },
      random: systemRandomBytes,
    });
    const total = changed.reduce((sum, sample, i) => sum + (sample - samples[i]!) ** 2, 0);
    return { meanSquare: total / samples.length, planned: meanSquare };
  }

  // The bound of all codes at 0.4 bit a sample for changes of at most 1 and equal costs is 60.2 dB.
  for (const [rate, least] of [
    [0.05, 70.2],
    [0.4, 59.6],
    [1, 54.2],
    [1.48, 51.14],
    [1.7, 49.9],
    [2.2, 46.9],
    [2.9, 42.7],
    [4, 36.1],
  ] as const) {
    it(`for ${rate} bits a sample keeps ${least} dB, and knows what it will keep to 0.15 dB`, async () => {
      const samples = systemRandomBytes(120_000).map((sample) => 40 + (sample >> 1));
      const { meanSquare, planned } = await measured(rate, samples);
      assert.ok(decibels(meanSquare) > least, `${decibels(meanSquare)} dB`);
      assert.ok(Math.abs(decibels(meanSquare) - decibels(planned)) < 0.15);
    });
  }

  it('of plain digits expects what the closed form says', () => {
    for (let base = 2; base <= 16; base++) {
      const expected = base % 2 === 1 ? (base ** 2 - 1) / 12 : (base ** 2 + 2) / 12;
      assert.ok(Math.abs(planDigits(base).meanSquare - expected) < 1e-12);
    }
  });

  it('refuses what no shape holds', () => {
    assert.throws(() => planTrellis(8001, 1000), RangeError);
  });
});
