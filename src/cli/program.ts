/**
 * The program with all its commands, as `pentimento` runs it and `docs/commands.md` describes it.
 */
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { addAttack } from './attack.ts';
import { addAudit } from './audit.ts';
import { addCapacity } from './capacity.ts';
import { addDetect } from './detect.ts';
import { addDoctor } from './doctor.ts';
import { addEvaluate } from './evaluate.ts';
import { addExport } from './export.ts';
import { addHide } from './hide.ts';
import { addMark } from './mark.ts';
import { addModels } from './models.ts';
import { addOwner } from './owner.ts';
import { addReveal } from './reveal.ts';
import { addTrain } from './train.ts';
import { addVerify } from './verify.ts';

/**
 * A new program for every call, because commander stores what it has parsed in it.
 *
 * @param options.silent - errors in the arguments are only thrown, not printed.
 */
export function createProgram({ silent = false }: { readonly silent?: boolean } = {}): Command {
  const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));

  const program = new Command('pentimento')
    .description('Hides a picture inside another picture, and gets it back from the saved file.')
    .version(version)
    .showHelpAfterError('(run with --help for how to use it)')
    .exitOverride()
    .configureOutput(silent ? { writeErr: () => undefined } : {})
    .addHelpText(
      'after',
      `
Examples:
  $ pentimento hide holiday.jpg --in tree.png --out tree-with-holiday.png
  $ pentimento reveal tree-with-holiday.png --out holiday.png
  $ pentimento evaluate --covers photos/ --json-file results.json
  $ pentimento train --data photos/ --out my-model --minutes 60

Exit codes: 0 done, 1 an error, 2 nothing is hidden or found, 3 a mark without its number, 130 interrupted, 143 asked to end.

Run "pentimento <command> --help" for the options of a command.`,
    );
  for (const add of [
    addHide,
    addReveal,
    addAttack,
    addCapacity,
    addModels,
    addOwner,
    addMark,
    addVerify,
    addEvaluate,
    addDetect,
    addAudit,
    addTrain,
    addExport,
    addDoctor,
  ])
    add(program);
  return program;
}
