/** J-UNIWARD against its definition, two-dimensional and one coefficient at a time, and against the cost maps of others. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeComponent } from '../../../src/image/jpeg/decode-pixels.ts';
import type { JpegComponent } from '../../../src/image/jpeg/jpeg-file.ts';
import { HIGH_PASS, LOW_PASS } from '../../../src/methods/jpeg/costs/daubechies.ts';
import { juniwardCosts } from '../../../src/methods/jpeg/costs/juniward.ts';
import { madeUpComponent, missingReference, referenceComponent, referenceFile } from './components.ts';

const PADDING = 16;

/** Both filters of each direction, vertical first. */
const DIRECTIONS = [
  [LOW_PASS, HIGH_PASS],
  [HIGH_PASS, LOW_PASS],
  [HIGH_PASS, HIGH_PASS],
] as const;

type Plane = number[][];

/** d c b a | a b c d | d c b a, rows and columns, as often as the padding needs. */
function pad<Item>(items: readonly Item[]): Item[] {
  let before: Item[] = [];
  let after: Item[] = [];
  for (let turned = true; before.length < PADDING; turned = !turned) {
    const next = turned ? [...items].reverse() : items;
    before = [...next, ...before];
    after = [...after, ...next];
  }
  return [...before.slice(-PADDING), ...items, ...after.slice(0, PADDING)];
}

function decodedPlane(component: JpegComponent): Plane {
  const { data, stride } = decodeComponent(component);
  return Array.from({ length: 8 * component.blocksPerColumn }, (_, y) => [
    ...data.subarray(y * stride, y * stride + 8 * component.blocksPerRow),
  ]);
}

/** All values of a two-dimensional filter; the tap 7 of 0 to 15 stands on the sample. Zeros beyond the plane. */
function filtered(plane: Plane, vertical: Float64Array, horizontal: Float64Array): Plane {
  return plane.map((row, y) =>
    row.map((_, x) => {
      let sum = 0;
      for (let i = 0; i < 16; i++) {
        for (let j = 0; j < 16; j++) {
          sum += vertical[i]! * horizontal[j]! * (plane[y + i - 7]?.[x + j - 7] ?? 0);
        }
      }
      return sum;
    }),
  );
}

/** What a coefficient of 1 does to the padded plane (A.3.3 of ITU-T T.81). */
function changedPlane(like: Plane, left: number, top: number, u: number, v: number, step: number): Plane {
  const scale = (frequency: number) => (frequency === 0 ? Math.SQRT1_2 : 1);
  return like.map((row, y) =>
    row.map((_, x) => {
      const [own, down] = [x - PADDING - left, y - PADDING - top];
      if (own < 0 || own > 7 || down < 0 || down > 7) return 0;
      const across = Math.cos(((2 * own + 1) * u * Math.PI) / 16);
      return (step * scale(u) * scale(v) * across * Math.cos(((2 * down + 1) * v * Math.PI) / 16)) / 4;
    }),
  );
}

/** The definition: sum of |dW| / (sigma + |W|) over all places and directions. `shift`: how far W is taken beside dW. */
function definition(component: JpegComponent, shift: number) {
  const plane = pad(decodedPlane(component).map((row) => pad(row)));
  const residuals = DIRECTIONS.map(([vertical, horizontal]) => filtered(plane, vertical, horizontal));
  return (column: number, row: number, u: number, v: number): number => {
    const step = component.quantisation[8 * v + u]!;
    const change = changedPlane(plane, 8 * column, 8 * row, u, v, step);
    let sum = 0;
    for (const [k, [vertical, horizontal]] of DIRECTIONS.entries()) {
      for (const [y, changes] of filtered(change, vertical, horizontal).entries()) {
        for (const [x, value] of changes.entries()) {
          if (value !== 0)
            sum += Math.abs(value) / (2 ** -6 + Math.abs(residuals[k]![y + shift]![x + shift]!));
        }
      }
    }
    return sum;
  };
}

