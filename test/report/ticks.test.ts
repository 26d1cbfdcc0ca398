import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { niceTicks } from '../../src/report/charts/ticks.ts';

test('ticks are the round numbers that a person would choose', () => {
  assert.deepEqual(niceTicks(0, 10, 6), [0, 2, 4, 6, 8, 10]);
  assert.deepEqual(niceTicks(17.3, 38.9, 6), [15, 20, 25, 30, 35, 40]);
  assert.deepEqual(niceTicks(0, 0.3, 4), [0, 0.1, 0.2, 0.3]);
  assert.deepEqual(niceTicks(-4, 3, 4), [-4, -2, 0, 2, 4]);
});

test('ticks enclose every range, evenly and about as many as asked for', () => {
  const bound = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(bound, fc.double({ min: 1e-3, max: 1e6, noNaN: true }), (low, range) => {
      const high = low + range;
      const ticks = niceTicks(low, high, 7);
      const step = ticks[1]! - ticks[0]!;
      const rounding = 1e-9 * step + 1e-12 * Math.max(Math.abs(low), Math.abs(high));
      assert.ok(ticks[0]! <= low + rounding && ticks.at(-1)! >= high - rounding);
      assert.ok(ticks.length >= 3 && ticks.length <= 13, `${ticks.length} ticks`);
      for (const [index, tick] of ticks.entries()) {
        assert.ok(Math.abs(tick - (ticks[0]! + index * step)) <= 0.05 * step);
      }
    }),
  );
});

test('a single value still has an axis around it', () => {
  for (const value of [0, 5, -5, 1e-9, 37.25]) {
    const ticks = niceTicks(value, value, 5);
    assert.ok(ticks.length >= 2 && ticks[0]! <= value && ticks.at(-1)! >= value);
  }
});
