#!/usr/bin/env node
/**
 * The command line. Exit codes: 0 done, 1 an error (one sentence on standard error), 2 nothing is hidden, 130 interrupted.
 *
 * Commands import what does their work when they run, so that `--help` and `--version` answer at once.
 */
import { CommanderError } from 'commander';
import { createProgram } from './program.ts';
import { clearLive, endQuietlyOnClosedPipes, INTERRUPTED_EXIT_CODE, isInterruption } from './terminal.ts';

const program = createProgram();
endQuietlyOnClosedPipes();
try {
  await program.parseAsync();
} catch (error) {
  clearLive();
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode;
  } else {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    if (process.env.PENTIMENTO_DEBUG !== undefined && error instanceof Error) {
      process.stderr.write(`${error.stack}\n`);
    }
    process.exitCode = exitCodeOf(error);
  }
}

function exitCodeOf(error: unknown): number {
  if (isInterruption(error)) return INTERRUPTED_EXIT_CODE;
  // By name: its class would bring in all of hiding.
  return error instanceof Error && error.name === 'NothingHiddenError' ? 2 : 1;
}
