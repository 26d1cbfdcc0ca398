import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { seededRandom } from '../../src/random/seeded-random.ts';
import { changedSample, randomColourChange } from '../../src/training/data/colour-change.ts';

describe('colour change', () => {
  it('gives whole samples within 0-255, and over many draws both ends', () => {
    let [lowest, highest] = [255, 0];
    for (let draw = 0; draw < 300; draw++) {
      const change = randomColourChange(seededRandom(1, draw));
      for (const [red, green, blue] of [
        [0, 0, 0],
        [255, 255, 255],
        [200, 40, 10],
      ] as const) {
        for (let channel = 0; channel < 3; channel++) {
          const sample = changedSample(change, channel, red, green, blue);
          assert.ok(Number.isInteger(sample) && sample >= 0 && sample <= 255);
          [lowest, highest] = [Math.min(lowest, sample), Math.max(highest, sample)];
        }
      }
    }
    assert.deepEqual([lowest, highest], [0, 255]);
  });

  it('keeps grey grey', () => {
    for (let draw = 0; draw < 50; draw++) {
      const change = randomColourChange(seededRandom(2, draw));
      const [red, green, blue] = [0, 1, 2].map((channel) => changedSample(change, channel, 120, 120, 120));
      assert.deepEqual([green, blue], [red, red]);
    }
  });

  it('makes some colours stronger than they were and some weaker', () => {
    const spread = (draw: number): number => {
      const change = randomColourChange(seededRandom(3, draw));
      const samples = [0, 1, 2].map((channel) => changedSample(change, channel, 150, 110, 100));
      return Math.max(...samples) - Math.min(...samples);
    };
    const spreads = Array.from({ length: 100 }, (_, draw) => spread(draw));
    assert.ok(spreads.filter((value) => value > 60).length > 20);
    assert.ok(spreads.filter((value) => value < 40).length > 20);
  });
});
