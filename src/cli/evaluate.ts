/** `pentimento evaluate` */

import { join } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { AttackEvaluation } from '../attacks/attack-figures.ts';
import type { EvaluateAttacksOptions } from '../attacks/evaluate.node.ts';
import { DEFAULT_MODEL } from '../hiding/default-model.ts';
import type { EvaluatedPictures, EvaluationStage } from '../hiding/evaluation/evaluate-options.node.ts';
import type { BaselineName, Evaluation } from '../hiding/evaluation/evaluation.ts';
import { BASELINES } from '../hiding/evaluation/evaluation.ts';
import type { Quality } from '../hiding/exact/settings.ts';
import type { Favour, MethodName } from '../hiding/method.ts';
import { METHOD_NAMES } from '../hiding/method.ts';
import { bothDecibels } from '../report/decibels.ts';
import type { EvaluationReport, ExamplePictures } from '../report/evaluation-data.ts';
import { deviceOption } from './device-option.ts';
import type { ExactFlags } from './exact-options.ts';
import { addExactOptions, chosenQuality } from './exact-options.ts';
import { wholeNumber } from './numbers.ts';
import { assertReports, overwriteOption, writeReport } from './outputs.ts';
import { clearLive, interruptSignal, live, print } from './terminal.ts';

interface EvaluateFlags extends ExactFlags {
  readonly covers: string;
  readonly secrets?: string;
  readonly method?: MethodName;
  readonly model?: string;
  readonly limit?: number;
  readonly favour?: Favour;
  readonly secretScale?: number;
  readonly keyed?: boolean;
  readonly against?: readonly BaselineName[];
  /** `true` where none is named: all of them. */
  readonly attacks?: readonly string[] | true;
  readonly device?: 'cpu' | 'webgpu';
  readonly json?: boolean;
  readonly jsonFile?: string;
  readonly csv?: string;
  readonly html?: string;
  readonly overwrite?: boolean;
}

/** What is read of a model folder. */
const MODEL_FILES = ['model.json', 'hide.onnx', 'reveal.onnx'] as const;

const STAGES: Readonly<Record<EvaluationStage, string>> = {
  plain: 'hiding and revealing',
  keyed: 'hiding with a passphrase, revealing with and without it',
  lsb4: 'the baseline lsb4',
  exact: 'the exact method',
};

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
    .addOption(
      new Option('--method <name>', 'deep (networks) or exact (coded, encrypted) (default: deep)').choices(
        METHOD_NAMES,
      ),
    )
    .option('--model <name|dir>', `deep: model to measure (default: ${DEFAULT_MODEL})`)
    .option('--limit <n>', 'only the first n pairs', wholeNumber('--limit'))
    .addOption(new Option('--favour <side>', 'the picture to spare').choices(['cover', 'balanced', 'secret']))
    .option('--secret-scale <n>', 'shrink secrets to this part of width and height: 0.5 or 1/2', secretScale)
    .option('--keyed', 'deep: hide with a passphrase too; reveal with it, a wrong one and none')
    .addOption(
      new Option(
        '--against <baseline...>',
        'measure on the same pairs, too: lsb4 (4-bit substitution), exact (the exact method as it is by default)',
      ).choices(BASELINES),
    )
    .option(
      '--attacks [names...]',
      'attack the containers, too, and reveal what is left: names as in `pentimento attack --list`, all where none is named',
    )
    .addOption(deviceOption());
  addExactOptions(command)
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
  $ pentimento evaluate --covers covers/ --secrets secrets/ --limit 10 --model my-model`,
    )
    .action(async (flags: EvaluateFlags) => {
      const quality = measurableQuality(flags);
      if (Array.isArray(flags.attacks)) {
        // A wrong name is told before the work, not after it.
        const { attackNamed } = await import('../attacks/attack.ts');
        flags.attacks.forEach(attackNamed);
      }
      const { evaluate } = await import('../hiding/evaluation/evaluate.node.ts');
      const { evaluationCsv } = await import('../report/evaluation-csv.ts');
      const { reportJson } = await import('../report/json.ts');
      const { evaluationText } = await import('../report/evaluation-text.ts');
      const files = { '--json-file': flags.jsonFile, '--csv': flags.csv, '--html': flags.html };
      const { model } = flags;
      const modelFiles = model === undefined ? [] : MODEL_FILES.map((name) => join(model, name));
      await assertReports(files, [flags.covers, flags.secrets, ...modelFiles], flags.overwrite);
      const page = flags.html === undefined ? undefined : await startPage(flags);
      const measured = {
        covers: flags.covers,
        secrets: flags.secrets,
        method: flags.method,
        model: flags.model,
        quality,
        embedding: flags.embedding,
        distortion: flags.distortion,
        limit: flags.limit,
        favour: flags.favour,
        secretScale: flags.secretScale,
        device: flags.device,
        signal: interruptSignal(),
      };
      const evaluation = await evaluate({
        ...measured,
        keyed: flags.keyed,
        against: flags.against,
        residualLeak: page !== undefined,
        onStage: (stage, index, total) => {
          // Where lines are not replaced, one a pair is enough.
          if (process.stderr.isTTY) live(`${index + 1}/${total}  ${STAGES[stage]}`);
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

/** Attacks the same pairs and prints what is left, unless it is to be silent. */
async function attack(
  measured: EvaluateAttacksOptions,
  names: readonly string[] | true,
  silent: boolean,
): Promise<AttackEvaluation> {
  const { evaluateAttacks } = await import('../attacks/evaluate.node.ts');
  const { attacksText } = await import('../report/attack-outcomes.ts');
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

/** @throws Error for a quality that leaves nothing to measure. */
function measurableQuality(flags: ExactFlags): Quality | undefined {
  const quality = chosenQuality(flags);
  if (quality === 'original') {
    throw new Error(
      'Expected auto, lossless or 1 to 100 for --quality but received original, which carries a file as it is: there is nothing to measure',
    );
  }
  return quality;
}

/** A number above 0 and at most 1, also as a fraction. */
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

/** Gathers the pictures of a report, which is only worth its time where one was asked for. */
async function startPage(flags: EvaluateFlags): Promise<{
  readonly add: (pictures: EvaluatedPictures) => Promise<void>;
  readonly finish: (evaluation: Evaluation & Pick<EvaluationReport, 'attacks'>) => string;
}> {
  const { embedPair } = await import('../report/embedded-picture.node.ts');
  const { chooseExamples } = await import('../report/evaluation-data.ts');
  const { evaluationPage } = await import('../report/evaluation-page.ts');
  const { countResiduals, emptyResidualCounts } = await import('../report/residual-histogram.ts');
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
