/** `pentimento verify` */
import type { Command } from 'commander';
import type { VerifyReport } from '../marking/verify-files.node.ts';
import { reportJson } from '../report/text/json.ts';
import { assertReports, overwriteOption, writeReport } from './outputs.ts';
import { clearLive, interruptSignal, live, note, print } from './terminal.ts';

interface VerifyFlags {
  readonly owner: string;
  readonly registry?: string;
  readonly original?: string;
  readonly html?: string;
  readonly overwrite?: boolean;
  readonly json?: boolean;
}

/** For scripts: the number was read, the mark is there, nothing was found. */
const EXIT_CODES = { payload: 0, present: 3, original: 3, none: 2 } as const;

export function addVerify(program: Command): void {
  program
    .command('verify')
    .summary('look for your mark in a picture')
    .description(
      'Looks for the mark of an owner in a picture from anywhere, whole or cropped, resized, turned or compressed, and says how ' +
        'often such a finding is wrong. Exit codes: 0 the number was read, 3 the mark is there but its number is not readable, 2 nothing found.',
    )
    .argument('<suspect>', 'picture to look at')
    .requiredOption('--owner <file>', 'your key')
    .option('--registry <file>', 'try the keys of its pictures, and compare the suspect with what it knows')
    .option(
      '--original <picture>',
      'the picture before it was marked: finds the mark where it is too weak otherwise',
    )
    .option('--html <file>', 'write a page with pictures, numbers and what they prove')
    .addOption(overwriteOption())
    .option('--json', 'print the report as JSON, an error, too')
    .addHelpText(
      'after',
      `
Examples:
  $ pentimento verify suspect.jpg --owner owner.key
  $ pentimento verify suspect.jpg --owner owner.key --registry marks.jsonl --html suspect.html
  $ pentimento verify suspect.jpg --owner owner.key --original photo.jpg`,
    )
    .action(verifyPicture);
}

async function verifyPicture(path: string, flags: VerifyFlags): Promise<void> {
  const { readOwnerKey } = await import('../marking/owner-key-file.node.ts');
  const { verifyFile } = await import('../marking/verify-files.node.ts');
  const { registry, original, html, overwrite, json = false } = flags;
  await assertReports({ '--html': html }, [path, flags.owner, registry, original], overwrite);
  const owner = await readOwnerKey(flags.owner);
  const verified = await verifyFile({
    ...{ input: path, owner, registry, original },
    signal: interruptSignal(),
    onKey: (index, total) => {
      if (index > 0) live(`Key ${index + 1} of ${total}`);
    },
  });
  clearLive();
  const { report } = verified;
  if (html !== undefined) {
    const { verificationPage } = await import('../report/marking/verification-page.node.ts');
    await writeReport(html, await verificationPage(verified, new Date().toISOString()), overwrite);
  }
  if (json) print(reportJson(report));
  else printReport(report);
  process.exitCode = EXIT_CODES[report.verdict];
}

function printReport(report: VerifyReport): void {
  for (const line of verdictLines(report)) print(line);
  for (const warning of report.warnings) note(`Note: ${warning}`);
}

/** The verdict in plain words, and what it rests on. */
function verdictLines(report: VerifyReport): string[] {
  const { verdict, id, text, falsePositive, agreement, geometry, match, besideOriginal, file } = report;
  const lines: string[] = [];
  if (verdict === 'payload') {
    lines.push(`${file} is marked by this owner, number ${id}${text === undefined ? '' : ` ("${text}")`}.`);
    lines.push(`  A picture without this owner's mark gives this answer once in ${oneIn(falsePositive)}.`);
  } else if (verdict === 'present') {
    lines.push(`${file} is marked by this owner; the number is not readable.`);
    lines.push(
      `  The pilots agree by ${agreement.toFixed(1)} standard deviations; an unmarked picture's do once in ${oneIn(falsePositive)}.`,
    );
  } else if (verdict === 'original') {
    lines.push(`The mark of this owner is in ${file}, seen beside the original.`);
    lines.push(
      `  The pilots agree by ${besideOriginal!.toFixed(1)} standard deviations; without the mark they do once in ${oneIn(falsePositive)}.`,
    );
  } else {
    lines.push(`Nothing found: no mark of this owner in ${file}.`);
    lines.push('  It may never have been there, or have been destroyed.');
  }
  if (geometry !== undefined) {
    const { rotation, mirrored, crop } = geometry;
    const changes = [
      ...(Math.abs(rotation) >= 0.05 ? [`turned by ${rotation.toFixed(1)} degrees`] : []),
      ...(mirrored ? ['mirrored'] : []),
      ...(crop ? [`shows ${crop[2]}x${crop[3]} pixels of the original from ${crop[0]}, ${crop[1]} on`] : []),
    ];
    if (changes.length > 0) lines.push(`  The picture: ${changes.join(', ')}.`);
  }
  if (match !== undefined) {
    const { row, distance, correlation, alike } = match;
    const by = [
      `${distance} of 256 bits of their perceptual hashes differ`,
      ...(correlation === undefined
        ? []
        : [`its thumbnail and this part correlate by ${correlation.toFixed(2)}`]),
    ].join('; ');
    lines.push(`  Registry: ${row.name}, marked ${row.time}.`);
    lines.push(
      alike
        ? `  It shows that picture (${by}).`
        : `  It does not look like that picture (${by}): the mark may have been copied to another one.`,
    );
  }
  return lines;
}

function oneIn(chance: number): string {
  const count = 1 / chance;
  return count < 1e6 ? Math.round(count).toLocaleString('en-US') : `10^${Math.floor(Math.log10(count))}`;
}
