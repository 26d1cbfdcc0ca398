/**
 * What is slow is not stalled: the clock that ends tests, with figures of machines that are busy, asleep or idle.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Tasks } from './processes.ts';
import { StallClock } from './stall-clock.ts';

const LIMITS = { idle: 120, work: 1800, look: 3 };

interface Second {
  readonly cpu?: number;
  readonly busy?: boolean;
  /** Of the thread that looks. */
  readonly own?: number;
  /** How long it took, for the watcher. */
  readonly length?: number;
}

/** The number of looks, one a second, until the clock says that all has stalled, and what it says. */
function until(
  clock: StallClock,
  seconds: number,
  at: (second: number) => Second,
): [number, string] | undefined {
  let [now, cpu] = [0, 500];
  for (let second = 0; second <= seconds; second++) {
    const { cpu: more = 0, busy = false, own = 0, length = 1 } = at(second);
    [now, cpu] = [now + length, cpu + more];
    const why = clock.look(now, new Map([['1/1', { cpu, busy }]]), own);
    if (why !== undefined) return [second, why];
  }
  return undefined;
}

describe('a program has not stalled', () => {
  const cases: readonly [string, (second: number) => Second][] = [
    ['that works', () => ({ cpu: 0.3 })],
    ['that gets a hundredth of a processor among others', () => ({ cpu: 0.01, busy: true })],
    ['that gets nothing at all', () => ({ busy: true })],
    ['whose work is that of the thread that looks, with hardly a processor', () => ({ cpu: 0.01, own: 0.9 })],
    ['that is seen to work at every third look', (second) => ({ busy: second % 3 === 0 })],
    ['that works every two minutes only', (second) => ({ cpu: second % 110 < 30 ? 1 : 0 })],
    ['that nobody looked at', () => ({ length: 0 })],
  ];
  for (const [what, at] of cases) {
    it(what, () => assert.equal(until(new StallClock(LIMITS), 1700, at), undefined));
  }

  it('when it did nothing while the watcher did nothing either', () => {
    // A machine that slept for an hour each time: forty looks, of which three seconds each count.
    assert.equal(
      until(new StallClock(LIMITS), 39, () => ({ length: 3600 })),
      undefined,
    );
    assert.equal(until(new StallClock(LIMITS), 41, () => ({ length: 3600 }))?.[0], 40);
  });
});

describe('a program has stalled', () => {
  it('that asks for nothing, two minutes later', () => {
    const [seconds, why] = until(new StallClock(LIMITS), 1000, () => ({}))!;
    assert.equal(seconds, 120);
    assert.equal(why, 'it was busy for 0.0 of 120 seconds');
  });

  it('that worked and then looks now and then whether something has come', () => {
    const [seconds] = until(new StallClock(LIMITS), 1000, (second) => ({
      cpu: second < 300 ? 1 : 0.03,
      own: 0.05,
      busy: second % 10 === 0,
    }))!;
    assert.ok(seconds > 380 && seconds <= 420, `${seconds}`);
  });

  it('that never ends, by the work it did and not by the time it took', () => {
    const [fast, why] = until(new StallClock(LIMITS), 1e5, () => ({ cpu: 2 }))!;
    const [slow] = until(new StallClock(LIMITS), 1e5, () => ({ cpu: 0.1, busy: true }))!;
    assert.equal(fast, 901);
    assert.ok(slow > 17_900);
    assert.match(why, /^it worked for 1802 seconds of processor time/);
  });

  it('whose processes have ended', () => {
    const clock = new StallClock(LIMITS);
    const none: Tasks = new Map();
    let seconds = 0;
    while (clock.look(seconds, none) === undefined) seconds += 1;
    assert.equal(seconds, 120);
  });
});

describe('work that began since the last look', () => {
  it('counts from its beginning', () => {
    const clock = new StallClock({ ...LIMITS, idle: 10 });
    for (let second = 0; second < 100; second++) {
      // Each look finds another process, which has ended at the next.
      const tasks = new Map([[`${second}/${second}`, { cpu: 0.4, busy: false }]]);
      assert.equal(clock.look(second, tasks), undefined);
    }
  });
});
