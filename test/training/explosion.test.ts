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

  it('takes one batch that collapsed for one batch', () => {
    let errors = NO_ERRORS;
    for (let step = 0; step < 100; step++) errors = afterStep(errors, 2e-4, 3e-4);
    errors = afterStep(errors, 2e-4, 1e6);
    assert.ok(!hasExploded(errors));
    for (let step = 0; step < 100; step++) errors = afterStep(errors, 2e-4, 3e-4);
    errors = afterStep(errors, 0.5, 0.5);
    assert.ok(!hasExploded(errors));
  });

  it('starts with the first error, not with none, and remembers its best', () => {
    const first = afterStep(NO_ERRORS, 0.01, 0.001);
    assert.deepEqual(first, { cover: 20, secret: 30, best: 0, steps: 1 });
    let errors = first;
    for (let step = 0; step < 19; step++) errors = afterStep(errors, 0.01, 0.001);
    assert.ok(Math.abs(errors.best - 50) < 1e-9);
    const worse = afterStep(errors, 0.1, 0.01);
    assert.ok(Math.abs(worse.cover - (20 - 0.05 * 10)) < 0.03);
    assert.ok(Math.abs(worse.best - 50) < 1e-9);
    assert.ok(!hasExploded(NO_ERRORS));
  });

  it('gives decibels, finite ones for no error too', () => {
    assert.equal(decibels(0.001), 30);
    assert.equal(decibels(0), 150);
  });
});
