/** `pentimento detect` */

import { basename } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { coded } from '../errors/coded.ts';
import type { Cell, Column } from '../report/text/table.ts';
import { formatCsv, formatTable } from '../report/text/table.ts';
import type { DetectionMode, Detections, FileDetection } from '../steganalysis/detect/detection.ts';
import { JPEG_COMPATIBILITY_THRESHOLD } from '../steganalysis/detect/jpeg-compatibility.ts';
import { assertReports, overwriteOption, writeReport } from './outputs.ts';
import { clearLive, interruptSignal, live, note, print } from './terminal.ts';

interface DetectFlags {
  readonly mode: DetectionMode;
  readonly fast?: boolean;
  readonly threshold?: number;
  readonly withCover?: string;
  readonly secret?: string;
  readonly csv?: string;
  readonly json?: boolean;
  readonly jsonFile?: string;
  readonly html?: string;
  readonly overwrite?: boolean;
}

const LIMITS =
  'These detectors look for LSB replacement only: networks, LSB matching and trellis codes go unseen, ' +
  'and smooth or synthetic pictures may look suspicious without reason.';

const LATTICE =
  'JPEG lattice: the share of 8x8 blocks in which samples changed after the picture was decoded from a JPEG, ' +
  'by whatever method; empty where it was not. Retouching shows there, too.';

const JPEGS =
  'Jsteg share: how many coefficients of a JPEG file carry a message in their lowest bit, as an estimate; clean files reach 0.14. ' +
  'It sees Jsteg and its like, and none of the methods that avoid it: `pentimento audit` trains a warden for those.';

export function addDetect(program: Command): void {
  program
    .command('detect')
    .summary('look for hidden content in pictures')
    .description(
      'Runs the classical detectors of LSB replacement on pictures: primary sets, chi-square, sample pairs and RS. ' +
        'The JPEG lattice finds changes of any kind in pictures that were decoded from JPEGs. Mode strict gives the numbers of StegExpose; mode fixed follows the papers, in bits per sample, with weighted stego-image (WS) besides.',
    )
    .argument('<paths...>', 'pictures, or folders of pictures')
    .addOption(new Option('--mode <mode>', 'whose formulas').choices(['strict', 'fixed']).default('strict'))
    .option('--fast', 'leave a picture as soon as it looks clean (mode strict)')
    .option('--threshold <n>', 'suspicious above this score (default: 0.2 strict, 0.15 fixed)', threshold)
    .option('--with-cover <path>', 'cover, or folder of covers by the same names: say what changed')
    .option('--secret <picture>', 'with --with-cover: how much of this secret shows in the change')
    .option('--csv <file>', 'write the scores as CSV; in mode strict, the table that StegExpose writes')
    .option('--json', 'print the scores as JSON, an error, too')
    .option('--json-file <file>', 'write the scores as JSON')
    .option('--html <file>', 'write a report with bars and explanations')
    .addOption(overwriteOption())
    .addHelpText(
      'after',
      `
Examples:
  $ pentimento detect holiday.png
  $ pentimento detect downloads/ --mode fixed --html downloads.html
  $ pentimento detect containers/ --with-cover covers/ --json-file changes.json`,
    )
    .action(async (paths: string[], flags: DetectFlags) => {
      if (flags.fast && flags.mode !== 'strict')
        throw coded(new Error('Expected --fast with --mode strict only'), 'conflicting-options');
      if (flags.secret !== undefined && flags.withCover === undefined) {
        throw coded(new Error('Expected --secret together with --with-cover only'), 'conflicting-options');
      }
      const files = { '--csv': flags.csv, '--json-file': flags.jsonFile, '--html': flags.html };
      await assertReports(files, [...paths, flags.withCover, flags.secret], flags.overwrite);
      const detections = await detect(paths, flags);
      // The JSON document, if there is one, has them too.
      const inDocument = flags.json === true && detections.files.length > 0;
      for (const { path, reason } of inDocument ? [] : detections.unreadable) {
        note(`Left out${reason.startsWith(path) ? '' : ` ${path}`}: ${reason}`);
      }
      if (detections.files.length === 0) {
        throw coded(
          new Error(`Expected at least one picture that can be read in ${paths.join(', ')} but found none`),
          'not-a-picture',
        );
      }
      if (flags.json !== true) printDetections(detections);
      await writeResults(detections, flags);
      if (flags.json === true) print(JSON.stringify(detections, numberOrName));
    });
}

