import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Layout } from '../../../src/marking/signal/layout.ts';
import { layoutOf } from '../../../src/marking/signal/layout.ts';
import { CARRIERS, gridOf, PILOT_EVERY } from '../../../src/marking/signal/mark-design.ts';

const KEY = Uint8Array.from({ length: 32 }, (_, i) => 7 * i);
const SHORT = 4 * (64 + 40);
const LONG = 4 * (128 + 40);

let short: Layout;
let long: Layout;
before(async () => {
  short = await layoutOf(KEY, SHORT);
  long = await layoutOf(KEY, LONG);
});

describe('the layout of a key', () => {
  it('is the same each time, and another for another key', async () => {
    assert.deepEqual(await layoutOf(KEY.slice(), SHORT), short);
    const other = await layoutOf(KEY.with(31, KEY[31]! ^ 1), SHORT);
    for (const [index, carrier] of short.carriers.entries()) {
      const another = other.carriers[index]!;
      const alike = carrier.turns.filter((turn, i) => turn === another.turns[i]).length;
      assert.ok(Math.abs(alike / carrier.turns.length - 0.25) < 0.01, 'turns agree by chance');
      const signs = carrier.sign.filter((sign, i) => sign === another.sign[i]).length;
      assert.ok(Math.abs(signs / carrier.sign.length - 0.5) < 0.08, 'signs agree by chance');
      const places = ({ kx, ky, pilots }: Layout['carriers'][number]): string[] =>
        Array.from(pilots, (at) => `${kx[at]},${ky[at]}`);
      const others = new Set(places(another));
      const common = places(carrier).filter((place) => others.has(place)).length;
      assert.ok(common < 0.45 * carrier.pilots.length, `${common} common pilots`);
    }
    assert.notDeepEqual(other.mask, short.mask);
  });

  it('has every frequency of the rings once, without the axes, in one half-plane', () => {
    for (const [index, { kx, ky, ring }] of short.carriers.entries()) {
      const [low, high] = CARRIERS[index]!.ring;
      const expected = new Set<string>();
      for (let x = -high; x <= high; x++) {
        for (let y = 1; y <= high; y++) {
          if (x !== 0 && Math.hypot(x, y) >= low && Math.hypot(x, y) <= high) expected.add(`${x},${y}`);
        }
      }
      assert.equal(kx.length, expected.size);
      assert.deepEqual(new Set(Array.from(kx, (x, i) => `${x},${ky[i]}`)), expected);
      assert.ok(ring.every((value, i) => value === Math.round(Math.hypot(kx[i]!, ky[i]!))));
    }
  });

  it('makes every fourth frequency a pilot, all others data', () => {
    for (const { kx, pilots, data, pilotReal, pilotImaginary } of short.carriers) {
      assert.equal(pilots.length, Math.ceil(kx.length / PILOT_EVERY));
      assert.deepEqual(
        Int32Array.from([...pilots, ...data]).sort(),
        Int32Array.from({ length: kx.length }, (_, i) => i),
      );
      for (const [i, re] of pilotReal.entries()) {
        assert.ok(Math.abs(Math.abs(re) - Math.SQRT1_2) < 1e-12);
        assert.ok(Math.abs(Math.abs(pilotImaginary[i]!) - Math.SQRT1_2) < 1e-12);
      }
    }
  });

  it('has the same pilots, turns and signs for messages of every length', () => {
    for (const [index, { bit, ...carrier }] of short.carriers.entries()) {
      const { bit: otherBit, ...other } = long.carriers[index]!;
      assert.deepEqual(carrier, other);
      assert.notDeepEqual(bit, otherBit);
    }
    assert.deepEqual([short.mask.length, long.mask.length], [SHORT, LONG]);
  });

  it('carries every coded bit as often as any other, but for one', () => {
    for (const { carriers, mask } of [short, long]) {
      const counts = new Int32Array(mask.length);
      for (const { bit } of carriers) for (const b of bit) counts[b]! += 1;
      assert.ok(Math.max(...counts) - Math.min(...counts) <= 1);
      assert.ok(Math.min(...counts) >= 2, `${Math.min(...counts)}`);
      const ones = mask.reduce((sum, bit) => sum + bit, 0);
      assert.ok(Math.abs(ones / mask.length - 0.5) < 0.1);
    }
  });
});

describe('the grid of a mark', () => {
  it('has the proportions of the picture and about 640 samples squared', () => {
    for (const [width, height] of [
      [640, 640],
      [4000, 3000],
      [160, 160],
      [451, 300],
      [3000, 200],
    ] as const) {
      const grid = gridOf(width, height);
      assert.ok(Math.abs((grid.width * grid.height) / 640 ** 2 - 1) < 0.01, `${width}x${height}`);
      assert.ok(Math.abs((grid.width * height) / (grid.height * width) - 1) < 0.01, `${width}x${height}`);
    }
    assert.deepEqual(gridOf(640, 640), { width: 640, height: 640 });
    assert.deepEqual(gridOf(1, 1_000_000), { width: 1, height: 640_000 });
  });
});
