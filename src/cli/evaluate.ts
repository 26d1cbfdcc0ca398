/** `pentimento evaluate` */

import { join } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { coded } from '../errors/coded.ts';
import type { AttackEvaluation } from '../evaluation/attack-figures.ts';
import type { EvaluateAttacksOptions } from '../evaluation/evaluate-attacks.node.ts';
import type { EvaluatedPictures, EvaluationStage } from '../evaluation/evaluate-options.ts';
import type { Evaluation } from '../evaluation/evaluation.ts';
import { methods } from '../methods/registry.ts';
import type { EvaluationReport, ExamplePictures } from '../report/evaluation/evaluation-data.ts';
import { bothDecibels } from '../report/text/decibels.ts';
import type { MethodFlags } from './method-options.ts';
import { addMethodOptions, methodOption, methodValues } from './method-options.ts';
import { wholeNumber } from './numbers.ts';
import { assertReports, overwriteOption, writeReport } from './outputs.ts';
import { clearLive, interruptSignal, live, print } from './terminal.ts';

interface EvaluateFlags extends MethodFlags {
  readonly covers: string;
  readonly secrets?: string;
  readonly limit?: number;
  readonly secretScale?: number;
  readonly keyed?: boolean;
  readonly against?: readonly string[];
  /** `true` if no attack is named: all of them. */
  readonly attacks?: readonly string[] | true;
  /** Of a mark's number. */
  readonly bits?: '64' | '128';
  readonly json?: boolean;
  readonly jsonFile?: string;
  readonly csv?: string;
  readonly html?: string;
  readonly overwrite?: boolean;
}

/** What is evaluated like a method and hides nothing. */
const MARK = { name: 'mark', summary: 'the copyright mark, under its attacks' } as const;

/** The part of a model folder that is read. */
const MODEL_FILES = ['model.json', 'hide.onnx', 'reveal.onnx', 'weights.safetensors'] as const;

/** The stages that are not methods, for people. */
function stageText(stage: EvaluationStage): string {
  if (stage === 'plain') return 'hiding and revealing';
  if (stage === 'keyed') return 'hiding with a passphrase, revealing with and without it';
  return `the method ${stage}`;
}

