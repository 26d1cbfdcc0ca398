/** `pentimento capacity` */
import { stat } from 'node:fs/promises';
import type { Command } from 'commander';
import { Option } from 'commander';
import type { CapacityRow } from '../methods/method.ts';
import { methods } from '../methods/registry.ts';
import { decibels } from '../report/text/decibels.ts';
import { reportJson } from '../report/text/json.ts';
import { formatTable } from '../report/text/table.ts';
import { kebab } from './method-options.ts';
import { interruptSignal, print } from './terminal.ts';

interface CapacityFlags {
  readonly secret?: string;
  readonly method?: string;
  readonly json?: boolean;
}

/** Methods that hide bytes; only for them does the cover decide what fits. */
const measured = (): string[] =>
  methods().flatMap(({ name, secrets }) => (secrets.includes('file') ? [name] : []));

export function addCapacity(program: Command): void {
  const [usual] = measured();
  program
    .command('capacity')
    .summary('what can be hidden in a picture, exactly')
    .description(
      'Prints what fits into <cover>: bytes, the cover that will remain, and how well a picture of that many bytes comes back.',
    )
    .argument('<cover>', 'picture to hide in')
    .option('--secret <picture>', 'picture to hide, for its expected quality (default: one like the cover)')
    .addOption(new Option('--method <name>', `method to hide with (default: ${usual})`).choices(measured()))
    .option('--json', 'print the table as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ pentimento capacity cat.jpg
  $ pentimento capacity cat.jpg --secret plan.png`,
    )
    .action(async (path: string, flags: CapacityFlags) => {
      const { capacity: capacityOf } = await import('../hiding/capacity.node.ts');
      const { readPicture } = await import('../image/picture-files.node.ts');
      const method = flags.method ?? usual!;
      const capacity = await capacityOf({
        cover: path,
        secret: flags.secret,
        method,
        signal: interruptSignal(),
      });
      if (flags.json === true) {
        print(reportJson(capacity));
        return;
      }
      const { image } = await readPicture(path);
      print(`${path}, ${image.width}x${image.height}, with --method ${method}:`);
      print(
        formatTable(
          ['hide with', 'bits a sample', 'bytes', 'cover dB', 'picture dB'],
          capacity.rows.map((row) => [
            optionsText(row),
            row.bitsPerSample.toFixed(3),
            row.bytes.toLocaleString('en'),
            decibels(row.coverPsnr),
            Number.isNaN(row.secretPsnr) ? '-' : decibels(row.secretPsnr),
          ]),
        ),
      );
      print(
        `Cover and picture as they are expected, PSNR; "picture" is ${flags.secret ?? 'one like the cover'}, of ${capacity.losslessBitsPerPixel.toFixed(2)} bits a pixel without loss. ` +
          (flags.secret === undefined
            ? ''
            : `Its own file takes ${(await stat(flags.secret)).size.toLocaleString('en')} bytes, and is hidden as it is where that fits. `) +
          'What fits in less leaves a better cover. The less, the harder it is to detect.',
      );
    });
}

function optionsText({ options }: CapacityRow): string {
  const words = Object.entries(options).map(([name, value]) => `--${kebab(name)} ${String(value)}`);
  return words.length === 0 ? 'any file of this size' : words.join(' ');
}
