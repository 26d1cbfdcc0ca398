#!/usr/bin/env node
/**
 * The command line. Exit codes: 0 done, 1 an error (one sentence on standard error, or JSON), 2 nothing is hidden, 130 interrupted,
 * 143 asked to end.
 *
 * Commands import what does their work when they run, so that `--help` and `--version` answer at once.
 */
import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { addAttack } from './attack.ts';
import { addAudit } from './audit.ts';
import { addCapacity } from './capacity.ts';
import { addDetect } from './detect.ts';
import { addDoctor } from './doctor.ts';
import { addEvaluate } from './evaluate.ts';
import { fileMessage } from './file-messages.ts';
import { addHide } from './hide.ts';
import { asksForJson, asksForStream, errorJson, modernArguments } from './json-output.ts';
import { addModels } from './models.ts';
import { refusePhraseArguments } from './passphrase/options.ts';
import { addReveal } from './reveal.ts';
import {
  clearLive,
  endOnSignals,
  endQuietlyOnClosedPipes,
  Interruption,
  print,
  printToStandardError,
} from './terminal.ts';
import { addTrain } from './train.ts';

const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));

const args = modernArguments(process.argv.slice(2));
const json = asksForJson(args);
if (asksForStream(args)) printToStandardError();

const program = new Command('pentimento')
  .description('Hides a picture inside another picture, and gets it back from the saved file.')
  .version(version)
  .showHelpAfterError('(run with --help for how to use it)')
  .exitOverride()
  // What is wrong with the arguments is then told in JSON, below.
  .configureOutput(json ? { writeErr: () => undefined } : {})
  .addHelpText(
    'after',
    `
Examples:
  $ pentimento hide holiday.jpg --in tree.png --out tree-with-holiday.png
  $ pentimento reveal tree-with-holiday.png --out holiday.png
  $ pentimento evaluate --covers photos/ --json-file results.json
  $ pentimento train --data photos/ --out my-model --minutes 60

Run "pentimento <command> --help" for the options of a command.`,
  );
for (const add of [
  addHide,
  addReveal,
  addAttack,
  addCapacity,
  addModels,
  addEvaluate,
  addDetect,
  addAudit,
  addTrain,
  addDoctor,
])
  add(program);

endQuietlyOnClosedPipes();
endOnSignals((interruption) => {
  fail(interruption);
  process.exit();
});
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
    // Commander has said it, but not in JSON; and of code 0 are --help and --version.
    if (json && error.exitCode !== 0) print(errorJson(error, error.message.replace(/^error: /, '')));
    return;
  }
  const message = fileMessage(error) ?? (error instanceof Error ? error.message : String(error));
  if (json) print(errorJson(error, message));
  else process.stderr.write(`${message}\n`);
  if (process.env.PENTIMENTO_DEBUG !== undefined && error instanceof Error) {
    process.stderr.write(`${error.stack}\n`);
  }
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError || error instanceof Interruption) return error.exitCode;
  // By name: its class would bring in all of hiding.
  return error instanceof Error && error.name === 'NothingHiddenError' ? 2 : 1;
}