export function addEvaluate(program: Command): void {
  const command = program
    .command('evaluate')
    .summary('measure a method on a folder of photos')
    .description(
      'Hides and reveals pairs of photos through PNG files and prints PSNR, SSIM and MAE of each and their means. ' +
        'Photo i is the cover and photo (i + 7) mod n the secret, sorted by name, unless --secrets is given.',
    )
    .requiredOption('--covers <dir>', 'folder of covers')
    .option('--secrets <dir>', 'folder of secrets, used in turn')
    .addOption(methodOption(undefined, 'picture', [MARK]))
    .option('--limit <n>', 'only the first n pairs', wholeNumber('--limit'))
    .option('--secret-scale <n>', 'shrink secrets to this part of width and height: 0.5 or 1/2', secretScale)
    .option(
      '--keyed',
      'methods that can be forced: hide with a passphrase too; reveal with it, a wrong one and none',
    )
    .addOption(
      new Option(
        '--against <method...>',
        `measure other methods on the same pairs, too, as they are by default: ${methods('picture')
          .map(({ name, summary }) => `${name} (${summary})`)
          .join(', ')}`,
      ).choices(methods('picture').map(({ name }) => name)),
    )
    .option(
      '--attacks [names...]',
      'attack the containers, too, and reveal what is left: names as in `pentimento attack --list`, all where none is named',
    );
  command.addOption(
    new Option('--bits <n>', 'method mark: bits of its number (default: 64)').choices(['64', '128']),
  );
  addMethodOptions(command, 'hide', { measurable: true })
    .option('--json', 'print the figures as JSON, an error, too')
    .option('--json-file <file>', 'write the figures as JSON')
    .option('--csv <file>', 'write the figures as CSV')
    .option('--html <file>', 'write a report with charts and examples')
    .addOption(overwriteOption())
    .addHelpText(
      'after',
      `
Examples:
  $ pentimento evaluate --covers kodak/ --json-file kodak.json
  $ pentimento evaluate --covers kodak/ --keyed --against lsb4 exact --html kodak.html
  $ pentimento evaluate --covers kodak/ --method exact --lossless
  $ pentimento evaluate --covers kodak/ --attacks --html kodak.html
  $ pentimento evaluate --covers kodak/ --method mark --json-file marks.json
  $ pentimento evaluate --covers covers/ --secrets secrets/ --limit 10 --model my-model`,
    )
    .action(async (flags: EvaluateFlags) => {
      if (flags.method === MARK.name) return evaluateMarks(flags);
      if (flags.bits !== undefined)
        throw coded(new TypeError('Expected --bits with --method mark only'), 'foreign-option');
      if (Array.isArray(flags.attacks)) {
        // Reject a wrong name before the work, not after it.
        const { containerAttacks } = await import('../evaluation/container-attacks.ts');
        containerAttacks(flags.attacks);
      }
      const { evaluate } = await import('../evaluation/evaluate.node.ts');
      const { evaluationCsv } = await import('../report/evaluation/evaluation-csv.ts');
      const { reportJson } = await import('../report/text/json.ts');
      const { evaluationText } = await import('../report/evaluation/evaluation-text.ts');
      const files = { '--json-file': flags.jsonFile, '--csv': flags.csv, '--html': flags.html };
      const { model } = flags;
      const modelFiles = typeof model !== 'string' ? [] : MODEL_FILES.map((name) => join(model, name));
      await assertReports(files, [flags.covers, flags.secrets, ...modelFiles], flags.overwrite);
      const page = flags.html === undefined ? undefined : await startPage(flags);
      const measured = {
        covers: flags.covers,
        secrets: flags.secrets,
        method: flags.method,
        options: methodValues(flags, 'hide'),
        limit: flags.limit,
        secretScale: flags.secretScale,
        signal: interruptSignal(),
      };
      const evaluation = await evaluate({
        ...measured,
        keyed: flags.keyed,
        against: flags.against,
        residualLeak: page !== undefined,
        onStage: (stage, index, total) => {
          // If lines are not replaced, one for each pair is enough.
          if (process.stderr.isTTY) live(`${index + 1}/${total}  ${stageText(stage)}`);
        },
        onPair: (pair, done, total) =>
          live(
            `${done}/${total}  ${pair.coverFile} <- ${pair.secretFile}: ${bothDecibels(pair.cover.psnr, pair.secret.psnr)}`,
          ),
        ...(page && { onPictures: page.add }),
      });
      clearLive();
      const json = flags.json === true;
      if (!json) print(evaluationText(evaluation));
      const attacked = flags.attacks && (await attack(measured, flags.attacks, json));
      const report = { ...evaluation, ...(attacked && { attacks: attacked.attacks }) };
      const { jsonFile, csv, html, overwrite } = flags;
      if (jsonFile !== undefined) await writeReport(jsonFile, `${reportJson(report, 2)}\n`, overwrite);
      if (csv !== undefined) await writeReport(csv, evaluationCsv(evaluation.pairs), overwrite);
      if (page !== undefined) await writeReport(html!, page.finish(report), overwrite);
      if (json) print(reportJson(report));
    });
}

/** Options that mean nothing for a mark: it hides no pictures. */
const NOT_FOR_MARKS = ['secrets', 'secretScale', 'keyed', 'against', 'csv', 'html'] as const;

