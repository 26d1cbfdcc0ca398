/**
 * Waits that end by progress. A test has no time limit: it waits as long as what it waits for works, on however busy a machine, and fails
 * where that has stalled.
 */
import type { ChildProcess } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { children, descendants, tasksOf } from './processes.ts';
import { type Limits, StallClock } from './stall-clock.ts';

/** What holds where nothing else is said. */
export const LIMITS: Limits = { idle: 120, work: 1800, look: 3 };

/** Seconds that those who stalled have to say where, after they were ended. */
const LAST_WORDS = 10;

export interface PatienceOptions {
  /** The process that works, with all that it started; this one when left out. */
  readonly pid?: number | undefined;
  readonly limits?: Partial<Limits>;
}

/** What was waited for makes no progress. */
export class StalledError extends Error {
  override readonly name = 'StalledError';
}

/**
 * Waits for work. Where it stalls, all processes that could be at it are ended.
 *
 * @param what - for the message.
 * @returns what the work gives.
 * @throws what the work throws; StalledError where it stalls, whose cause is what the work threw when it was ended.
 */
export async function patiently<Result>(
  what: string,
  work: Promise<Result>,
  options: PatienceOptions = {},
): Promise<Result> {
  const settled = work.then(
    () => undefined,
    (cause: unknown) => ({ cause }),
  );
  let stop = (): void => {};
  const stalled = new Promise<string>((resolve) => {
    stop = watch(options, resolve);
  });
  const why = await Promise.race([stalled, settled.then(() => undefined)]);
  stop();
  if (why === undefined) return work;
  const failure = await Promise.race([settled, seconds(LAST_WORDS)]);
  throw new StalledError(`${what} stalled: ${why}`, failure);
}

/** Ends a child process where it stalls, which then closes by the signal SIGKILL, after a word on standard error. */
export function endWhenStalled(child: ChildProcess, what: string, limits: Partial<Limits> = {}): void {
  if (child.pid === undefined) return;
  const stop = watch({ pid: child.pid, limits }, (why) => console.error(`${what} stalled: ${why}`));
  child.once('close', stop);
}

/**
 * Looks at a process until it stalls or the watch is stopped. Where it stalls it is ended, with all that it started; of this process only
 * what it started.
 *
 * @returns what stops the watch.
 */
function watch({ pid = process.pid, limits }: PatienceOptions, onStall: (why: string) => void): () => void {
  const clock = new StallClock(limitsHere(limits));
  let loop = performance.eventLoopUtilization();
  const look = (): void => {
    // Time in which this thread was not waiting for anything, whether or not it had a processor.
    const own = pid === process.pid ? performance.eventLoopUtilization(loop).active / 1000 : 0;
    const why = clock.look(performance.now() / 1000, tasksOf(pid) ?? ownTasks(), own);
    // Without the look itself.
    loop = performance.eventLoopUtilization();
    if (why === undefined) return;
    clearInterval(timer);
    endProcesses(pid);
    onStall(why);
  };
  const timer = setInterval(look, (1000 * clock.limits.look) / 2);
  // What keeps nothing else alive is found at once, by the test runner.
  timer.unref();
  look();
  return () => clearInterval(timer);
}

/**
 * Looks at each process that this one starts, until the watch is stopped, and ends those that stall.
 *
 * @returns what stops the watch.
 */
export function watchChildren(limits: Limits, onStall: (pid: number, why: string) => void): () => void {
  const watches = new Map<number, () => void>();
  const look = (): void => {
    const alive = children(process.pid);
    for (const pid of alive) {
      if (!watches.has(pid))
        watches.set(
          pid,
          watch({ pid, limits }, (why) => onStall(pid, why)),
        );
    }
    for (const [pid, stop] of watches) {
      if (alive.includes(pid)) continue;
      stop();
      watches.delete(pid);
    }
  };
  const timer = setInterval(look, 1000 * limits.look);
  return () => {
    clearInterval(timer);
    for (const stop of watches.values()) stop();
  };
}

/** Where the system tells nothing of other processes, ten times as long: nobody can say what they do. */
function limitsHere(limits: Partial<Limits> = {}): Limits {
  const all = { ...LIMITS, ...limits };
  return tasksOf(process.pid) === undefined ? { ...all, idle: 10 * all.idle } : all;
}

function ownTasks(): ReturnType<typeof tasksOf> {
  const { user, system } = process.cpuUsage();
  return new Map([['own', { cpu: (user + system) / 1e6, busy: false }]]);
}

/** Ends what a process started, and the process unless it is this one. */
function endProcesses(pid: number): void {
  const all = descendants(pid);
  for (const one of pid === process.pid ? all : [pid, ...all]) {
    try {
      process.kill(one, 'SIGKILL');
    } catch {
      // It has ended since.
    }
  }
}

function seconds(count: number): Promise<undefined> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(undefined), 1000 * count);
  });
}
