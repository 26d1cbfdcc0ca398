/**
 * Tells what is slow from what has stalled. Who works asks for a processor, whether or not it gets one: on a busy machine the time on a
 * processor shrinks and the time spent waiting for one grows, and the sum stays. Who waits for something that never comes asks for none.
 *
 * No clock of the machine ends anything by itself: what was not looked at does not count, such as the time that the watcher had no
 * processor, or that the machine slept.
 */
import type { Tasks } from './processes.ts';

/** All in seconds. */
export interface Limits {
  /** How long next to nothing may be asked of the machine. */
  readonly idle: number;
  /** Time on processors, of all threads together, without any news: more is work that never ends. */
  readonly work: number;
  /** The longest time between two looks that counts. */
  readonly look: number;
}

/** Less than this part of the time is what a program asks that waits: a browser that looks for an element takes up to 0.05. */
const IDLE_SHARE = 0.1;

interface Look {
  readonly seconds: number;
  readonly asked: number;
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

  /** Something happened that shows progress by itself: all starts again. */
  news(): void {
    this.#worked = 0;
    this.#looks = [];
  }

  /**
   * Takes a look.
   *
   * @param now - seconds on a clock that never goes back.
   * @param tasks - what is watched; undefined where the system does not tell.
   * @returns why it counts as stalled, or undefined.
   */
  look(now: number, tasks: Tasks | undefined): string | undefined {
    const seconds = Math.min(now - (this.#at ?? now), this.limits.look);
    let [cpu, waited, held] = [0, 0, false];
    for (const [key, task] of tasks ?? []) {
      const before = this.#tasks?.get(key);
      // What began since the last look is counted from its beginning, but not what was there at the first.
      if (before === undefined && this.#tasks === undefined) continue;
      cpu += Math.max(0, task.cpu - (before?.cpu ?? 0));
      waited += Math.max(0, task.waited - (before?.waited ?? 0));
      held ||= task.held;
    }
    this.#at = now;
    this.#tasks = tasks;
    this.#worked += cpu;
    this.#looks.push({ seconds, asked: held ? seconds : Math.min(cpu + waited, seconds) });
    let total = sum(this.#looks, 'seconds');
    while (total - this.#looks[0]!.seconds >= this.limits.idle) total -= this.#looks.shift()!.seconds;
    if (this.#worked > this.limits.work) {
      return `it worked for ${Math.round(this.#worked)} seconds of processor time and came to no end`;
    }
    const asked = sum(this.#looks, 'asked');
    if (total < this.limits.idle || asked >= IDLE_SHARE * total) return undefined;
    return `in ${Math.round(total)} seconds it asked for ${asked.toFixed(1)} seconds of a processor`;
  }
}

function sum(looks: readonly Look[], of: keyof Look): number {
  return looks.reduce((total, look) => total + look[of], 0);
}
