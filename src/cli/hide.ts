/** `pentimento hide` */
import type { Command } from 'commander';
import { Option } from 'commander';
import { DEFAULT_MODEL } from '../hiding/default-model.ts';
import type { Favour } from '../hiding/method.ts';
import { FAVOURS } from '../hiding/method.ts';
import type { HideReport } from '../hiding/node.ts';
import type { Fidelity } from '../metrics/fidelity.ts';
import { formatTable } from '../report/table.ts';
import { deviceOption } from './device-option.ts';
import { readPassphrase } from './passphrase-file.ts';
import { clearLive, interruptSignal, note, print, progressLine } from './terminal.ts';

interface HideFlags {
  readonly in: string;
  readonly out: string;
  readonly model?: string;
  readonly passphraseFile?: string;
  readonly favour?: Favour;
  readonly device?: 'cpu' | 'webgpu';
  readonly json?: boolean;
}

export function addHide(program: Command): void {
  program
    .command('hide')
    .summary('hide a picture in another one')
    .description(
      'Hides <secret> in the cover and writes the container, then reads it back, reveals it, and reports what the receiver will see.',
    )
    .argument('<secret>', 'picture to hide: PNG, JPEG, WebP, AVIF, TIFF or GIF')
    .requiredOption('--in <cover>', 'picture to hide it in')
    .requiredOption('--out <container>', 'file to write: .png or .webp (lossless)')
    .option(
      '--model <name|dir>',
      `model that comes with Pentimento, or a model folder (default: ${DEFAULT_MODEL})`,
    )
    .option('--passphrase-file <file>', 'file with a passphrase; without one anyone can reveal')
    .addOption(
      new Option(
        '--favour <side>',
        'which picture to spare: cover, secret or balanced (default: balanced)',
      ).choices(FAVOURS),
    )
    .addOption(deviceOption())
    .option('--json', 'print the report as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ pentimento hide holiday.jpg --in tree.png --out tree-with-holiday.png
  $ pentimento hide plan.png --in cat.jpg --out cat.png --passphrase-file secret.txt --json`,
    )
    .action(async (secret: string, flags: HideFlags) => {
      const { hide } = await import('../hiding/node.ts');
      const report = await hide({
        secret,
        cover: flags.in,
        container: flags.out,
        model: flags.model,
        favour: flags.favour,
        device: flags.device,
        passphrase: await readPassphrase(flags.passphraseFile),
        signal: interruptSignal(),
        onProgress: progressLine('Hiding'),
      });
      clearLive();
      if (flags.json === true) print(JSON.stringify(report));
      else printReport(report);
    });
}

function printReport(report: HideReport): void {
  const row = (name: string, { psnr, ssim, mae }: Fidelity): string[] => [
    name,
    psnr.toFixed(2),
    ssim.toFixed(4),
    mae.toFixed(2),
  ];
  print(`Wrote ${report.container} (model ${report.model}, ${report.seconds.total.toFixed(1)} s)`);
  print(
    formatTable(
      ['', 'PSNR dB', 'SSIM', 'MAE'],
      [row('cover -> container', report.cover), row('secret -> revealed', report.secret)],
    ),
  );
  for (const warning of report.warnings) note(`Note: ${warning}`);
}
