/**
 * Tells what is slow from what has stalled. Who works is on a processor or ready for one, at nearly every look, however seldom the machine
 * gives it one. Who waits for something that never comes is neither, at most looks.
 *
 * No clock of the machine ends anything by itself: what was not looked at does not count, such as the time that the watcher had no
 * processor, or that the machine slept.
 */
import type { Tasks } from './processes.ts';

/** All in seconds. */
export interface Limits {
  /** How long next to nothing may be done. */
  readonly idle: number;
  /** Time on processors, of all threads together: more is work that never ends. */
  readonly work: number;
  /** The longest time between two looks that counts. */
  readonly look: number;
}

/**
 * Who waits is busy for less than this part of the time: a browser that looks for an element again and again is for 0.04, and on a machine
 * with seven times as much work as processors at 0.1 of the looks.
 */
const IDLE_SHARE = 0.2;

interface Look {
  readonly seconds: number;
  readonly busy: number;
}

/** A clock for one process and what it started. */
export class StallClock {
  readonly limits: Limits;
  #tasks: Tasks | undefined;
  #at: number | undefined;
  #worked = 0;
  #looks: Look[] = [];

  constructor(limits: Limits) {
    this.limits = limits;
  }

  /**
   * Takes a look.
   *
   * @param now - seconds on a clock that never goes back.
   * @param tasks - what is watched; undefined where the system does not tell.
   * @param own - seconds since the last look that the thread which looks was busy with something else, where it is watched too.
   * @returns why it counts as stalled, or undefined.
   */
  look(now: number, tasks: Tasks | undefined, own = 0): string | undefined {
    const seconds = Math.min(now - (this.#at ?? now), this.limits.look);
    let [cpu, busy] = [0, false];
    for (const [key, task] of tasks ?? []) {
      const before = this.#tasks?.get(key);
      busy ||= task.busy;
      // What began since the last look is counted from its beginning, but not what was there at the first.
      if (before === undefined && this.#tasks === undefined) continue;
      cpu += Math.max(0, task.cpu - (before?.cpu ?? 0));
    }
    this.#at = now;
    this.#tasks = tasks;
    this.#worked += cpu;
    this.#looks.push({ seconds, busy: busy ? seconds : Math.min(Math.max(cpu, own), seconds) });
    let total = sum(this.#looks, 'seconds');
    while (total - this.#looks[0]!.seconds >= this.limits.idle) total -= this.#looks.shift()!.seconds;
    if (this.#worked > this.limits.work) {
      return `it worked for ${Math.round(this.#worked)} seconds of processor time and came to no end`;
    }
    const busyTime = sum(this.#looks, 'busy');
    if (total < this.limits.idle || busyTime >= IDLE_SHARE * total) return undefined;
    return `it was busy for ${busyTime.toFixed(1)} of ${Math.round(total)} seconds`;
  }
}

function sum(looks: readonly Look[], of: keyof Look): number {
  return looks.reduce((total, look) => total + look[of], 0);
}
