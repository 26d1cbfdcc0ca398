/** Which batches are too bad to be learned from. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LossGuard } from '../../src/training/loss-guard.ts';

/** A guard that has seen so many losses of 0.1. */
function seasoned(badBatch: number, batches = 100): LossGuard {
  const guard = new LossGuard(badBatch);
  for (let batch = 0; batch < batches; batch++) guard.note(0.1);
  return guard;
}

describe('a guard against bad batches', () => {
  it('lets a loss be so many times the mean, once it knows the mean', () => {
    assert.ok(seasoned(3, 99).limit() > 1e30);
    assert.ok(Math.abs(seasoned(3).limit() - 0.3) < 1e-9);
  });

  it('refuses none where it is off', () => {
    assert.ok(seasoned(0).limit() > 1e30);
  });

  it('is not led astray by one batch, nor by one that is no number', () => {
    const guard = seasoned(3);
    guard.note(Number.NaN);
    guard.note(Number.POSITIVE_INFINITY);
    assert.ok(Math.abs(guard.limit() - 0.3) < 1e-9);
    guard.note(1e9);
    assert.ok(guard.limit() < 0.36);
  });

  it('gets used to what stays', () => {
    const guard = seasoned(3);
    let refused = 0;
    while (guard.limit() <= 0.5) {
      guard.note(0.5);
      refused++;
    }
    assert.ok(refused > 5 && refused < 30, `${refused}`);
  });
});
