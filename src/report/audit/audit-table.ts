/** The table of an audit: every warden's P_E with a bar, controls separate. */

import type { AuditedSubject } from '../../steganalysis/audit/audit-report.ts';
import type { Detection } from '../../steganalysis/audit/judgement.ts';
import type { Interval } from '../../steganalysis/error-rates/interval.ts';
import { coordinate } from '../charts/svg.ts';
import { escapeMarkup } from '../page/markup.ts';
import { percent } from '../text/percent.ts';
import { intervalText, probability } from './audit-text.ts';

/** Size of a bar; its whole length is chance. */
const BAR = { width: 100, height: 8 } as const;

/** How many columns there are. */
const COLUMNS = 9;

/** The table; methods can be sorted, controls stay below them. */
export function auditTable(subjects: readonly AuditedSubject[]): string {
  const methods = subjects.filter(({ control }) => !control);
  const controls = subjects.filter(({ control }) => control);
  return [
    '<div class="scroll long">',
    `<table class="audit${methods.length > 1 ? ' sortable' : ''}">`,
    '<thead>',
    '<tr class="groups"><th></th><th></th><th colspan="4" scope="colgroup">P_E of four wardens</th><th colspan="3" scope="colgroup">Warden trained on this one</th></tr>',
    '<tr><th class="corner" scope="col">Method</th><th class="number" scope="col">Cover PSNR, dB</th>',
    '<th class="number" scope="col">StegExpose</th><th class="number" scope="col">WS</th>',
    '<th class="number" scope="col">trained on others</th><th class="number" scope="col">trained on this one</th>',
    '<th class="number" scope="col">AUC</th><th class="number" scope="col">missed at 5 % false alarms</th>',
    '<th class="number" scope="col">found at 1 % false alarms</th></tr>',
    '</thead>',
    ...(methods.length === 0 ? [] : ['<tbody>', ...methods.map(row), '</tbody>']),
    ...(controls.length === 0
      ? []
      : [
          '<tbody class="controls">',
          `<tr class="title"><th colspan="${COLUMNS}" scope="rowgroup"><span>Controls: simulated changes that are known, to judge the wardens by</span></th></tr>`,
          ...controls.map(row),
          '</tbody>',
        ]),
    '</table>',
    '</div>',
    '<p class="caption">Bars are P_E: a full bar is 0.5, a warden who guesses; no bar is 0, every container found. The thin line is the 95 % interval.',
    'StegExpose and WS are given the threshold that does best on these very tiles; trained wardens decide before they see them. A dash: not measured.</p>',
  ].join('\n');
}

/** What the convolutional network finds, for the subjects that it was run on. */
export function networkTable(subjects: readonly AuditedSubject[]): string {
  const rows = subjects.flatMap(({ name, control, network }) =>
    network === undefined ? [] : [{ name, control, network }],
  );
  const rowsOf = (some: typeof rows): string[] =>
    some.map(({ name, network }) =>
      [
        `<tr><th scope="row"><b>${escapeMarkup(name)}</b></th>`,
        cell(network.error, barred(network.error, network.errorInterval)),
        `${strictCells(network)}</tr>`,
      ].join('\n'),
    );
  return [
    '<div class="scroll">',
    '<table class="audit">',
    '<thead><tr><th class="corner" scope="col">Method</th><th class="number" scope="col">P_E</th>',
    '<th class="number" scope="col">AUC</th><th class="number" scope="col">missed at 5 % false alarms</th>',
    '<th class="number" scope="col">found at 1 % false alarms</th></tr></thead>',
    '<tbody>',
    ...rowsOf(rows.filter(({ control }) => !control)),
    '</tbody><tbody class="controls">',
    ...rowsOf(rows.filter(({ control }) => control)),
    '</tbody>',
    '</table>',
    '</div>',
  ].join('\n');
}

