import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { afterStep, decibels, hasExploded, NO_ERRORS } from '../../src/training/explosion.ts';

describe('the watch over explosions', () => {
  it('lets a training alone that learns, and one whose batches differ', () => {
    let errors = NO_ERRORS;
    for (let step = 0; step < 500; step++) {
      const error = 0.1 / (1 + step) + (step % 7 === 0 ? 0.001 : 0);
      errors = afterStep(errors, error, 2 * error);
      assert.ok(!hasExploded(errors), `step ${step}`);
    }
  });

  it('notices within a few steps that both errors are ten times as large', () => {
    let errors = NO_ERRORS;
    for (let step = 0; step < 100; step++) errors = afterStep(errors, 2e-4, 3e-4);
    let steps = 0;
    while (!hasExploded(errors) && steps < 100) {
      errors = afterStep(errors, 2e-3, 3e-3);
      steps += 1;
    }
    assert.ok(steps > 1 && steps < 15, `${steps} steps`);
  });

  it('starts with the first error, not with none, and remembers its best', () => {
    const first = afterStep(NO_ERRORS, 0.01, 0.001);
    assert.deepEqual(first, { cover: 0.01, secret: 0.001, best: 50 });
    const worse = afterStep(first, 0.02, 0.002);
    assert.ok(Math.abs(worse.cover - 0.0105) < 1e-12);
    assert.equal(worse.best, 50);
    assert.ok(!hasExploded(NO_ERRORS));
  });

  it('gives decibels', () => {
    assert.equal(decibels(0.001), 30);
  });
});
