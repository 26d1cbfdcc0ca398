/** `pentimento hide` */
import type { Command } from 'commander';
import type { FurtherSecret, HideReport, PayloadReport } from '../hiding/file-options.node.ts';
import { BEYOND_PHRASES } from '../image/beyond-samples.ts';
import type { FileSink } from '../media/file-output.node.ts';
import { media } from '../media/media.ts';
import { methods } from '../methods/registry.ts';
import type { Fidelity } from '../metrics/fidelity.ts';
import { decibels } from '../report/text/decibels.ts';
import { reportJson } from '../report/text/json.ts';
import { formatTable } from '../report/text/table.ts';
import { claimStreams, inputOf, secretOf } from './inputs.ts';
import type { MethodFlags } from './method-options.ts';
import { addMethodOptions, methodOption, methodValues } from './method-options.ts';
import { qualityNumber } from './numbers.ts';
import { formatOption, outputOf, overwriteOption } from './outputs.ts';
import type { PassphraseFlags } from './passphrase/options.ts';
import { addPassphraseOptions, hidingPassphrases, phraseFiles } from './passphrase/options.ts';
import { clearLive, interruptSignal, note, print, progressLine } from './terminal.ts';

interface HideFlags extends MethodFlags, PassphraseFlags {
  readonly in: string;
  readonly out: string;
  readonly format?: FileSink['format'];
  readonly coverQuality?: number;
  readonly overwrite?: boolean;
  readonly json?: boolean;
}

export function addHide(program: Command): void {
  const command = program
    .command('hide')
    .summary('hide a picture, or any file, in a picture')
    .description(
      'Hides <secret> in the cover and writes the container, then reads it back, reveals it, and reports what the receiver will see. ' +
        methods()
          .filter(({ baseline }) => baseline !== true)
          .map(
            ({ name, summary, secrets }) =>
              `${name} (${summary}) hides ${secrets.includes('file') ? 'any file' : 'a picture'}`,
          )
          .join('; ') +
        '.',
    )
    .argument(
      '<secret...>',
      `picture to hide: PNG, JPEG, WebP, AVIF, TIFF or GIF; ${fileMethods()}: any file, or several; - is standard input`,
    )
    .requiredOption('--in <cover>', 'picture to hide it in; - is standard input')
    .requiredOption(
      '--out <container>',
      `file to write, by its ending ${media()
        .map(({ endings, title }) => `${endings.slice(0, 2).join(' or ')} (${title})`)
        .join(', ')}; - is standard output`,
    )
    .option(
      '--cover-quality <q>',
      'quality of a JPEG that is made of a cover in another format (default: 92)',
      qualityNumber('--cover-quality'),
    )
    .addOption(formatOption(['png', 'webp', 'jpg']))
    .addOption(overwriteOption())
    .addOption(methodOption());
  addMethodOptions(command, 'hide');
  addPassphraseOptions(command, 'hide');
  command
    .option('--json', 'print the report as JSON, an error, too')
    .addHelpText(
      'after',
      `
Examples:
  $ pentimento hide holiday.jpg --in tree.png --out tree-with-holiday.png
  $ pentimento hide plan.png --in cat.jpg --out cat.png --passphrase-file secret.txt --json
  $ pentimento hide letter.pdf --in cat.jpg --out cat.png --method exact --passphrase-file secret.txt
  $ pentimento hide letter.pdf --in photo.jpg --out photo2.jpg --passphrase-file secret.txt
  $ pentimento hide plan.png --in cat.jpg --out cat.png --method exact --lossless
  $ pentimento hide a.png b.pdf --in cat.jpg --out cat.png --method exact --passphrase-file ann.txt --passphrase-file bob.txt
  $ tar c letters | pentimento hide - --in cat.jpg --out - --method exact > cat.png`,
    )
    .action(async (secrets: string[], flags: HideFlags) => {
      const { hide } = await import('../hiding/hide-files.node.ts');
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
        coverQuality: flags.coverQuality,
        options: methodValues(flags, 'hide'),
        furtherSecrets: further.length > 0 ? (further as FurtherSecret[]) : undefined,
        signal: interruptSignal(),
        onProgress: progressLine(),
      });
      clearLive();
      if (flags.json === true) print(reportJson(report));
      else printReport(report);
    });
}

/** Names of the methods that hide any file. */
function fileMethods(): string {
  return methods()
    .filter(({ secrets }) => secrets.includes('file'))
    .map(({ name }) => name)
    .join(', ');
}

function printReport(report: HideReport): void {
  const row = (name: string, { psnr, ssim, mae }: Fidelity): string[] => [
    name,
    decibels(psnr),
    ssim.toFixed(4),
    mae.toFixed(2),
  ];
  const how = report.model === undefined ? `${report.method} method` : `model ${report.model}`;
  print(`Wrote ${report.container} (${how}, ${report.seconds.total.toFixed(1)} s)`);
  // Equal samples are not all that the sender gave.
  const without = (payload?: PayloadReport): string =>
    payload === undefined || payload.lost.length === 0
      ? ''
      : `, without ${payload.lost.map((part) => BEYOND_PHRASES[part]).join(' and ')}`;
  const secrets =
    report.payloads === undefined || report.payloads.length === 1
      ? [row(`secret -> revealed${without(report.payloads?.[0])}`, report.secret)]
      : report.payloads.map((payload) =>
          row(`${payload.name} -> revealed${without(payload)}`, payload.secret),
        );
  print(formatTable(['', 'PSNR dB', 'SSIM', 'MAE'], [row('cover -> container', report.cover), ...secrets]));
  for (const payload of report.payloads ?? []) print(payloadLine(payload));
  if (report.changeRate !== undefined)
    print(`${(100 * report.changeRate).toFixed(2)} % of the ${samplesOf(report)} changed`);
  for (const warning of report.warnings) note(`Note: ${warning}`);
}

/** What a container's samples are. */
function samplesOf({ payloads }: HideReport): string {
  return payloads?.[0]?.bitsPerNonZeroAc === undefined ? 'samples' : 'coefficients';
}

function payloadLine({
  name,
  coding,
  bytes,
  bitsPerSample,
  bitsPerNonZeroAc,
  distortion,
  shape,
}: PayloadReport): string {
  const layered = shape !== undefined && shape.lowBits + shape.highBits > 0;
  const how = [
    ...(shape === undefined ? [] : [layered ? 'trellis' : `digits modulo ${shape.modulus}`]),
    ...(distortion === undefined || distortion === 'uniform' ? [] : [`distortion ${distortion}`]),
  ];
  return (
    `${name}: ${coding}; ${bytes.toLocaleString('en')} bytes encrypted, ` +
    `${bitsPerNonZeroAc === undefined ? `${bitsPerSample.toFixed(3)} bits a sample` : `${bitsPerNonZeroAc.toFixed(3)} bits a coefficient that is not 0`}${how.length === 0 ? '' : ` (${how.join(', ')})`}`
  );
}
