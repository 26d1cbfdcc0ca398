/** `pentimento evaluate` */

import type { Command } from 'commander';
import { DEFAULT_MODEL } from '../hiding/default-model.ts';
import type { EvaluatedPair } from '../hiding/evaluate.node.ts';
import type { Fidelity } from '../metrics/fidelity.ts';
import { formatCsv, formatTable } from '../report/table.ts';
import { deviceOption } from './device-option.ts';
import { wholeNumber } from './numbers.ts';
import { clearLive, interruptSignal, live, print } from './terminal.ts';

interface EvaluateFlags {
  readonly covers: string;
  readonly secrets?: string;
  readonly model?: string;
  readonly limit?: number;
  readonly device?: 'cpu' | 'webgpu';
  readonly json?: string;
  readonly csv?: string;
}

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
    .addOption(deviceOption())
    .option('--json <file>', 'write the figures as JSON')
    .option('--csv <file>', 'write the figures as CSV')
    .addHelpText(
      'after',
      `
Examples:
  $ pentimento evaluate --covers kodak/ --json kodak.json
  $ pentimento evaluate --covers covers/ --secrets secrets/ --limit 10 --model my-model`,
    )
    .action(async (flags: EvaluateFlags) => {
      const { evaluate } = await import('../hiding/evaluate.node.ts');
      const { assertWritable, writeFileAtomically } = await import('../image/node.ts');
      const writeText = (path: string, text: string): Promise<void> =>
        writeFileAtomically(path, new TextEncoder().encode(text));
      for (const file of [flags.json, flags.csv]) if (file !== undefined) await assertWritable(file);
      const evaluation = await evaluate({
        covers: flags.covers,
        secrets: flags.secrets,
        model: flags.model,
        limit: flags.limit,
        device: flags.device,
        signal: interruptSignal(),
        onPair: (pair, done, total) =>
          live(
            `${done}/${total}  ${pair.coverFile} <- ${pair.secretFile}: ${pair.cover.psnr.toFixed(2)} / ${pair.secret.psnr.toFixed(2)} dB`,
          ),
      });
      clearLive();
      const header = ['cover', 'secret', 'cover PSNR', 'SSIM', 'MAE', 'secret PSNR', 'SSIM', 'MAE', 's'];
      const { mean, pairs } = evaluation;
      const seconds = pairs.reduce((total, pair) => total + pair.seconds, 0) / pairs.length;
      const count = pairs.length === 1 ? '1 pair' : `${pairs.length} pairs`;
      print(`Model ${evaluation.model}, ${count}, through PNG files:`);
      print(
        formatTable(header, [
          ...pairs.map((pair) => tableRow(pair)),
          tableRow({ coverFile: 'mean', secretFile: '', ...mean, seconds }),
        ]),
      );
      if (flags.json !== undefined) {
        await writeText(flags.json, `${JSON.stringify(evaluation, undefined, 2)}\n`);
      }
      if (flags.csv !== undefined) {
        const columns = ['cover_file', 'secret_file', 'cover_psnr', 'cover_ssim', 'cover_mae'];
        columns.push('secret_psnr', 'secret_ssim', 'secret_mae', 'seconds');
        await writeText(flags.csv, formatCsv(columns, pairs.map(csvRow)));
      }
    });
}

function tableRow({ coverFile, secretFile, cover, secret, seconds }: EvaluatedPair): string[] {
  const figures = ({ psnr, ssim, mae }: Fidelity): string[] => [
    psnr.toFixed(2),
    ssim.toFixed(4),
    mae.toFixed(2),
  ];
  return [coverFile, secretFile, ...figures(cover), ...figures(secret), seconds.toFixed(1)];
}

function csvRow({ coverFile, secretFile, cover, secret, seconds }: EvaluatedPair): string[] {
  const figures = ({ psnr, ssim, mae }: Fidelity): string[] => [psnr, ssim, mae].map(String);
  return [coverFile, secretFile, ...figures(cover), ...figures(secret), String(seconds)];
}
