/** Bits in coefficients that are whole multiples of a step of their own. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parityOf, wholeTargets } from '../../../src/methods/robust/lattice.ts';

const MOST = 200;

describe('the targets of coefficients in whole steps', () => {
  for (const own of [1, 2, 3]) {
    it(`carry their bit where their own step is ${own} and the cells are 7 wide, and are not far`, () => {
      const targets = wholeTargets(7, [{ step: 7, thrift: 0 }], own, MOST);
      for (const bit of [0, 1]) {
        for (let value = 8 - MOST; value <= MOST - 8; value++) {
          const target = targets[bit]![value + MOST]!;
          assert.equal(parityOf(own * target, 7), bit, `${value} -> ${target}`);
          assert.ok(Math.abs(target - value) * own <= 7 + own);
        }
      }
    });
  }

  it('stay where they carry their bit already, in the middle of a cell', () => {
    const targets = wholeTargets(6, [{ step: 6, thrift: 0 }], 2, MOST);
    for (let cell = -20; cell <= 20; cell++) assert.equal(targets[cell & 1]![3 * cell + MOST], 3 * cell);
  });

  it('stay within the range, also where their own step is wider than the cells', () => {
    for (const own of [1, 5, 16, 99]) {
      for (const targets of wholeTargets(4, [{ step: 5, thrift: 0.1 }], own, 30)) {
        assert.ok(targets.every((target, i) => Math.abs(target) <= 30 && Math.abs(target - (i - 30)) <= 5));
      }
    }
  });
});
