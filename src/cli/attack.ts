/** `pentimento attack` */
import type { Command } from 'commander';
import { coded } from '../errors/coded.ts';
import type { ContainerFormat } from '../image/picture-files.node.ts';
import { withDecibels } from '../report/text/decibels.ts';
import { reportJson } from '../report/text/json.ts';
import { formatTable } from '../report/text/table.ts';
import { claimStreams, inputOf } from './inputs.ts';
import { seedNumber } from './numbers.ts';
import { formatOption, outputOf, overwriteOption } from './outputs.ts';
import { interruptSignal, note, print } from './terminal.ts';

interface AttackFlags {
  readonly with?: readonly string[];
  readonly out?: string;
  readonly seed: number;
  readonly list?: boolean;
  readonly format?: ContainerFormat;
  readonly overwrite?: boolean;
  readonly json?: boolean;
}

export function addAttack(program: Command): void {
  program
    .command('attack')
    .summary('do to a picture what the world does')
    .description(
      'Does to <container> what happens to pictures on their way (JPEG, resizing, noise, ...) and writes the result without loss, ' +
        'to see what can still be revealed. The file that is written holds pixels only: no profile, opacities or metadata.',
    )
    .argument('[container]', 'picture to attack; - is standard input')
    .option(
      '--with <attack>',
      'an attack of --list, also with another number: jpeg-60. May be given more than once; they happen in this order',
      (name: string, names: readonly string[] = []) => [...names, name],
    )
    .option('--out <file>', 'file to write: .png or .webp (lossless); - is standard output')
    .addOption(formatOption())
    .addOption(overwriteOption())
    .option('--seed <n>', 'of the noise: the same seed gives the same picture', seedNumber('--seed'), 1)
    .option('--list', 'print the attacks that methods and marks are measured with')
    .option('--json', 'print what was done, or the list, as JSON, an error, too')
    .addHelpText(
      'after',
      `
Examples:
  $ pentimento attack tree-with-holiday.png --with jpeg-75 --out attacked.png
  $ pentimento attack tree-with-holiday.png --with resize-0.5 --with noise-2 --out attacked.png
  $ pentimento attack marked.jpg --with cut-0.5-scale-0.75-jpeg-75 --out cut.png
  $ pentimento attack --list`,
    )
    .action(async (container: string | undefined, flags: AttackFlags) => {
      if (flags.list === true) await printList(flags.json === true);
      else await attack(container, flags);
    });
}

async function printList(json: boolean): Promise<void> {
  const { ATTACKS, MARK_ATTACKS, attackNamed } = await import('../attacks/attack.ts');
  const methods = [...ATTACKS.values()];
  const further = MARK_ATTACKS.filter((name) => !ATTACKS.has(name)).map(attackNamed);
  if (json) {
    const attacks = [...methods, ...further].map(({ name, description, moves }) => ({
      name,
      description,
      moves,
      hiding: ATTACKS.has(name),
      mark: MARK_ATTACKS.includes(name),
    }));
    print(JSON.stringify(attacks));
    return;
  }
  const rows = [...methods, ...further].map(({ name, description }) => [name, description]);
  const [head, rule, ...lines] = formatTable(['attack', 'what it does'], rows).split('\n');
  print([head, rule, ...lines.slice(0, methods.length)].join('\n'));
  print('\nA copyright mark is measured with these, too:\n');
  print([head, rule, ...lines.slice(methods.length)].join('\n'));
}

async function attack(path: string | undefined, flags: AttackFlags): Promise<void> {
  const { with: names = [], out, seed } = flags;
  if (path === undefined || names.length === 0 || out === undefined) {
    const missing = path === undefined ? 'a picture to attack' : names.length === 0 ? '--with' : '--out';
    throw coded(
      new Error(
        `Expected ${missing} but received none; "pentimento attack --list" prints what there is, --help how to use it`,
      ),
      'missing-option',
    );
  }
  const { attackNamed } = await import('../attacks/attack.ts');
  const { nodeLossyCodecs } = await import('../attacks/codecs.node.ts');
  const { inputName, inputPaths, readPictureInput } = await import('../media/file-input.node.ts');
  const { assertOutput, outputFormat, outputName, writeOutput } = await import(
    '../media/file-output.node.ts'
  );
  const { encodePicture } = await import('../image/picture-files.node.ts');
  const { psnr } = await import('../metrics/psnr.ts');
  const { seededRandom } = await import('../random/seeded-random.ts');

  const attacks = names.map(attackNamed);
  claimStreams([['the picture', path]]);
  const output = await outputOf(out, flags.format);
  const format = outputFormat(output);
  const input = await inputOf(path);
  await assertOutput(output, inputPaths([input]), flags);
  const { image, alpha, warnings: read } = await readPictureInput(input);
  const name = inputName(input);
  const warnings = [...read, ...(alpha === undefined ? [] : [`the transparency of ${name} was dropped`])];
  const signal = interruptSignal();
  const work = { codecs: nodeLossyCodecs(), random: seededRandom(seed) };
  let attacked = image;
  for (const step of attacks) {
    signal.throwIfAborted();
    attacked = await step.apply(attacked, work);
  }
  signal.throwIfAborted();
  await writeOutput(output, await encodePicture(attacked, { format }), flags);
  const { width, height } = attacked;
  const sameSize = width === image.width && height === image.height;
  const applied = attacks.map(({ name }) => name);
  if (flags.json === true) {
    const figures = sameSize && { psnr: psnr(image, attacked) };
    print(reportJson({ out: outputName(output), width, height, attacks: applied, ...figures, warnings }));
    return;
  }
  print(
    `Wrote ${outputName(output)} (${width}x${height}, ${applied.join(', ')}; ` +
      `${sameSize ? `PSNR against ${name}: ${withDecibels(psnr(image, attacked))}` : 'another size'})`,
  );
  for (const warning of warnings) note(`Note: ${warning}`);
}
