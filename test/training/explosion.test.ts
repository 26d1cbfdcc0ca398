import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RunningErrors } from '../../src/training/explosion.ts';
import { afterStep, decibels, hasExploded, isSound, NO_ERRORS } from '../../src/training/explosion.ts';

/** The running errors after many steps with these squared errors. */
function settled(cover: number, secret: number, errors: RunningErrors = NO_ERRORS): RunningErrors {
  let next = errors;
  for (let step = 0; step < 200; step++) next = afterStep(next, cover, secret);
  return next;
}

describe('the watch over explosions', () => {
  it('lets a training alone that learns, and one whose batches differ', () => {
    let errors = NO_ERRORS;
    for (let step = 0; step < 500; step++) {
      const error = 0.1 / (1 + step) + (step % 7 === 0 ? 0.001 : 0);
      errors = afterStep(errors, error, 2 * error);
      assert.ok(!hasExploded(errors) && isSound(errors), `step ${step}`);
    }
  });

  it('lets one alone that starts from a perfect copy of the cover and slowly leaves it', () => {
    let errors = NO_ERRORS;
    for (let step = 0; step < 2000; step++) {
      const cover = Math.min(2e-3, 1e-15 * 1.05 ** step);
      errors = afterStep(errors, cover, 0.1 - 0.00004 * step);
      assert.ok(!hasExploded(errors) && isSound(errors), `step ${step}`);
    }
    assert.ok(errors.cover.mean < errors.cover.best - 50);
  });

  it('notices within some steps that both errors are ten times as large', () => {
    let errors = settled(2e-4, 3e-4);
    let steps = 0;
    while (!hasExploded(errors) && steps < 100) {
      errors = afterStep(errors, 2e-3, 3e-3);
      steps += 1;
    }
    assert.ok(steps > 1 && steps < 15, `${steps} steps`);
  });

  it('takes one batch that collapsed for one batch', () => {
    const errors = settled(2e-4, 3e-4);
    assert.ok(!hasExploded(afterStep(errors, 2e-4, 1e6)));
    assert.ok(!hasExploded(afterStep(errors, 0.5, 0.5)));
  });

  it('calls weights unsound while both sides are falling, before it calls it an explosion', () => {
    let errors = settled(2e-4, 3e-4);
    while (isSound(errors)) errors = afterStep(errors, 2e-3, 3e-3);
    assert.ok(!hasExploded(errors));
    assert.ok(isSound(settled(2e-4, 3e-4, errors)));
  });

  it('starts with the first error, not with none, and remembers its best', () => {
    const first = afterStep(NO_ERRORS, 0.01, 0.001);
    assert.deepEqual(first, { cover: { mean: 20, best: 0 }, secret: { mean: 30, best: 0 }, steps: 1 });
    const errors = settled(0.01, 0.001, first);
    const worse = afterStep(errors, 0.1, 0.001);
    assert.ok(Math.abs(worse.cover.mean - 19.5) < 1e-9);
    assert.ok(Math.abs(worse.cover.best - 20) < 1e-9);
    assert.ok(!hasExploded(NO_ERRORS));
  });

  it('gives decibels, finite ones for no error too', () => {
    assert.equal(decibels(0.001), 30);
    assert.equal(decibels(0), 150);
  });
});