describe('the wavelet', () => {
  it('is orthonormal, with eight vanishing moments', () => {
    for (let shift = 0; shift < 16; shift += 2) {
      const product = (a: Float64Array, b: Float64Array) =>
        a.reduce((sum, value, n) => sum + value * (b[n + shift] ?? 0), 0);
      const unit = shift === 0 ? 1 : 0;
      assert.ok(Math.abs(product(HIGH_PASS, HIGH_PASS) - unit) < 1e-9);
      assert.ok(Math.abs(product(LOW_PASS, LOW_PASS) - unit) < 1e-9);
      assert.ok(Math.abs(product(LOW_PASS, HIGH_PASS)) < 1e-9);
    }
    for (let power = 0; power < 8; power++) {
      // Centred and scaled to one, so that the decimals left out do not grow.
      const moment = HIGH_PASS.reduce((sum, value, n) => sum + value * ((n - 7.5) / 7.5) ** power, 0);
      assert.ok(Math.abs(moment) < 1e-8, `moment ${power} is ${moment}`);
    }
  });
});

describe('J-UNIWARD costs', () => {
  const component = madeUpComponent(4, 4);
  const at = (column: number, row: number) => 64 * (row * component.storedBlocksPerRow + column);
  for (const [variant, shift] of [
    ['corrected', 0],
    ['original', 1],
  ] as const) {
    it(`are those of the definition (${variant})`, () => {
      const costs = juniwardCosts(component, { variant });
      const expected = definition(component, shift);
      for (const [column, row] of [
        [0, 0],
        [1, 2],
        [3, 3],
      ] as const) {
        for (const [u, v] of [
          [0, 0],
          [1, 0],
          [0, 1],
          [3, 5],
          [7, 2],
          [7, 7],
        ] as const) {
          const [own, theirs] = [costs[at(column, row) + 8 * v + u]!, expected(column, row, u, v)];
          assert.ok(Math.abs(own / theirs - 1) < 1e-6, `${own} for ${theirs}, block ${column}, ${row}`);
        }
      }
    });

    it(`are those of the reference map (${variant})`, (test) => {
      if (missingReference) return test.skip(missingReference);
      const cover = referenceComponent('seal1.jpg');
      const name = variant === 'corrected' ? 'fix_off_by_one' : 'original';
      const map = new Float32Array(referenceFile(`seal1_juniward_${name}.costmap`).buffer);
      const costs = juniwardCosts(cover, { variant });
      let worst = 0;
      for (const [index, cost] of costs.entries()) {
        const [block, v, u] = [index >> 6, (index >> 3) & 7, index & 7];
        const y = 8 * Math.floor(block / cover.storedBlocksPerRow) + v;
        const x = 8 * (block % cover.storedBlocksPerRow) + u;
        const [minus, none, plus] = map.subarray(3 * (512 * y + x));
        assert.equal(none, 0);
        worst = Math.max(worst, Math.abs(cost / minus! - 1), Math.abs(cost / plus! - 1));
      }
      test.diagnostic(`largest relative difference ${worst}`);
      assert.ok(worst < 1e-5);
    });
  }

  it('are finite and above 0, of flat and of tiny pictures and beyond the picture', () => {
    const tiny = madeUpComponent(1, 1);
    tiny.coefficients.fill(0);
    for (const own of [component, tiny]) {
      const costs = juniwardCosts(own);
      assert.equal(costs.length, own.coefficients.length);
      assert.ok(costs.every((cost) => cost > 0 && Number.isFinite(cost)));
    }
  });

  it('do not look at blocks beyond the picture', () => {
    const other = { ...component, coefficients: component.coefficients.slice() };
    for (let row = 0; row < 5; row++) other.coefficients.fill(77, at(4, row), at(5, row));
    other.coefficients.fill(-77, at(0, 4), at(5, 4));
    assert.deepEqual(juniwardCosts(other), juniwardCosts(component));
  });
});
