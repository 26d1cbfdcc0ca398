/** The compiled command line as a child process. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Finished, finished } from '../suite/finished.ts';
import { endWhenStalled } from '../suite/patience.ts';

export const MAIN = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url));

export interface RunOptions {
  readonly cwd?: string;
  /** What standard input holds; nothing when left out. */
  readonly input?: string | Uint8Array;
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Without the terminal that the tests may have been started from. */
  readonly detached?: boolean;
  /** Arguments of Node itself. */
  readonly node?: readonly string[];
  /** Called with what standard error holds so far, whenever there is more. */
  readonly onError?: (text: string, pid: number) => void;
}

/** Runs `pentimento` to its end. */
export function pentimento(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  const child = spawn(process.execPath, [...(options.node ?? []), MAIN, ...args], {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    detached: options.detached ?? false,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  endWhenStalled(child, `pentimento ${args.join(' ')}`);
  // A command may end without having read it.
  child.stdin.on('error', () => undefined).end(options.input);
  return finished(child, (text) => options.onError?.(text, child.pid!));
}
