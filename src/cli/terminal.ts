/**
 * What commands print: results to standard output, everything else to standard error.
 */

/** A line of results. */
export function print(line = ''): void {
  process.stdout.write(`${line}\n`);
}

/** A line about the work, for people. */
export function note(line: string): void {
  clearLive();
  process.stderr.write(`${line}\n`);
}

/** Seconds between two lines of progress where the output is not a terminal. */
const PLAIN_INTERVAL = 10;

let liveLine = false;
let lastPlain = Number.NEGATIVE_INFINITY;

/** A line that the next one replaces; where standard error is no terminal, a plain line every ten seconds. */
export function live(line: string): void {
  if (process.stderr.isTTY) {
    process.stderr.write(`\r\x1b[2K${line.slice(0, (process.stderr.columns ?? 80) - 1)}`);
    liveLine = true;
    return;
  }
  const now = performance.now() / 1000;
  if (now - lastPlain < PLAIN_INTERVAL) return;
  lastPlain = now;
  process.stderr.write(`${line}\n`);
}

/** Removes the line that `live` left. */
export function clearLive(): void {
  if (liveLine) process.stderr.write('\r\x1b[2K');
  liveLine = false;
}

/** Shows how much of one piece of work is done, from half a second on. */
export function progressLine(what: string): (fraction: number) => void {
  const started = performance.now();
  return (fraction) => {
    if (performance.now() - started > 500 && process.stderr.isTTY)
      live(`${what} ${Math.round(100 * fraction)} %`);
  };
}

/** What a process ends with after Ctrl-C, by the custom of shells: 128 and the number of SIGINT. */
export const INTERRUPTED_EXIT_CODE = 130;

/** The first Ctrl-C, or a request to end, aborts the work, which then cleans up; a second one ends the process as usual. */
export function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      const interruption = new Error('Interrupted');
      interruption.name = INTERRUPTION;
      controller.abort(interruption);
    });
  }
  return controller.signal;
}

const INTERRUPTION = 'Interruption';

/** What Ctrl-C throws where a question is asked on the terminal. */
export function interruption(): Error {
  const error = new Error('Interrupted');
  error.name = INTERRUPTION;
  return error;
}

/** Whether work ended because `interruptSignal` was aborted. */
export function isInterruption(error: unknown): boolean {
  return error instanceof Error && error.name === INTERRUPTION;
}

/** A reader that has seen enough (`| head`) closes the pipe; that is not an error. */
export function endQuietlyOnClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') return;
      process.exitCode = 1;
      if (stream === process.stdout) process.stderr.write(`The output cannot be written: ${error.message}\n`);
    });
  }
}

/** Seconds as people read them: 0:42, 12:05, 1:02:03. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}
