/** `pentimento evaluate` */

import { type Command, InvalidArgumentError, Option } from 'commander';
import { DEFAULT_MODEL } from '../hiding/default-model.ts';
import type { EvaluatedPictures, EvaluationStage } from '../hiding/evaluate.node.ts';
import type { BaselineName, EvaluatedPair, Evaluation, KeyedFigures } from '../hiding/evaluation.ts';
import type { Favour } from '../hiding/method.ts';
import type { Fidelity } from '../metrics/fidelity.ts';
import type { ExamplePictures } from '../report/evaluation-data.ts';
import { formatCsv, formatTable } from '../report/table.ts';
import { deviceOption } from './device-option.ts';
import { wholeNumber } from './numbers.ts';
import { clearLive, interruptSignal, live, print } from './terminal.ts';

interface EvaluateFlags {
  readonly covers: string;
  readonly secrets?: string;
  readonly model?: string;
  readonly limit?: number;
  readonly favour?: Favour;
  readonly secretScale?: number;
  readonly keyed?: boolean;
  readonly against?: BaselineName;
  readonly device?: 'cpu' | 'webgpu';
  readonly json?: string;
  readonly csv?: string;
  readonly html?: string;
}

const STAGES: Readonly<Record<EvaluationStage, string>> = {
  plain: 'hiding and revealing',
  keyed: 'hiding with a passphrase, revealing with and without it',
  lsb4: 'the baseline lsb4',
};

export function addEvaluate(program: Command): void {
  program
    .command('evaluate')
    .summary('measure a model on a folder of photos')
    .description(
      'Hides and reveals pairs of photos through PNG files and prints PSNR, SSIM and MAE of each and their means. ' +
        'Photo i is the cover and photo (i + 7) mod n the secret, sorted by name, unless --secrets is given.',
    )
    .requiredOption('--covers <dir>', 'folder of covers')
    .option('--secrets <dir>', 'folder of secrets, used in turn')
    .option('--model <name|dir>', `model to measure (default: ${DEFAULT_MODEL})`)
    .option('--limit <n>', 'only the first n pairs', wholeNumber('--limit'))
    .addOption(new Option('--favour <side>', 'the picture to spare').choices(['cover', 'balanced', 'secret']))
    .option('--secret-scale <n>', 'shrink secrets to this part of width and height: 0.5 or 1/2', secretScale)
    .option('--keyed', 'hide with a passphrase too; reveal with it, a wrong one and none')
    .addOption(new Option('--against <baseline>', 'measure a baseline on the same pairs').choices(['lsb4']))
    .addOption(deviceOption())
    .option('--json <file>', 'write the figures as JSON')
    .option('--csv <file>', 'write the figures as CSV')
    .option('--html <file>', 'write a report with charts and examples')
    .addHelpText(
      'after',
      `
Examples:
  $ pentimento evaluate --covers kodak/ --json kodak.json
  $ pentimento evaluate --covers kodak/ --keyed --against lsb4 --html kodak.html
  $ pentimento evaluate --covers covers/ --secrets secrets/ --limit 10 --model my-model`,
    )
    .action(async (flags: EvaluateFlags) => {
      const { evaluate } = await import('../hiding/evaluate.node.ts');
      const { assertWritable, writeFileAtomically } = await import('../image/node.ts');
      const writeText = (path: string, text: string): Promise<void> =>
        writeFileAtomically(path, new TextEncoder().encode(text));
      const files = [flags.json, flags.csv, flags.html];
      for (const file of files) if (file !== undefined) await assertWritable(file);
      const page = flags.html === undefined ? undefined : await startPage(flags);
      const evaluation = await evaluate({
        covers: flags.covers,
        secrets: flags.secrets,
        model: flags.model,
        limit: flags.limit,
        favour: flags.favour,
        secretScale: flags.secretScale,
        keyed: flags.keyed,
        against: flags.against,
        residualLeak: page !== undefined,
        device: flags.device,
        signal: interruptSignal(),
        onStage: (stage, index, total) => {
          // Where lines are not replaced, one a pair is enough.
          if (process.stderr.isTTY) live(`${index + 1}/${total}  ${STAGES[stage]}`);
        },
        onPair: (pair, done, total) =>
          live(
            `${done}/${total}  ${pair.coverFile} <- ${pair.secretFile}: ${pair.cover.psnr.toFixed(2)} / ${pair.secret.psnr.toFixed(2)} dB`,
          ),
        ...(page && { onPictures: page.add }),
      });
      clearLive();
      printEvaluation(evaluation);
      if (flags.json !== undefined) {
        await writeText(flags.json, `${JSON.stringify(evaluation, undefined, 2)}\n`);
      }
      if (flags.csv !== undefined) {
        const columns = ['cover_file', 'secret_file', 'cover_psnr', 'cover_ssim', 'cover_mae'];
        columns.push('secret_psnr', 'secret_ssim', 'secret_mae', 'seconds');
        await writeText(flags.csv, formatCsv(columns, evaluation.pairs.map(csvRow)));
      }
      if (page !== undefined) await writeText(flags.html!, page.finish(evaluation));
    });
}

