/** `pentimento hide` */
import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import type { FurtherSecret, HideReport, PayloadReport } from '../hiding/hide-files.node.ts';
import type { ContainerFormat } from '../image/picture-files.node.ts';
import { DEFAULT_MODEL } from '../methods/deep/default-model.ts';
import { phraseOf } from '../methods/exact/code-or-carry.ts';
import type { PartCount } from '../methods/exact/settings.ts';
import { PART_COUNTS } from '../methods/exact/settings.ts';
import type { Favour, MethodName } from '../methods/method.ts';
import { FAVOURS, METHOD_NAMES } from '../methods/method.ts';
import type { Fidelity } from '../metrics/fidelity.ts';
import { decibels } from '../report/text/decibels.ts';
import { reportJson } from '../report/text/json.ts';
import { formatTable } from '../report/text/table.ts';
import { deviceOption } from './device-option.ts';
import type { ExactFlags } from './exact-options.ts';
import { addExactOptions, chosenQuality } from './exact-options.ts';
import { aboutSecret } from './file-messages.ts';
import { claimStreams, inputOf, secretOf } from './inputs.ts';
import { positiveNumber } from './numbers.ts';
import { formatOption, outputOf, overwriteOption } from './outputs.ts';
import type { PassphraseFlags } from './passphrase/options.ts';
import { addPassphraseOptions, hidingPassphrases, phraseFiles } from './passphrase/options.ts';
import { clearLive, interruptSignal, note, print, progressLine } from './terminal.ts';

interface HideFlags extends ExactFlags, PassphraseFlags {
  readonly in: string;
  readonly out: string;
  readonly method?: MethodName;
  readonly model?: string;
  readonly favour?: Favour;
  readonly parts?: PartCount;
  readonly rate?: number;
  readonly device?: 'cpu' | 'webgpu';
  readonly format?: ContainerFormat;
  readonly overwrite?: boolean;
  readonly json?: boolean;
}

export function addHide(program: Command): void {
  const command = program
    .command('hide')
    .summary('hide a picture, or any file, in a picture')
    .description(
      'Hides <secret> in the cover and writes the container, then reads it back, reveals it, and reports what the receiver will see. ' +
        'The deep method (networks) hides a picture; the exact one hides anything, encrypted, and gives it back as it was.',
    )
    .argument(
      '<secret...>',
      'picture to hide: PNG, JPEG, WebP, AVIF, TIFF or GIF; exact: any file, or several; - is standard input',
    )
    .requiredOption('--in <cover>', 'picture to hide it in; - is standard input')
    .requiredOption('--out <container>', 'file to write: .png or .webp (lossless); - is standard output')
    .addOption(formatOption())
    .addOption(overwriteOption())
    .addOption(
      new Option('--method <name>', 'deep (networks) or exact (coded, encrypted) (default: deep)').choices(
        METHOD_NAMES,
      ),
    )
    .addOption(
      new Option(
        '--favour <side>',
        'which picture to spare: cover, secret or balanced (default: balanced)',
      ).choices(FAVOURS),
    )
    .option(
      '--model <name|dir>',
      `deep: model that comes with Pentimento, or a model folder (default: ${DEFAULT_MODEL})`,
    )
    .addOption(deviceOption());
  addPassphraseOptions(command, 'hide');
  addExactOptions(command)
    .option(
      '--rate <bits>',
      'exact: bits that every sample carries, such as 0.05; what the secret leaves is random (default: what it takes)',
      positiveNumber('--rate'),
    )
    .option(
      '--parts <n>',
      'exact: cut the cover into 1, 2, 4 or 8 parts, one for each receiver; those that nobody receives are filled with noise',
      parts,
    )
    .option('--json', 'print the report as JSON, an error, too')
    .addHelpText(
      'after',
      `
Examples:
  $ pentimento hide holiday.jpg --in tree.png --out tree-with-holiday.png
  $ pentimento hide plan.png --in cat.jpg --out cat.png --passphrase-file secret.txt --json
  $ pentimento hide letter.pdf --in cat.jpg --out cat.png --method exact --passphrase-file secret.txt
  $ pentimento hide plan.png --in cat.jpg --out cat.png --method exact --lossless
  $ pentimento hide a.png b.pdf --in cat.jpg --out cat.png --method exact --passphrase-file ann.txt --passphrase-file bob.txt
  $ tar c letters | pentimento hide - --in cat.jpg --out - --method exact > cat.png`,
    )
    .action(async (secrets: string[], flags: HideFlags) => {
      const { hide } = await import('../hiding/hide-files.node.ts');
      const { inputName } = await import('../hiding/file-input.node.ts');
      claimStreams([...secrets.map((path) => ['the secret', path] as const), ['the cover', flags.in]]);
      const container = await outputOf(flags.out, flags.format, phraseFiles(flags));
      const passphrases = await hidingPassphrases(flags, secrets);
      const inputs = await Promise.all(secrets.map(secretOf));
      const [first, ...further] = inputs.map((secret, index) => ({
        secret,
        passphrase: passphrases[index],
      }));
      const report = await hide({
        ...first!,
        cover: await inputOf(flags.in),
        container,
        overwrite: flags.overwrite,
        method: flags.method,
        model: flags.model,
        favour: flags.favour,
        device: flags.device,
        quality: chosenQuality(flags),
        rate: flags.rate,
        embedding: flags.embedding,
        distortion: flags.distortion,
        constraintHeight: flags.constraintHeight,
        parts: flags.parts,
        furtherSecrets: further.length > 0 ? (further as FurtherSecret[]) : undefined,
        signal: interruptSignal(),
        onProgress: progressLine('Hiding'),
      }).catch((error) => {
        throw flags.in === secrets[0] ? error : aboutSecret(error, inputName(first!.secret));
      });
      clearLive();
      if (flags.json === true) print(reportJson(report));
      else printReport(report);
    });
}