/** Measures marks and prints how often they are read. */
async function evaluateMarks(flags: EvaluateFlags): Promise<void> {
  for (const name of NOT_FOR_MARKS) {
    if (flags[name] === undefined) continue;
    const option = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    throw coded(new TypeError(`Expected no --${option} with --method mark`), 'foreign-option');
  }
  const { evaluateMark } = await import('../evaluation/evaluate-mark.node.ts');
  const { markTable } = await import('../report/marking/mark-table.ts');
  const { reportJson } = await import('../report/text/json.ts');
  const { findPictures } = await import('../steganalysis/detect/find-pictures.node.ts');
  await assertReports({ '--json-file': flags.jsonFile }, [flags.covers], flags.overwrite);
  const pictures = (await findPictures([flags.covers])).slice(0, flags.limit);
  if (pictures.length === 0) {
    throw coded(
      new Error(`Expected a folder with pictures for --covers but found none in ${flags.covers}`),
      'file-missing',
    );
  }
  const evaluation = await evaluateMark({
    pictures,
    attacks: Array.isArray(flags.attacks) ? flags.attacks : undefined,
    bits: flags.bits === '128' ? 128 : 64,
    signal: interruptSignal(),
    onAttack: (picture, attack, done, total) => live(`${done + 1}/${total}  ${picture}: ${attack}`),
  });
  clearLive();
  const { jsonFile, overwrite } = flags;
  if (jsonFile !== undefined) await writeReport(jsonFile, `${reportJson(evaluation, 2)}\n`, overwrite);
  print(flags.json === true ? reportJson(evaluation) : markTable(evaluation));
}

/** Attacks the same pairs and prints what is left, unless it is to be silent. */
async function attack(
  measured: EvaluateAttacksOptions,
  names: readonly string[] | true,
  silent: boolean,
): Promise<AttackEvaluation> {
  const { evaluateAttacks } = await import('../evaluation/evaluate-attacks.node.ts');
  const { attacksText } = await import('../report/evaluation/attack-outcomes.ts');
  const evaluation = await evaluateAttacks({
    ...measured,
    ...(names !== true && { attacks: names }),
    onAttack: ({ name }, index, total) => live(`${index + 1}/${total}  ${name}`),
  });
  clearLive();
  if (!silent) {
    print();
    print(attacksText(evaluation));
  }
  return evaluation;
}

/** A parser of numbers above 0 and at most 1, also written as fractions. */
function secretScale(text: string): number {
  const [, above, below] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  const value = above === undefined ? Number(text) : Number(above) / Number(below);
  if (text.trim() === '' || !(value > 0 && value <= 1)) {
    throw new InvalidArgumentError(
      'Expected a number above 0 and at most 1, such as 0.5 or 1/2, for --secret-scale.',
    );
  }
  return value;
}

/** Gathers the pictures of a report; this takes time, so only if a report was asked for. */
async function startPage(flags: EvaluateFlags): Promise<{
  readonly add: (pictures: EvaluatedPictures) => Promise<void>;
  readonly finish: (evaluation: Evaluation & Pick<EvaluationReport, 'attacks'>) => string;
}> {
  const { embedPair } = await import('../report/pictures/embedded-picture.node.ts');
  const { chooseExamples } = await import('../report/evaluation/evaluation-data.ts');
  const { evaluationPage } = await import('../report/evaluation/evaluation-page.ts');
  const { countResiduals, emptyResidualCounts } = await import('../report/charts/residual-histogram.ts');
  const residuals = emptyResidualCounts();
  const shown: ExamplePictures[] = [];
  return {
    async add(pictures) {
      countResiduals(residuals, pictures.cover, pictures.container);
      shown.push(await embedPair(pictures));
    },
    finish: (evaluation) =>
      evaluationPage({
        ...evaluation,
        date: new Date().toISOString().slice(0, 10),
        protocol:
          (flags.secrets === undefined
            ? 'Photo i is the cover and photo (i + 7) mod n the secret, sorted by name'
            : 'Covers sorted by name, secrets in turn from a folder of their own') +
          '; where their orientation differs the secret is turned by 90 degrees. Every container was written to an 8-bit PNG file, ' +
          'read back, revealed and measured; covers at full size.',
        residuals,
        examples: chooseExamples(evaluation.pairs).map(({ label, index }) => ({
          label,
          pair: evaluation.pairs[index]!,
          pictures: shown[index]!,
        })),
      }),
  };
}
