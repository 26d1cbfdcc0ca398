/**
 * What commands print: results to standard output, everything else to standard error.
 */
import type { Progress } from '../jobs/work.ts';

let results: NodeJS.WriteStream = process.stdout;

/** From here on result lines go to standard error, because standard output takes the bytes of a picture or a file. */
export function printToStandardError(): void {
  results = process.stderr;
}

/** Prints a line of results. */
export function print(line = ''): void {
  results.write(`${line}\n`);
}

/** Prints a line about the work, for people. */
export function note(line: string): void {
  clearLive();
  process.stderr.write(`${line}\n`);
}

/** Seconds between two lines of progress if the output is not a terminal. */
const PLAIN_INTERVAL = 10;

let liveLine = false;
let lastPlain = Number.NEGATIVE_INFINITY;

/** Prints a line that the next one replaces; if standard error is no terminal, a plain line every ten seconds. */
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

/** Shows the present task and its progress, from half a second on. */
export function progressLine(): (progress: Progress) => void {
  const started = performance.now();
  return ({ stage, done, total }) => {
    if (performance.now() - started > 500 && process.stderr.isTTY) {
      const words = `${stage.slice(0, 1).toUpperCase()}${stage.slice(1)}`;
      live(`${words} ${Math.round((100 * done) / total)} %`);
    }
  };
}

/** The exit code after a signal, by the convention of shells: 128 plus the signal's number. */
const SIGNAL_EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/** The reason of work that `interruptSignal` aborted. */
export class Interruption extends Error {
  override readonly name = 'Interruption';

  readonly exitCode: number;

  constructor(exitCode: number) {
    super('Interrupted');
    this.exitCode = exitCode;
  }
}

let interruptible: AbortController | undefined;

/** Aborted by the first Ctrl-C, or a request to end, so that the work cleans up. */
export function interruptSignal(): AbortSignal {
  interruptible ??= new AbortController();
  return interruptible.signal;
}

/** The error that Ctrl-C throws at a question on the terminal. */
export function interruption(): Interruption {
  return new Interruption(SIGNAL_EXIT_CODES.SIGINT);
}

/**
 * Lets the first signal abort the work; a second one ends the process as usual.
 *
 * @param end - ends the process if no work is under way that could clean up.
 */
export function endOnSignals(end: (interruption: Interruption) => void): void {
  const handlers = Object.entries(SIGNAL_EXIT_CODES).map(([signal, code]) => {
    const handler = (): void => {
      for (const [name, each] of handlers) process.off(name, each);
      const interruption = new Interruption(code);
      if (interruptible === undefined) end(interruption);
      else interruptible.abort(interruption);
    };
    process.on(signal, handler);
    return [signal, handler] as const;
  });
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