async function detect(paths: readonly string[], flags: DetectFlags): Promise<Detections> {
  const { detectFiles } = await import('../steganalysis/detect/detect-files.node.ts');
  const { findCovers, findPictures } = await import('../steganalysis/detect/find-pictures.node.ts');
  const coverOf = flags.withCover === undefined ? undefined : await findCovers(flags.withCover);
  const detections = await detectFiles(await findPictures(paths), {
    ...flags,
    coverOf,
    signal: interruptSignal(),
    onFile: (path, done, total) => live(`${done}/${total}  ${basename(path)}`),
  });
  clearLive();
  return detections;
}

async function writeResults(
  detections: Detections,
  { csv, jsonFile, html, overwrite }: DetectFlags,
): Promise<void> {
  const write = (path: string, text: string): Promise<void> => writeReport(path, text, overwrite);
  if (csv !== undefined) await write(csv, await csvOf(detections));
  if (jsonFile !== undefined) await write(jsonFile, `${JSON.stringify(detections, numberOrName, 2)}\n`);
  if (html !== undefined) {
    const { detectionPage } = await import('../report/detection/detection-page.ts');
    await write(html, detectionPage(detections, new Date().toISOString().slice(0, 10)));
  }
}

/** A value for JSON, which cannot express NaN; null is a detector that did not run. */
function numberOrName(_: string, value: unknown): unknown {
  return Number.isNaN(value) ? 'NaN' : value;
}

const SCORE_TITLES = {
  strict: ['primary sets', 'chi-square', 'sample pairs', 'RS', 'fusion'],
  fixed: ['primary sets', 'chi-square', 'sample pairs', 'RS', 'WS', 'fusion'],
} as const;

/** Values in the order of the titles; undefined where a detector did not run. */
function scoreCells(file: FileDetection): Cell[] {
  if (file.mode === 'strict') {
    const { primarySets, chiSquare, samplePairs, regularSingular, fusion } = file.scores;
    return [primarySets, chiSquare, samplePairs, regularSingular, fusion].map((score) => score ?? undefined);
  }
  const { primarySets, chiSquare, samplePairs, regularSingular, weightedStego, fusion } = file.scores;
  const [ps, sp, rs, ws] = [primarySets, samplePairs, regularSingular, weightedStego].map((e) => e.payload);
  return [ps, chiSquare, sp, rs, ws, fusion];
}

function printDetections({ mode, threshold, files }: Detections): void {
  for (const { path, warnings } of files) {
    for (const warning of warnings) note(warning.includes(path) ? warning : `${path}: ${warning}`);
  }
  const columns: (Column | string)[] = [
    'file',
    ...SCORE_TITLES[mode].map((title) => ({ title, digits: 3 })),
    { title: 'JPEG lattice %', digits: 2 },
    'verdict',
  ];
  const rows = files.map((file) => [
    file.path,
    ...scoreCells(file),
    file.jpegLattice && 100 * file.jpegLattice.share,
    file.suspicious || file.jpegLattice?.changed || file.jpegFile?.suspicious ? 'suspicious' : 'nothing seen',
  ]);
  print(formatTable(columns, rows));
  print();
  const suspicious = files.filter((file) => file.suspicious).length;
  print(
    `${suspicious} of ${files.length === 1 ? '1 file' : `${files.length} files`} above the threshold of ${threshold}. ${LIMITS}`,
  );
  const changed = files.filter((file) => file.jpegLattice?.changed).length;
  print(
    `${changed} decoded from a JPEG and changed afterwards (above ${100 * JPEG_COMPATIBILITY_THRESHOLD} %). ${LATTICE}`,
  );
  const jpegs = files.filter(({ jpegFile }) => jpegFile !== undefined);
  if (jpegs.length > 0) printJpegs(jpegs);
  printComparisons(files);
}

