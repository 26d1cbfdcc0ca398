#!/usr/bin/env node
/**
 * The command line. Exit codes: 0 done, 1 an error (one sentence on standard error), 2 nothing is hidden, 130 interrupted.
 *
 * Commands import what does their work when they run, so that `--help` and `--version` answer at once.
 */
import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { onFallback } from '../runtime/fallback-note.node.ts';
import { addAttack } from './attack.ts';
import { addAudit } from './audit.ts';
import { addCapacity } from './capacity.ts';
import { addDetect } from './detect.ts';
import { addDoctor } from './doctor.ts';
import { addEvaluate } from './evaluate.ts';
import { addHide } from './hide.ts';
import { addModels } from './models.ts';
import { addReveal } from './reveal.ts';
import {
  clearLive,
  endQuietlyOnClosedPipes,
  INTERRUPTED_EXIT_CODE,
  isInterruption,
  note,
} from './terminal.ts';
import { addTrain } from './train.ts';

const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));

const program = new Command('pentimento')
  .description('Hides a picture inside another picture, and gets it back from the saved file.')
  .version(version)
  .showHelpAfterError('(run with --help for how to use it)')
  .exitOverride()
  .addHelpText(
    'after',
    `
Examples:
  $ pentimento hide holiday.jpg --in tree.png --out tree-with-holiday.png
  $ pentimento reveal tree-with-holiday.png --out holiday.png
  $ pentimento evaluate --covers photos/ --json results.json
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
onFallback((text) => note(`Note: ${text}`));
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
