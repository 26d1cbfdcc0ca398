/**
 * What a process and all that it started have asked of the machine so far. On Linux out of `/proc`
 * (https://docs.kernel.org/scheduler/sched-stats.html), elsewhere as `ps` tells it, where there is one.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** One process, or one thread where the system tells of threads. */
export interface Task {
  /** Seconds on a processor since it began. */
  readonly cpu: number;
  /** Seconds that it was ready for a processor and got none; 0 where the system does not say. */
  readonly waited: number;
  /** Whether it waits for a disk now or, where the system does not say how long it waited, for a processor. */
  readonly held: boolean;
}

/** A process and its descendants, by a key that no two tasks share. */
export type Tasks = ReadonlyMap<string, Task>;

interface Process {
  readonly pid: number;
  readonly parent: number;
  tasks(): Iterable<readonly [string, Task]>;
}

/**
 * A process and all that it started, as long as they live.
 *
 * @returns undefined where the system does not tell.
 */
export function tasksOf(root: number, read = readProcesses): Tasks | undefined {
  const processes = read();
  return processes && new Map(family(root, processes).flatMap((process) => [...process.tasks()]));
}

/** The identifiers of all that a process started, without itself, parents before children; none where the system does not tell. */
export function descendants(root: number): number[] {
  return family(root, readProcesses() ?? [])
    .map(({ pid }) => pid)
    .filter((pid) => pid !== root);
}

/** The identifiers of what a process itself started; none where the system does not tell. */
export function children(parent: number): number[] {
  return (readProcesses() ?? []).filter((process) => process.parent === parent).map(({ pid }) => pid);
}

function family(root: number, processes: readonly Process[]): Process[] {
  const found = processes.filter(({ pid }) => pid === root);
  for (const { pid } of found) found.push(...processes.filter(({ parent }) => parent === pid));
  return found;
}

function readProcesses(): Process[] | undefined {
  return process.platform === 'linux' ? processesOfLinux() : processesOfPs();
}

function processesOfLinux(): Process[] {
  return numbersIn('/proc').flatMap((pid) => {
    const fields = statFields(`/proc/${pid}/stat`);
    if (fields === undefined) return [];
    return [{ pid, parent: Number(fields[1]), tasks: () => threadsOfLinux(pid) }];
  });
}

function* threadsOfLinux(pid: number): Iterable<readonly [string, Task]> {
  for (const thread of numbersIn(`/proc/${pid}/task`)) {
    const folder = `/proc/${pid}/task/${thread}`;
    const [state] = statFields(`${folder}/stat`) ?? [];
    const times = textOf(`${folder}/schedstat`)?.split(' ');
    if (state === undefined || times === undefined) continue;
    const [cpu, waited] = times.map((nanoseconds) => Number(nanoseconds) / 1e9);
    yield [`${pid}/${thread}`, { cpu: cpu!, waited: waited!, held: state === 'D' }];
  }
}

/** What follows the command's name, which may hold blanks and brackets: the state, the parent, ... */
function statFields(path: string): string[] | undefined {
  const text = textOf(path);
  return text?.slice(text.lastIndexOf(')') + 2).split(' ');
}

function numbersIn(folder: string): number[] {
  try {
    return readdirSync(folder).map(Number).filter(Number.isInteger);
  } catch {
    // The process has ended since.
    return [];
  }
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** As POSIX has it; a process that is ready for a processor counts as held, since nothing tells how long it waited. */
export function processesOfPs(): Process[] | undefined {
  let lines: string[];
  try {
    lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,time=,state='], { encoding: 'utf8' }).split('\n');
  } catch {
    return undefined;
  }
  return lines.flatMap((line) => {
    const [pid, parent, time, state] = line.trim().split(/\s+/);
    if (state === undefined) return [];
    const task = { cpu: secondsOf(time!), waited: 0, held: /^[RDU]/.test(state) };
    return [{ pid: Number(pid), parent: Number(parent), tasks: () => [[pid!, task] as const] }];
  });
}

/** `[days-][hours:]minutes:seconds` */
function secondsOf(time: string): number {
  const [, days = '0', rest] = /^(?:(\d+)-)?(.*)$/.exec(time)!;
  return rest!.split(':').reduce((sum, part) => 60 * sum + Number(part), 0) + 86_400 * Number(days);
}
