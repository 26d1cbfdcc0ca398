import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { chanceOfAgreement, chanceOfMessage, PRESENT, UNMARKED } from '../../src/marking/false-positives.ts';
import { MOST_TRIES } from '../../src/marking/signal/find-mark.ts';

describe('the chance of a false finding', () => {
  it('by a message is at most 1e-10 for a key', () => {
    assert.equal(chanceOfMessage(1), 1 / 1_099_511_627_776);
    assert.ok(chanceOfMessage(MOST_TRIES) < 1.001e-10);
  });

  it('by the pilots is one in a million at the threshold', () => {
    assert.ok(Math.abs(chanceOfAgreement(PRESENT) / 1e-6 - 1) < 1e-5);
  });

  it('by the pilots follows the distribution function of Gumbel, and falls for ever', () => {
    const { location, scale } = UNMARKED;
    // 1 - exp(-1) at the location; the median is location - scale ln ln 2.
    assert.ok(Math.abs(chanceOfAgreement(location) - (1 - Math.exp(-1))) < 1e-12);
    assert.ok(Math.abs(chanceOfAgreement(location - scale * Math.log(Math.LN2)) - 0.5) < 1e-12);
    let before = 1;
    for (let z = 3; z < 60; z += 0.5) {
      const chance = chanceOfAgreement(z);
      assert.ok(chance > 0 && chance <= before && (z < location || chance < before), `${z}: ${chance}`);
      before = chance;
    }
  });
});
