#!/usr/bin/env node
/**
 * The command line. Exit codes: 0 done, 1 an error (one sentence on standard error, or JSON), 2 nothing is hidden, 130 interrupted,
 * 143 terminated.
 *
 * Commands load their code only when they run, so that `--help` and `--version` answer at once.
 */
import { CommanderError } from 'commander';
import { onFallback } from '../runtime/fallback-note.node.ts';
import { asksForJson, asksForStream, errorJson, modernArguments } from './json-output.ts';
import { cliMessage } from './messages.ts';
import { refusePhraseArguments } from './passphrase/options.ts';
import { createProgram } from './program.ts';
import {
  clearLive,
  endOnSignals,
  endQuietlyOnClosedPipes,
  Interruption,
  note,
  print,
  printToStandardError,
} from './terminal.ts';

const args = modernArguments(process.argv.slice(2));
const json = asksForJson(args);
if (asksForStream(args)) printToStandardError();

const program = createProgram({ silent: json });
endQuietlyOnClosedPipes();
endOnSignals((interruption) => {
  fail(interruption);
  process.exit();
});
onFallback((text) => note(`Note: ${text}`));
try {
  refusePhraseArguments(args);
  await program.parseAsync(args, { from: 'user' });
} catch (error) {
  fail(error);
}

/** Says what went wrong and sets the exit code. */
function fail(error: unknown): void {
  clearLive();
  process.exitCode = exitCodeOf(error);
  if (error instanceof CommanderError) {
    // Commander has printed the message, but not as JSON. Code 0 is --help and --version.
    if (json && error.exitCode !== 0) print(errorJson(error, error.message.replace(/^error: /, '')));
    return;
  }
  const message = cliMessage(error);
  if (json) print(errorJson(error, message));
  else process.stderr.write(`${message}\n`);
  if (process.env.PENTIMENTO_DEBUG !== undefined && error instanceof Error) {
    process.stderr.write(`${error.stack}\n`);
  }
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError || error instanceof Interruption) return error.exitCode;
  // Compared by name: importing the class would load all of hiding.
  return error instanceof Error && error.name === 'NothingHiddenError' ? 2 : 1;
}