/** What the JPEG lattice finds; empty if no cover was decoded from a JPEG. */
export function latticeTable(subjects: readonly AuditedSubject[]): string | undefined {
  const rows = subjects.flatMap(({ name, jpegLattice }) =>
    jpegLattice === undefined
      ? []
      : [
          [
            `<tr><th scope="row"><b>${escapeMarkup(name)}</b></th>`,
            cell(jpegLattice.tiles, jpegLattice.tiles.toLocaleString('en')),
            cell(jpegLattice.falseAlarmRate, percent(jpegLattice.falseAlarmRate)),
            `${cell(jpegLattice.foundRate, percent(jpegLattice.foundRate))}</tr>`,
          ].join('\n'),
        ],
  );
  if (rows.length === 0) return undefined;
  return [
    '<div class="scroll">',
    '<table class="audit">',
    '<thead><tr><th class="corner" scope="col">Method</th><th class="number" scope="col">tiles</th>',
    '<th class="number" scope="col">false alarms</th><th class="number" scope="col">containers found</th></tr></thead>',
    '<tbody>',
    ...rows,
    '</tbody>',
    '</table>',
    '</div>',
    '<p class="caption">A decoded JPEG has few of all possible 8x8 blocks and a quarter of all colours; blocks next to these were changed afterwards. This warden needs no training.',
    'Its threshold is fixed. It says nothing of covers that never were JPEGs, or were shrunk afterwards.</p>',
  ].join('\n');
}

function row(subject: AuditedSubject): string {
  const { name, description, coverPsnr, stegExpose, weightedStego, trainedOnOthers, trained } = subject;
  return [
    `<tr><th scope="row"><b>${escapeMarkup(name)}</b><span class="what">${escapeMarkup(description)}</span></th>`,
    cell(coverPsnr, Number.isFinite(coverPsnr) ? coverPsnr.toFixed(2) : '∞'),
    cell(stegExpose.leastError, barred(stegExpose.leastError)),
    cell(weightedStego.leastError, barred(weightedStego.leastError)),
    trainedOnOthers === undefined
      ? // Below all that was measured.
        cell(-1, '-')
      : cell(trainedOnOthers.error, barred(trainedOnOthers.error, trainedOnOthers.errorInterval)),
    cell(trained.error, barred(trained.error, trained.errorInterval)),
    `${strictCells(trained)}</tr>`,
  ].join('\n');
}

function strictCells({ areaUnderCurve, missedAtFivePercent, atOnePercent }: Detection): string {
  return [
    cell(areaUnderCurve, probability(areaUnderCurve)),
    cell(missedAtFivePercent, percent(missedAtFivePercent)),
    cell(atOnePercent.truePositiveRate, percent(atOnePercent.truePositiveRate)),
  ].join('\n');
}

function cell(value: number, content: string): string {
  return `<td class="number" data-value="${value}">${content}</td>`;
}

function barred(error: number, interval?: Interval): string {
  const length = (value: number): string => coordinate(BAR.width * Math.min(1, Math.max(0, value / 0.5)));
  const middle = BAR.height / 2;
  return [
    `${probability(error)}${interval === undefined ? '' : ` <small>${intervalText(interval)}</small>`}`,
    `<svg class="error" viewBox="0 0 ${BAR.width} ${BAR.height}" preserveAspectRatio="none" aria-hidden="true">`,
    `<rect class="track" width="${BAR.width}" height="${BAR.height}"/>`,
    `<rect class="part" width="${length(error)}" height="${BAR.height}"/>`,
    ...(interval === undefined
      ? []
      : [
          `<line class="limit" x1="${length(interval.low)}" x2="${length(interval.high)}" y1="${middle}" y2="${middle}"/>`,
        ]),
    '</svg>',
  ].join('');
}

export const TABLE_STYLE = `
table.audit small { color: var(--soft); }
table.audit .what { display: block; max-width: 15rem; white-space: normal; font-size: 0.78rem; line-height: 1.35; color: var(--soft); }
table.audit tbody th b { font-weight: 600; }
table.audit td { vertical-align: top; }
td svg.error { width: 7rem; height: 0.45rem; margin: 0.3rem 0 0 auto; }
svg .track { fill: var(--grid); }
svg .part { fill: var(--own); fill-opacity: 0.72; }
svg .limit { stroke: var(--ink); vector-effect: non-scaling-stroke; stroke-width: 1.5px; }
tbody.controls td, tbody.controls th { background: var(--paper); }
tbody.controls svg .part { fill: var(--peer); }
tbody.controls tr.title th { border-top: 2px solid var(--line); font-size: 0.8rem; color: var(--soft); white-space: normal; }
@media (max-width: 40rem) {
  table.audit .what { max-width: 7.4rem; }
  table.audit tbody th b { font-size: 0.8rem; }
  table.audit tbody th { white-space: normal; overflow-wrap: anywhere; min-width: 7.4rem; }
  table.audit tbody.controls th:first-child { background: var(--paper); }
  tbody.controls tr.title th span { position: sticky; left: 0.5rem; display: inline-block; max-width: 75vw; }
}
`;
