/** `pentimento audit` */

import { type Command, InvalidArgumentError, Option } from 'commander';
import { coded } from '../errors/coded.ts';
import { networkControlNames, subjectNames } from '../steganalysis/audit/names.ts';
import { FEATURE_SETS } from '../steganalysis/features/feature-sets.ts';
import { isJpegSubject, jpegSubjectNames } from '../steganalysis/jpeg/jpeg-subject-names.ts';
import { positiveNumber, seedNumber, wholeNumber } from './numbers.ts';
import { assertReports, overwriteOption, writeReport } from './outputs.ts';
import { clearLive, interruptSignal, live, print } from './terminal.ts';

interface AuditFlags {
  readonly method: readonly string[];
  readonly covers: string;
  readonly secrets?: string;
  readonly features?: string;
  readonly tile?: number;
  readonly folds?: number;
  readonly limit?: number;
  readonly seed?: number;
  readonly controls: boolean;
  readonly learningCurve: boolean;
  readonly search?: boolean;
  readonly network?: boolean;
  readonly networkMinutes?: number;
  readonly networkFolds?: number;
  readonly json?: boolean;
  readonly jsonFile?: string;
  readonly html?: string;
  readonly overwrite?: boolean;
}

const LONGEST_NAME = Math.max(...[...subjectNames(), ...jpegSubjectNames()].map(([name]) => name.length));

const NAMES = [
  '\nNames:',
  ...[...subjectNames(), ...jpegSubjectNames()].map(
    ([name, what]) => `  ${name.padEnd(LONGEST_NAME)}  ${what}`,
  ),
].join('\n');

export function addAudit(program: Command): void {
  program
    .command('audit')
    .summary('measure how well detectors find what a method hides')
    .description(
      'Hides in every photo of a folder and measures how well wardens tell containers from covers: two that need no training, one trained ' +
        'on other methods, and one trained on the method itself with its own models. Every picture goes through an 8-bit PNG file; ' +
        'no warden is tested on a photo that it was trained on.',
    )
    .requiredOption('--method <names...>', 'what to audit, one name or several; may be repeated')
    .requiredOption('--covers <dir>', 'folder of covers')
    .option(
      '--secrets <dir>',
      'folder of secrets, used in turn (default: the covers, by the protocol of evaluate)',
    )
    .addOption(
      new Option(
        '--features <name>',
        `what trained wardens look at: ${[...FEATURE_SETS].map(([name, { summary }]) => `${name} (${summary})`).join(', ')} (default: spam)`,
      ).choices([...FEATURE_SETS.keys()]),
    )
    .option('--tile <px>', 'side of the tiles that are judged (default: 256)', wholeNumber('--tile'))
    .option('--folds <n>', 'parts that the photos are dealt into (default: 8)', foldCount('--folds'))
    .option('--limit <n>', 'only the first n photos', wholeNumber('--limit'))
    .option('--seed <n>', 'of everything random (default: 1)', seedNumber('--seed'))
    .option('--no-controls', 'without methods whose changes are known, by which wardens are judged')
    .option('--no-learning-curve', 'without P_E over numbers of training pairs')
    .option(
      '--search',
      'search for the size of the subspaces, as published: ten times as long (default: 200)',
    )
    .option(
      '--network',
      'ask a convolutional network, too, trained on each method and the controls ' +
        `${networkControlNames().join(', ')}: takes minutes for each`,
    )
    .option(
      '--network-minutes <n>',
      'length of each training of the network, one a method and fold (default: 1)',
      positiveNumber('--network-minutes'),
    )
    .option(
      '--network-folds <n>',
      'parts that the photos are dealt into for the network (default: 4)',
      foldCount('--network-folds'),
    )
    .option('--json', 'print the figures and ROC curves as JSON, an error, too')
    .option('--json-file <file>', 'write the figures and ROC curves as JSON')
    .option('--html <file>', 'write a report with charts and explanations')
    .addOption(overwriteOption())
    .addHelpText(
      'after',
      `${NAMES}

Examples:
  $ pentimento audit --method exact deep --covers photos/ --html audit.html
  $ pentimento audit --method exact@0.1 exact@0.4 --covers photos/ --features rich --json-file audit.json
  $ pentimento audit --method deep --covers photos/ --limit 24 --no-learning-curve
  $ pentimento audit --method jpeg@0.05 jpeg@0.2 nsf5@0.2 --covers jpegs/
  $ pentimento audit --method deep exact@0.05 --covers photos/ --network --network-minutes 2 --html audit.html`,
    )
    .action(runAudit);
}

