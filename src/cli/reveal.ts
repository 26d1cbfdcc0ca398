/** `pentimento reveal` */
import type { Command } from 'commander';
import type { ContainerFormat } from '../image/picture-files.node.ts';
import { claimStreams, inputOf } from './inputs.ts';
import type { MethodFlags } from './method-options.ts';
import { addMethodOptions, methodOption, methodValues } from './method-options.ts';
import { formatOption, outputOf, overwriteOption } from './outputs.ts';
import type { PassphraseFlags } from './passphrase/options.ts';
import { addPassphraseOptions, phraseFiles, revealingPassphrases } from './passphrase/options.ts';
import { clearLive, interruptSignal, note, print, progressLine } from './terminal.ts';

interface RevealFlags extends MethodFlags, PassphraseFlags {
  readonly out: string;
  readonly force?: boolean;
  readonly format?: ContainerFormat;
  readonly overwrite?: boolean;
  readonly json?: boolean;
}

export function addReveal(program: Command): void {
  const command = program
    .command('reveal')
    .summary('get back what is hidden')
    .description(
      'Reveals the picture or file that <container> hides. Exits with 2 when nothing is hidden in it for this passphrase.',
    )
    .argument('<container>', 'picture that hides something; - is standard input')
    .requiredOption(
      '--out <file|folder>',
      'file to write: .png or .webp for a picture; or a folder (made where it ends in a slash), which gets the file under its own name; - is standard output',
    )
    .addOption(formatOption())
    .addOption(overwriteOption())
    .option(
      '--force',
      'show what the method makes of the picture even where nothing is found (networks: with --model); it may be noise',
    )
    .addOption(methodOption('--force: which method to run'))
    .option('--json', 'print the report as JSON, an error, too')
    .addHelpText(
      'after',
      `
Examples:
  $ pentimento reveal tree-with-holiday.png --out holiday.png
  $ pentimento reveal cat.png --out plan.png --passphrase-file secret.txt
  $ pentimento reveal cat.png --out letters/ --passphrase-file secret.txt
  $ pentimento reveal - --out - < cat.png | tar x
  $ pentimento reveal from-the-web.jpg --out maybe.png --force --model baluja`,
    )
    .action(async (container: string, flags: RevealFlags) => {
      const { reveal } = await import('../hiding/reveal-files.node.ts');
      claimStreams([['the container', container]]);
      const secret = await outputOf(flags.out, flags.format, phraseFiles(flags));
      const passphrases = await revealingPassphrases(flags);
      const report = await reveal({
        container: await inputOf(container),
        secret,
        overwrite: flags.overwrite,
        method: flags.method,
        options: methodValues(flags, 'reveal'),
        force: flags.force,
        ...passphrases,
        signal: interruptSignal(),
        onProgress: progressLine(),
      });
      clearLive();
      if (flags.json === true) {
        print(JSON.stringify(report));
        return;
      }
      const what = report.kind === 'picture' ? `${report.width}x${report.height}` : report.mediaType;
      const how = report.model === undefined ? `${report.method} method` : `model ${report.model}`;
      print(`Wrote ${report.secret} (${what}, ${how}, ${report.seconds.total.toFixed(1)} s)`);
      if (report.passphrase !== undefined)
        print(`Passphrase ${report.passphrase} of ${passphrases.passphrases?.length} matched`);
      for (const warning of report.warnings) note(`Note: ${warning}`);
    });
  addMethodOptions(command, 'reveal');
  addPassphraseOptions(command, 'reveal');
}
