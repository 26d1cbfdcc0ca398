import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { learningRate } from '../../src/training/optimizer/schedule.ts';

const configuration = { learningRate: 0.01, warmupSteps: 100, finalFraction: 0.1 };
const close = (a: number, b: number): void => assert.ok(Math.abs(a - b) < 1e-12, `${a} instead of ${b}`);

describe('the learning rate', () => {
  it('rises in a line over the warm-up, from its hundredth to the whole', () => {
    close(learningRate(0, 0, configuration), 0.0001);
    close(learningRate(49, 0, configuration), 0.005);
    close(learningRate(99, 0, configuration), 0.01);
    close(learningRate(100, 0, configuration), 0.01);
  });

  it('falls by half a cosine: whole at the start, in the middle between, the final fraction at the end', () => {
    close(learningRate(1000, 0, configuration), 0.01);
    close(learningRate(1000, 0.5, configuration), (0.01 + 0.001) / 2);
    close(learningRate(1000, 1, configuration), 0.001);
    // cos(pi / 3) = 1 / 2
    close(learningRate(1000, 1 / 3, configuration), 0.001 + 0.75 * 0.009);
  });

  it('stays at its end beyond it, and at its start before it', () => {
    close(learningRate(1000, 2, configuration), 0.001);
    close(learningRate(1000, -1, configuration), 0.01);
  });

  it('needs no warm-up', () => {
    close(learningRate(0, 0, { ...configuration, warmupSteps: 0 }), 0.01);
  });

  it('is never above the highest, never 0 before the end, and never rises after the warm-up', () => {
    const progress = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.nat(500), progress, progress, (step, a, b) => {
        const [early, late] = [Math.min(a, b), Math.max(a, b)];
        const [before, after] = [early, late].map((done) => learningRate(step, done, configuration));
        assert.ok(before! <= 0.01 && after! > 0 && after! <= before!);
      }),
    );
  });
});