async function runAudit(flags: AuditFlags): Promise<void> {
  const { network, networkMinutes: minutes, networkFolds } = flags;
  if (network !== true && (minutes ?? networkFolds) !== undefined) {
    throw coded(
      new TypeError('Expected --network with --network-minutes or --network-folds but received none'),
      'missing-option',
    );
  }
  const { jsonFile, html, overwrite } = flags;
  await assertReports({ '--json-file': jsonFile, '--html': html }, [flags.covers, flags.secrets], overwrite);
  if (flags.method.some(isJpegSubject)) {
    await runJpegAudit(flags);
    return;
  }
  const { audit } = await import('../steganalysis/audit/audit.node.ts');
  const { auditText } = await import('../report/audit/audit-text.ts');
  const { auditJson } = await import('../report/audit/audit-json.ts');
  const { auditPage } = await import('../report/audit/audit-page.ts');
  const report = await audit({
    methods: flags.method,
    covers: flags.covers,
    secrets: flags.secrets,
    features: flags.features,
    tile: flags.tile,
    folds: flags.folds,
    limit: flags.limit,
    seed: flags.seed,
    controls: flags.controls,
    learningCurve: flags.learningCurve,
    search: flags.search,
    network: network === true ? { minutes, folds: networkFolds } : undefined,
    signal: interruptSignal(),
    onProgress: (what, done, total) => live(`${what}  ${Math.floor(done)}/${total}`),
  });
  clearLive();
  if (flags.json !== true) print(auditText(report));
  if (jsonFile !== undefined) await writeReport(jsonFile, `${auditJson(report)}\n`, overwrite);
  if (html !== undefined) {
    await writeReport(html, auditPage(report, new Date().toISOString().slice(0, 10)), overwrite);
  }
  if (flags.json === true) print(auditJson(report));
}

/** An audit in JPEG files, as they are. */
async function runJpegAudit(flags: AuditFlags): Promise<void> {
  const { jsonFile, overwrite } = flags;
  const others = ['secrets', 'features', 'search', 'network', 'html'] as const;
  const foreign = others.find((name) => flags[name] !== undefined);
  if (foreign !== undefined) {
    throw coded(
      new TypeError(`--${foreign} does nothing in JPEG covers, where the warden looks at DCTR features`),
      'foreign-option',
    );
  }
  const { auditJpegs } = await import('../steganalysis/jpeg/audit-jpegs.node.ts');
  const { jpegAuditText } = await import('../report/audit/jpeg-audit-text.ts');
  const report = await auditJpegs({
    methods: flags.method,
    covers: flags.covers,
    tile: flags.tile,
    folds: flags.folds,
    limit: flags.limit,
    seed: flags.seed,
    learningCurve: flags.learningCurve,
    signal: interruptSignal(),
    onProgress: (what, done, total) => live(`${what}  ${Math.floor(done)}/${total}`),
  });
  clearLive();
  const json = JSON.stringify(report, (key, value) => (key === 'scores' ? undefined : value), 2);
  print(flags.json === true ? json : jpegAuditText(report));
  if (jsonFile !== undefined) await writeReport(jsonFile, `${json}\n`, overwrite);
}

/** A parser of numbers of folds: two at least, one to be tested on and one to be trained on. */
function foldCount(option: string): (text: string) => number {
  return (text) => {
    const value = wholeNumber(option)(text);
    if (value < 2) throw new InvalidArgumentError(`Expected at least 2 for ${option}.`);
    return value;
  };
}
