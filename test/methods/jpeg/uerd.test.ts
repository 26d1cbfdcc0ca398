/** UERD against a slow transcription of its formula. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JpegComponent } from '../../../src/image/jpeg/jpeg-file.ts';
import { readJpeg } from '../../../src/image/jpeg/read-jpeg.ts';
import { uerdCosts } from '../../../src/methods/jpeg/costs/uerd.ts';
import { madeUpComponent, missingReference, referenceComponent, referenceFile } from './components.ts';

/** Equations 3 and 4 of the paper, for one coefficient; blocks beyond an edge are those at the edge. */
function definition(component: JpegComponent, row: number, column: number, v: number, u: number): number {
  const { blocksPerRow, blocksPerColumn, storedBlocksPerRow, quantisation: q, coefficients } = component;
  const energy = (y: number, x: number): number => {
    const own = Math.min(blocksPerColumn - 1, Math.max(0, y));
    const block = own * storedBlocksPerRow + Math.min(blocksPerRow - 1, Math.max(0, x));
    const dequantised = [...coefficients.slice(64 * block, 64 * block + 64)].map((c, k) => c * q[k]!);
    return dequantised.slice(1).reduce((sum, value) => sum + Math.abs(value), 0);
  };
  let around = 0;
  for (const down of [-1, 0, 1]) {
    for (const across of [-1, 0, 1]) {
      if (down !== 0 || across !== 0) around += energy(row + down, column + across);
    }
  }
  const step = u === 0 && v === 0 ? 0.5 * (q[1]! + q[8]!) : q[8 * v + u]!;
  return step / (energy(row, column) + 0.25 * around);
}

describe('UERD costs', () => {
  it('are those of the formula', () => {
    for (const component of [madeUpComponent(5, 3), madeUpComponent(1, 4, 2)]) {
      const costs = uerdCosts(component);
      for (let row = 0; row < component.blocksPerColumn; row++) {
        for (let column = 0; column < component.blocksPerRow; column++) {
          for (let k = 0; k < 64; k++) {
            const own = costs[64 * (row * component.storedBlocksPerRow + column) + k]!;
            const theirs = definition(component, row, column, k >> 3, k & 7);
            assert.ok(Math.abs(own / theirs - 1) < 1e-6, `${own} for ${theirs}`);
          }
        }
      }
    }
  });

  it('are finite and above 0, of flat pictures and beyond the picture', () => {
    const component = madeUpComponent(3, 3);
    component.coefficients.fill(0);
    component.coefficients[1] = 1;
    const costs = uerdCosts(component);
    assert.equal(costs.length, component.coefficients.length);
    assert.ok(costs.every((cost) => cost > 0 && Number.isFinite(cost)));
    assert.ok(costs[64 * 10 + 1]! > 1000 * costs[1]!);
  });

  it('explain where others changed a cover for them', (test) => {
    if (missingReference) return test.skip(missingReference);
    const cover = referenceComponent('seal1.jpg');
    const { coefficients } = readJpeg(referenceFile('seal1_uerd_0.4.jpg')).frame.components[0]!;
    const order = [...uerdCosts(cover).entries()].sort(([, a], [, b]) => a - b).map(([index]) => index);
    const tenth = Math.floor(order.length / 10);
    const rates = Array.from({ length: 10 }, (_, part) => {
      const own = order.slice(part * tenth, (part + 1) * tenth);
      return own.filter((index) => coefficients[index] !== cover.coefficients[index]).length / own.length;
    });
    test.diagnostic(`changed, by tenths of rising cost: ${rates.map((rate) => rate.toFixed(4)).join(' ')}`);
    for (let part = 1; part < 10; part++) assert.ok(rates[part]! <= rates[part - 1]!);
  });
});
