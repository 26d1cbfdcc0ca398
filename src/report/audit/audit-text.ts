/** An audit as text for a terminal. */

import type { AuditedSubject, AuditReport } from '../../steganalysis/audit/audit-report.ts';
import type { Detection } from '../../steganalysis/audit/judgement.ts';
import type { NetworkFindings } from '../../steganalysis/audit/network-warden.ts';
import type { LearningPoint } from '../../steganalysis/audit/protocol.ts';
import type { Interval } from '../../steganalysis/error-rates/interval.ts';
import { percent } from '../text/percent.ts';
import type { Cell } from '../text/table.ts';
import { formatTable } from '../text/table.ts';

/** What wardens find for every method, the null test, and the learning curves if measured. */
export function auditText(report: AuditReport): string {
  const { photos, tiles, tile, folds, features, seed, nullTest, network, subjects } = report;
  const curves = subjects.flatMap(({ name, learningCurve }) =>
    learningCurve === undefined || learningCurve.length === 0 ? [] : [{ name, points: learningCurve }],
  );
  return [
    `${counted(photos, 'photo')}, ${counted(tiles, 'tile')} of ${tile}x${tile}, ${folds} folds, ${features} features, seed ${seed}:`,
    formatTable(
      ['method', 'cover dB', 'StegExpose', 'WS', 'others', 'this one', '95 %', 'AUC', 'P_MD 5 %', 'TPR 1 %'],
      subjects.map(subjectRow),
    ),
    '',
    'P_E of four wardens, the mean of false alarms and missed detections: 0.5 means that the warden guesses, 0 that every container is found.',
    'StegExpose and WS are not trained, and have the best threshold; the others are trained on other methods, or on this one with its own models.',
    'AUC, P_MD at 5 % false alarms and TPR at 1 % false alarms are of the last one.',
    '',
    nullTestText(nullTest),
    ...latticeText(subjects),
    ...(network === undefined ? [] : ['', ...networkText(network, subjects)]),
    ...(curves.length === 0 ? [] : ['', 'Training pairs: P_E of the warden trained on this one']),
    ...curves.map(({ name, points }) => `  ${name}: ${points.map(learningText).join(', ')}`),
  ].join('\n');
}

function subjectRow(subject: AuditedSubject): Cell[] {
  const { name, control, coverPsnr, stegExpose, weightedStego, trainedOnOthers, trained } = subject;
  return [
    titleOf(name, control),
    Number.isFinite(coverPsnr) ? coverPsnr.toFixed(2) : coverPsnr,
    probability(stegExpose.leastError),
    probability(weightedStego.leastError),
    trainedOnOthers === undefined ? '-' : probability(trainedOnOthers.error),
    probability(trained.error),
    ...detectionCells(trained),
  ];
}

function latticeText(subjects: readonly AuditedSubject[]): string[] {
  const rows = subjects.flatMap(({ name, control, jpegLattice: own }) =>
    own === undefined
      ? []
      : [[titleOf(name, control), own.tiles, percent(own.falseAlarmRate), percent(own.foundRate)]],
  );
  if (rows.length === 0) return [];
  return [
    '',
    'JPEG lattice, which needs no training, on tiles whose covers were decoded from JPEGs:',
    formatTable(['method', 'tiles', 'false alarms', 'containers found'], rows),
  ];
}

function networkText(
  network: NonNullable<AuditReport['network']>,
  subjects: readonly AuditedSubject[],
): string[] {
  return [
    `Convolutional network of ${network.weights.toLocaleString('en')} weights, ${trainingText(network)}, ${network.folds} folds:`,
    formatTable(
      ['method', 'P_E', '95 %', 'AUC', 'P_MD 5 %', 'TPR 1 %'],
      subjects.flatMap(({ name, control, network: own }) =>
        own === undefined ? [] : [[titleOf(name, control), probability(own.error), ...detectionCells(own)]],
      ),
    ),
    nullTestText(network.nullTest),
  ];
}

function detectionCells({
  errorInterval,
  areaUnderCurve,
  missedAtFivePercent,
  atOnePercent,
}: Detection): Cell[] {
  return [
    intervalText(errorInterval),
    probability(areaUnderCurve),
    percent(missedAtFivePercent),
    percent(atOnePercent.truePositiveRate),
  ];
}

function titleOf(name: string, control: boolean): string {
  return control ? `${name} (control)` : name;
}

function nullTestText({ error, errorInterval }: Detection): string {
  const verdict = passesNullTest(errorInterval)
    ? 'it contains 0.5, as it must'
    : 'it does not contain 0.5: the protocol leaks, or these photos are too few';
  return `Null test, covers against covers: P_E ${probability(error)}, 95 % interval ${intervalText(errorInterval)}; ${verdict}.`;
}

function learningText({ pairs, error }: LearningPoint): string {
  return `${pairs}: ${probability(error)}`;
}

/** How long the network learned from each method in each fold. */
export function trainingText({ minutes, steps }: Pick<NetworkFindings, 'minutes' | 'steps'>): string {
  return steps === undefined
    ? `trained for ${counted(minutes ?? 0, 'minute')} a fold`
    : `trained for ${counted(steps, 'step')} a fold`;
}

/** Whether an interval of P_E contains chance. */
export function passesNullTest({ low, high }: Interval): boolean {
  return low <= 0.5 && high >= 0.5;
}

/** A number from 0 to 1 with three digits, or a dash. */
export function probability(value: number): string {
  return Number.isNaN(value) ? '-' : value.toFixed(3);
}

/** Both ends with two digits. */
export function intervalText({ low, high }: Interval): string {
  return `${low.toFixed(2)} to ${high.toFixed(2)}`;
}

/** A number and its noun, in the plural if needed. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}
