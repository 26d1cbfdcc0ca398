/** `pentimento mark` */
import { type Command, InvalidArgumentError } from 'commander';
import { coded } from '../errors/coded.ts';
import type { MarkReport } from '../marking/mark-files.node.ts';
import { withDecibels } from '../report/text/decibels.ts';
import { reportJson } from '../report/text/json.ts';
import { overwriteOption } from './outputs.ts';
import { clearLive, interruptSignal, live, note, print } from './terminal.ts';

interface MarkFlags {
  readonly out: string;
  readonly owner: string;
  readonly id?: string;
  readonly text?: string;
  readonly strength?: number;
  readonly quality?: number;
  readonly registry?: string;
  readonly strip?: boolean;
  readonly overwrite?: boolean;
  readonly json?: boolean;
}

export function addMark(program: Command): void {
  program
    .command('mark')
    .summary('mark pictures as yours, so that it can be proved later')
    .description(
      'Puts an invisible mark into pictures that survives what the web does to them: JPEG, resizing, cropping, screenshots. ' +
        'Only your key finds it again: `pentimento verify`. The mark is read back from every file before it gets its name.',
    )
    .argument('<pictures...>', 'pictures, or folders of pictures')
    .requiredOption(
      '--out <path>',
      'file to write, ending in .jpg, .png, .webp or .avif; a folder for several',
    )
    .requiredOption('--owner <file>', 'your key, from `pentimento owner new`')
    .option(
      '--id <number>',
      'what the mark says: 0x and up to 16 hexadecimal digits, or 32 (default: random)',
    )
    .option('--text <text>', 'what the mark says, as a text of up to 8 bytes')
    .option('--strength <n>', 'how strong: 1 is just not visible, 0.25 to 4', strength, 1)
    .option('--quality <n>', 'quality of the file, 1 to 100 (default: JPEG 92, WebP 95, AVIF 85)', quality)
    .option(
      '--registry <file>',
      'give each picture a key of its own and write it down there, with a thumbnail, signed',
    )
    .option('--strip', 'leave out EXIF, XMP and IPTC (kept by default; the colour profile always is)')
    .addOption(overwriteOption())
    .option('--json', 'print the report as JSON, an error, too')
    .addHelpText(
      'after',
      `
Examples:
  $ pentimento mark photo.jpg --out marked.jpg --owner owner.key --text "J.Doe 26"
  $ pentimento mark photos/ --out marked/ --owner owner.key --registry marks.jsonl`,
    )
    .action(markPictures);
}

async function markPictures(paths: string[], flags: MarkFlags): Promise<void> {
  const { markFiles } = await import('../marking/mark-files.node.ts');
  const { parseId, textId } = await import('../marking/mark-id.ts');
  const { readOwnerKey } = await import('../marking/owner-key-file.node.ts');
  const { findPictures } = await import('../steganalysis/detect/find-pictures.node.ts');
  const { isFolderOutput } = await import('../media/file-output.node.ts');
  if (flags.id !== undefined && flags.text !== undefined) {
    throw coded(new TypeError('Expected --id or --text but received both'), 'conflicting-options');
  }
  const id =
    flags.id !== undefined ? parseId(flags.id) : flags.text === undefined ? undefined : textId(flags.text);
  const owner = await readOwnerKey(flags.owner);
  const inputs = await findPictures(paths);
  if (inputs.length === 0)
    throw coded(
      new Error(`Expected at least one picture in ${paths.join(', ')} but found none`),
      'file-missing',
    );
  const isSingle = inputs.length === 1 && inputs[0] === paths[0];
  const intoFolder = (await isFolderOutput(flags.out)) || (!isSingle && isFolderName(flags.out));
  if (!isSingle && !intoFolder) {
    throw coded(
      new TypeError(
        `Expected a folder for ${inputs.length} marked pictures but received ${flags.out}; ${flags.out}/ is a folder, whatever its name`,
      ),
      'bad-option',
    );
  }
  const { strength, quality, registry, strip, overwrite, json = false } = flags;
  const reports = await markFiles(
    {
      ...{ inputs, out: flags.out, intoFolder, owner, id, strength, quality, registry, strip, overwrite },
      kept: [flags.owner],
      signal: interruptSignal(),
      onStage: (stage, index, total) => {
        if (process.stderr.isTTY) live(`${index + 1}/${total}  ${inputs[index]}: ${stage}`);
      },
    },
    (report) => {
      clearLive();
      if (!json) printReport(report);
    },
  );
  if (json) print(reportJson({ pictures: reports }));
  else if (reports.length > 1) {
    const surviving = reports.filter(({ survives }) => survives).length;
    print(
      `${reports.length} pictures marked; ${surviving} of these marks also read at half size and JPEG 75.`,
    );
  }
}

/** Whether a new output is no name of a picture, which who gives it would not expect to be a folder. */
function isFolderName(path: string): boolean {
  return !/\.(png|jpe?g|webp|avif|tiff?|gif)$/i.test(path);
}

function printReport(report: MarkReport): void {
  const { out, width, height, id, text, quality, markPsnr, psnr, ssim, survives, warnings } = report;
  print(
    `Wrote ${out} (${width}x${height}${quality === undefined ? '' : `, quality ${quality}`}): ` +
      `${withDecibels(psnr)}, SSIM ${ssim.toFixed(4)}${quality === undefined ? '' : `; the mark alone ${withDecibels(markPsnr)}`}`,
  );
  print(`  mark: ${id}${text === undefined ? '' : ` ("${text}")`}, read back from the file`);
  print(`  survives half its size and JPEG 75: ${survives ? 'yes' : 'no'}`);
  for (const warning of warnings) note(`Note: ${warning}`);
}

function strength(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0.25 && value <= 4)) {
    throw new InvalidArgumentError('Expected a number of 0.25 to 4 for --strength.');
  }
  return value;
}

function quality(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isInteger(value) || value < 1 || value > 100) {
    throw new InvalidArgumentError('Expected a whole number of 1 to 100 for --quality.');
  }
  return value;
}