/** What coefficients say: pixel detectors do not see them. */
function printJpegs(files: readonly FileDetection[]): void {
  print();
  print(
    formatTable(
      ['JPEG file', { title: 'quality', digits: 0 }, { title: 'Jsteg share', digits: 3 }, 'coefficients'],
      files.map(({ path, jpegFile }) => [
        path,
        jpegFile!.quality,
        jpegFile!.jstegShare,
        jpegFile!.suspicious ? 'suspicious' : 'nothing seen',
      ]),
    ),
  );
  print(JPEGS);
}

const CHANNELS = ['red', 'green', 'blue'] as const;

/** Differences that have a column. */
const SHOWN = [-3, -2, -1, 0, 1, 2, 3] as const;

function printComparisons(files: readonly FileDetection[]): void {
  const rows: Cell[][] = [];
  for (const { path, comparison } of files) {
    if (comparison === undefined) continue;
    if ('problem' in comparison) {
      note(`${path} is not compared: ${comparison.problem}`);
      continue;
    }
    const { all, channels } = comparison.residual;
    for (const [name, figures] of [
      ['all', all] as const,
      ...CHANNELS.map((c, i) => [c, channels[i]!] as const),
    ]) {
      const total = figures.histogram.reduce((sum, [, count]) => sum + count, 0);
      const counts = new Map(figures.histogram);
      rows.push([
        name === 'all' ? path : '',
        name,
        100 * figures.changed,
        figures.mean,
        figures.deviation,
        figures.largest,
        ...SHOWN.map((difference) => (100 * (counts.get(difference) ?? 0)) / total),
        name === 'all' ? comparison.residualLeak : undefined,
      ]);
    }
  }
  if (rows.length === 0) return;
  const leak = rows.some((row) => row.at(-1) !== undefined);
  const columns: Column[] = [
    ...[{ title: 'file' }, { title: 'samples' }, { title: 'changed %', digits: 2 }],
    ...[{ title: 'mean', digits: 3 }, { title: 'deviation', digits: 3 }, { title: 'largest' }],
    ...SHOWN.map((difference) => ({ title: `${difference > 0 ? '+' : ''}${difference} %`, digits: 2 })),
    ...(leak ? [{ title: 'leak', digits: 2 }] : []),
  ];
  print();
  print('Container minus cover, in grey levels; the last columns are the shares of single differences:');
  print(formatTable(columns, leak ? rows : rows.map((row) => row.slice(0, -1))));
}

async function csvOf({ mode, fast, files }: Detections): Promise<string> {
  if (mode === 'fixed') {
    const scores = ['primary_sets', 'chi_square', 'sample_pairs', 'rs', 'ws', 'fusion'];
    const header = ['file', 'width', 'height', 'suspicious', 'hidden_bytes', ...scores];
    return formatCsv(
      header,
      files.map((file) => [
        ...[file.path, file.width, file.height, String(file.suspicious), file.hiddenBytes],
        ...scoreCells(file),
      ]),
    );
  }
  const { stegExposeCsv } = await import('../steganalysis/stegexpose/csv.ts');
  const rows = files.flatMap(({ path, mode, scores, suspicious, hiddenBytes }) =>
    mode === 'strict' ? [{ name: basename(path), suspicious, bytes: hiddenBytes, scores }] : [],
  );
  return stegExposeCsv(rows, fast);
}

/** A parser of numbers from 0 to 1. */
function threshold(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1)) {
    throw new InvalidArgumentError('Expected a number of 0 to 1 for --threshold.');
  }
  return value;
}