function printEvaluation({ model, pairs, mean, keyed, against }: Evaluation): void {
  const header = ['cover', 'secret', 'cover PSNR', 'SSIM', 'MAE', 'secret PSNR', 'SSIM', 'MAE', 's'];
  const seconds = (measured: readonly EvaluatedPair[]): number =>
    measured.reduce((total, pair) => total + pair.seconds, 0) / measured.length;
  const count = pairs.length === 1 ? '1 pair' : `${pairs.length} pairs`;
  print(`Model ${model}, ${count}, through PNG files:`);
  const rows = [
    ...pairs.map((pair) => tableRow(pair)),
    tableRow({ coverFile: 'mean', secretFile: '', ...mean, seconds: seconds(pairs) }),
  ];
  if (against !== undefined) {
    const measured = { ...against.mean, seconds: seconds(against.pairs) };
    rows.push(tableRow({ coverFile: `${against.name}, mean`, secretFile: '', ...measured }));
  }
  print(formatTable(header, rows));
  if (keyed === undefined) return;
  print();
  print('With a passphrase (PSNR; the residual leak is 0 for nothing to be seen, 1 for the secret itself):');
  const titles = ['cover', 'secret', 'cover PSNR', 'right key', 'wrong key', 'no key'];
  print(
    formatTable(
      [...titles, 'leak with key', 'without'],
      [
        ...keyed.pairs.map((pair) => keyedRow(pair.coverFile, pair.secretFile, pair)),
        keyedRow('mean', '', keyed.mean),
      ],
    ),
  );
}

function tableRow({ coverFile, secretFile, cover, secret, seconds }: EvaluatedPair): string[] {
  const figures = ({ psnr, ssim, mae }: Fidelity): string[] => [
    psnr.toFixed(2),
    ssim.toFixed(4),
    mae.toFixed(2),
  ];
  return [coverFile, secretFile, ...figures(cover), ...figures(secret), seconds.toFixed(1)];
}

function keyedRow(coverFile: string, secretFile: string, figures: KeyedFigures): string[] {
  const { coverPsnr, rightKeyPsnr, wrongKeyPsnr, noKeyPsnr, leakKeyed, leakUnkeyed } = figures;
  const numbers = [coverPsnr, rightKeyPsnr, wrongKeyPsnr, noKeyPsnr, leakKeyed, leakUnkeyed];
  return [coverFile, secretFile, ...numbers.map((value) => value.toFixed(2))];
}

function csvRow({ coverFile, secretFile, cover, secret, seconds }: EvaluatedPair): string[] {
  const figures = ({ psnr, ssim, mae }: Fidelity): string[] => [psnr, ssim, mae].map(String);
  return [coverFile, secretFile, ...figures(cover), ...figures(secret), String(seconds)];
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
  readonly finish: (evaluation: Evaluation) => string;
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
