/**
 * What a process and all that it started are doing. On Linux out of `/proc` (https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html),
 * elsewhere as `ps` tells it, where there is one.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** One process, or one thread where the system tells of threads. */
export interface Task {
  /** Seconds on a processor since it began. */
  readonly cpu: number;
  /** Whether it is on a processor now, or ready for one, or waits for a disk; never said of the thread that asks, which always is. */
  readonly busy: boolean;
}

/** A process and its descendants, by a key that no two tasks share. */
export type Tasks = ReadonlyMap<string, Task>;

/** USER_HZ, which programs see as 100 whatever the kernel's own clock is. */
const TICKS_PER_SECOND = 100;

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
    const fields = statFields(`/proc/${pid}/task/${thread}/stat`);
    if (fields === undefined) continue;
    // The fields 3, 14 and 15: the state, and ticks in user and kernel mode.
    const [state, user, system] = [fields[0]!, fields[11], fields[12]];
    const cpu = (Number(user) + Number(system)) / TICKS_PER_SECOND;
    yield [`${pid}/${thread}`, { cpu, busy: /[RD]/.test(state) && thread !== process.pid }];
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

/** As POSIX has it; undefined where there is no `ps`. */
export function processesOfPs(): Process[] | undefined {
  const ps = spawnSync('ps', ['-A', '-o', 'pid=,ppid=,time=,state='], { encoding: 'utf8' });
  if (ps.status !== 0) return undefined;
  return ps.stdout.split('\n').flatMap((line) => {
    const [id, parent, time, state] = line.trim().split(/\s+/);
    const pid = Number(id);
    if (state === undefined || pid === ps.pid) return [];
    const task = { cpu: secondsOf(time!), busy: /^[RDU]/.test(state) && pid !== process.pid };
    return [{ pid, parent: Number(parent), tasks: () => [[id!, task] as const] }];
  });
}

/** `[days-][hours:]minutes:seconds` */
function secondsOf(time: string): number {
  const [, days = '0', rest] = /^(?:(\d+)-)?(.*)$/.exec(time)!;
  return rest!.split(':').reduce((sum, part) => 60 * sum + Number(part), 0) + 86_400 * Number(days);
}
