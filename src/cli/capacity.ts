/** `pentimento capacity` */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Command } from 'commander';
import type { PictureSecret } from '../methods/exact/secrets.ts';
import { decibels } from '../report/text/decibels.ts';
import { reportJson } from '../report/text/json.ts';
import { formatTable } from '../report/text/table.ts';
import { interruptSignal, print } from './terminal.ts';

interface CapacityFlags {
  readonly secret?: string;
  readonly json?: boolean;
}

export function addCapacity(program: Command): void {
  program
    .command('capacity')
    .summary('what the exact method can hide in a picture')
    .description(
      'Prints what fits into <cover> with the exact method: bytes, the cover that will remain, and how well a picture of that many bytes comes back.',
    )
    .argument('<cover>', 'picture to hide in')
    .option('--secret <picture>', 'picture to hide, for its expected quality (default: one like the cover)')
    .option('--json', 'print the table as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ pentimento capacity cat.jpg
  $ pentimento capacity cat.jpg --secret plan.png`,
    )
    .action(async (path: string, flags: CapacityFlags) => {
      const { readPicture } = await import('../image/picture-files.node.ts');
      const { nodeSecretCoder } = await import('../methods/exact/codecs/secret-coder.node.ts');
      const { capacityOf } = await import('../methods/exact/capacity.ts');
      const cover = (await readPicture(path)).image;
      const secret = flags.secret === undefined ? undefined : await pictureToHide(flags.secret);
      const capacity = await capacityOf(cover, nodeSecretCoder(), secret, interruptSignal());
      if (flags.json === true) {
        print(reportJson(capacity));
        return;
      }
      print(`${path}, ${cover.width}x${cover.height}, with --method exact:`);
      print(
        formatTable(
          ['hide with', 'bits a sample', 'bytes', 'cover dB', 'picture dB'],
          capacity.rows.map((row) => [
            row.options === '' ? 'any file of this size' : row.options,
            row.bitsPerSample.toFixed(3),
            row.bytes.toLocaleString('en'),
            decibels(row.coverPsnr),
            Number.isNaN(row.secretPsnr) ? '-' : decibels(row.secretPsnr),
          ]),
        ),
      );
      print(
        `Cover and picture as they are expected, PSNR; "picture" is ${flags.secret ?? 'one like the cover'}, of ${capacity.losslessBitsPerPixel.toFixed(2)} bits a pixel without loss. ` +
          (secret?.original === undefined
            ? ''
            : `Its own file takes ${secret.original.content.length.toLocaleString('en')} bytes, and is hidden as it is where that fits. `) +
          'The trellis changes as little as a payload needs: what fits in less leaves a better cover. The less, the harder it is to detect.',
      );
    });
}

/** A picture with its file. */
async function pictureToHide(path: string): Promise<PictureSecret> {
  const { readPicture } = await import('../image/picture-files.node.ts');
  const { pictureSecret } = await import('../methods/exact/code-or-carry.ts');
  const decoded = await readPicture(path);
  return pictureSecret(basename(path), await readFile(path), decoded);
}