function printReport(report: HideReport): void {
  const row = (name: string, { psnr, ssim, mae }: Fidelity): string[] => [
    name,
    decibels(psnr),
    ssim.toFixed(4),
    mae.toFixed(2),
  ];
  const how = report.model === undefined ? 'exact method' : `model ${report.model}`;
  print(`Wrote ${report.container} (${how}, ${report.seconds.total.toFixed(1)} s)`);
  // Equal samples are not all that the sender gave.
  const without = (payload?: PayloadReport): string =>
    payload === undefined || payload.lost.length === 0 ? '' : `, without ${phraseOf(payload.lost)}`;
  const secrets =
    report.payloads === undefined || report.payloads.length === 1
      ? [row(`secret -> revealed${without(report.payloads?.[0])}`, report.secret)]
      : report.payloads.map((payload) =>
          row(`${payload.name} -> revealed${without(payload)}`, payload.secret),
        );
  print(formatTable(['', 'PSNR dB', 'SSIM', 'MAE'], [row('cover -> container', report.cover), ...secrets]));
  for (const payload of report.payloads ?? []) print(payloadLine(payload));
  if (report.changeRate !== undefined)
    print(`${(100 * report.changeRate).toFixed(2)} % of the samples changed`);
  for (const warning of report.warnings) note(`Note: ${warning}`);
}

function payloadLine({ name, coding, bytes, bitsPerSample, distortion, shape }: PayloadReport): string {
  const spared = distortion === 'hill' ? ', smooth areas spared' : '';
  const layers = shape.lowBits + shape.highBits > 0 ? 'trellis' : `digits modulo ${shape.modulus}`;
  return (
    `${name}: ${coding}; ${bytes.toLocaleString('en')} bytes encrypted, ` +
    `${bitsPerSample.toFixed(3)} bits a sample (${layers}${spared})`
  );
}

function parts(text: string): PartCount {
  const count = PART_COUNTS.find((count) => String(count) === text);
  if (count === undefined) throw new InvalidArgumentError('Expected 1, 2, 4 or 8 for --parts.');
  return count;
}
