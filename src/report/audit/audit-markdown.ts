/** An audit as tables in Markdown, for documents. */

import type { AuditedSubject, AuditReport } from '../../steganalysis/audit/audit-report.ts';
import type { Detection } from '../../steganalysis/audit/judgement.ts';
import { percent } from '../text/percent.ts';
import { counted, probability, trainingText } from './audit-text.ts';

/**
 * The names of the tables and sentences:
 *
 * - `setting`: photos, tiles, folds, seed, and how the network was trained;
 * - `methods` and `controls`: P_E of all wardens;
 * - `strict`: what the trained wardens find with few false alarms;
 * - `learning`: P_E over numbers of training pairs;
 * - `null`: covers against covers.
 */
export const MARKDOWN_SECTIONS = ['setting', 'methods', 'controls', 'strict', 'learning', 'null'] as const;

/** All tables and sentences, by the names of `MARKDOWN_SECTIONS`. */
export function auditMarkdown(report: AuditReport): Record<(typeof MARKDOWN_SECTIONS)[number], string> {
  const methods = report.subjects.filter(({ control }) => !control);
  const controls = report.subjects.filter(({ control }) => control);
  return {
    setting: setting(report),
    methods: wardens('method', methods),
    controls: wardens('control', controls),
    strict: strictness(report.subjects),
    learning: learningCurves(report.subjects),
    null: nullTests(report),
  };
}

function setting({ photos, tiles, tile, folds, features, seed, network }: AuditReport): string {
  const ensembles = `${counted(photos, 'photo')}, ${counted(tiles, 'tile')} of ${tile}x${tile}, ${features} features, ${folds} folds by photo, seed ${seed}`;
  if (network === undefined) return `${ensembles}.`;
  return `${ensembles}; the convolutional network (${network.weights.toLocaleString('en')} weights) ${trainingText(network)}, ${network.folds} folds.`;
}

function wardens(title: string, subjects: readonly AuditedSubject[]): string {
  return table(
    [
      title,
      'cover dB',
      'StegExpose',
      'WS',
      'trained on other methods',
      '**trained on this one**',
      'AUC',
      'convolutional network',
      'AUC',
    ],
    subjects.map((subject) => {
      const { name, coverPsnr, stegExpose, weightedStego, trainedOnOthers, trained, network } = subject;
      return [
        `\`${name}\``,
        coverPsnr.toFixed(2),
        probability(stegExpose.leastError),
        probability(weightedStego.leastError),
        errorText(trainedOnOthers),
        errorText(trained, '**'),
        probability(trained.areaUnderCurve),
        errorText(network),
        network === undefined ? '' : probability(network.areaUnderCurve),
      ];
    }),
  );
}

function strictness(subjects: readonly AuditedSubject[]): string {
  const cells = (detection: Detection | undefined): string[] =>
    detection === undefined
      ? ['', '']
      : [percent(1 - detection.missedAtFivePercent), percent(detection.atOnePercent.truePositiveRate)];
  return table(
    ['', 'ensemble, 5 % false alarms', '1 %', 'network, 5 %', '1 %'],
    subjects.map(({ name, trained, network }) => [`\`${name}\``, ...cells(trained), ...cells(network)]),
  );
}

function learningCurves(subjects: readonly AuditedSubject[]): string {
  const curves = subjects.flatMap(({ name, learningCurve }) =>
    learningCurve === undefined ? [] : [{ name, points: learningCurve }],
  );
  const numbers = [...new Set(curves.flatMap(({ points }) => points.map(({ pairs }) => pairs)))].sort(
    (a, b) => a - b,
  );
  return table(
    ['training pairs', ...numbers.map((pairs) => pairs.toLocaleString('en'))],
    curves.map(({ name, points }) => [
      `\`${name}\``,
      ...numbers.map((pairs) => {
        const point = points.find((own) => own.pairs === pairs);
        return point === undefined ? '' : probability(point.error);
      }),
    ]),
  );
}

function nullTests({ nullTest, network }: AuditReport): string {
  const ensembles = `Covers against covers: P_E ${errorText(nullTest)} for the ensembles`;
  return network === undefined
    ? `${ensembles}.`
    : `${ensembles}, ${errorText(network.nullTest)} for the convolutional network.`;
}

/** P_E and its interval; empty if not measured. */
function errorText(detection: Detection | undefined, strong = ''): string {
  if (detection === undefined) return '';
  const { low, high } = detection.errorInterval;
  return `${strong}${probability(detection.error)}${strong} (${low.toFixed(3)} to ${high.toFixed(3)})`;
}

/** The first column is text, all others are numbers. */
function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(titles),
    `|---|${titles
      .slice(1)
      .map(() => '---:|')
      .join('')}`,
    ...rows.map(line),
  ].join('\n');
}
