/**
 * Timing as ratios within one run: every task is run once a round, in turn, so that whatever else the machine does
 * meets all of them alike. Seconds by themselves say little; ratios of one round to another can be compared.
 */

export interface TimedTask {
  readonly name: string;
  run(): unknown;
}

/** A clock, in seconds. */
export type Clock = () => number;

/** Time as it passes. */
export const wallClock: Clock = () => performance.now() / 1000;

/**
 * Time that the process was computing, all its threads together: what other processes do does not count, but neither
 * does what threads gain, and threads that wait for each other in a loop count twice. For work on one thread.
 */
export const cpuClock: Clock = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

/** Seconds of each task in each round; the first rounds warm up and are left out. */
export async function timeInRounds(
  tasks: readonly TimedTask[],
  rounds: number,
  { warmUp = 1, clock = wallClock }: { readonly warmUp?: number; readonly clock?: Clock } = {},
): Promise<ReadonlyMap<string, readonly number[]>> {
  const seconds = new Map(tasks.map(({ name }) => [name, [] as number[]]));
  for (let round = -warmUp; round < rounds; round++) {
    for (const { name, run } of tasks) {
      const started = clock();
      await run();
      if (round >= 0) seconds.get(name)!.push(clock() - started);
    }
  }
  return seconds;
}

/** The middle value; the mean of the middle two of an even number. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle) - 1]!) / 2;
}

/** The median over the rounds of one task's seconds divided by another's. */
export function medianRatio(numerators: readonly number[], denominators: readonly number[]): number {
  return median(numerators.map((value, round) => value / denominators[round]!));
}
