/** The tables of an evaluation page. */

import type {
  EvaluatedPair,
  EvaluationMeans,
  KeyedFigures,
  PayloadFigures,
} from '../../evaluation/evaluation.ts';
import { escapeMarkup } from '../page/markup.ts';
import { decibels } from '../text/decibels.ts';
import { percent } from '../text/percent.ts';
import type { EvaluationReport } from './evaluation-data.ts';
import { methodTitle } from './method-names.ts';
import type { Peer, PeerPictures } from './peers.ts';

/** A number with that many digits after the point, or the sign of infinity. */
export function fixed(value: number, digits: number): string {
  if (Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  return value.toFixed(digits).replace('-', '−');
}

/** A row for every pair, the means below, and the baselines' means below them. */
export function pairTable({ pairs, mean, against = [] }: EvaluationReport): string {
  const leaks = pairs.some(({ residualLeak }) => residualLeak !== undefined);
  const cells = ({ cover, secret, residualLeak }: EvaluationMeans): string[] => [
    ...[cover, secret].flatMap(({ psnr, ssim, mae }) => [psnrCell(psnr), number(ssim, 4), number(mae, 2)]),
    ...(leaks ? [residualLeak === undefined ? empty() : number(residualLeak, 2)] : []),
  ];
  const seconds = pairs.reduce((total, pair) => total + pair.seconds, 0) / pairs.length;
  return table({
    className: 'sortable long',
    groups: [
      { title: '', columns: 2 },
      { title: 'cover', columns: 3 },
      { title: 'secret', columns: 3 },
      { title: '', columns: leaks ? 2 : 1 },
    ],
    titles: [
      ...['Cover', 'Secret'],
      ...['PSNR', 'SSIM', 'MAE'],
      ...['PSNR', 'SSIM', 'MAE'],
      ...(leaks ? ['leak'] : []),
      's',
    ],
    names: 2,
    rows: pairs.map((pair) => [...fileCells(pair), ...cells(pair), number(pair.seconds, 1)]),
    foot: [
      [name('mean'), text(''), ...cells(mean), number(seconds, 1)],
      ...against.map((other) => [
        name(`${methodTitle(other.name)}, mean`),
        text(''),
        ...cells(other.mean),
        empty(),
      ]),
    ],
  });
}

/** The effect of a passphrase: a row for every pair, the means below. */
export function keyedTable(keyed: NonNullable<EvaluationReport['keyed']>): string {
  const cells = (figures: KeyedFigures): string[] => [
    number(figures.coverPsnr, 2),
    number(figures.rightKeyPsnr, 2),
    number(figures.wrongKeyPsnr, 2),
    number(figures.noKeyPsnr, 2),
    number(figures.leakKeyed, 2),
    number(figures.leakUnkeyed, 2),
  ];
  return table({
    className: 'sortable long',
    groups: [
      { title: '', columns: 2 },
      { title: 'cover', columns: 1 },
      { title: 'secret, PSNR', columns: 3 },
      { title: 'residual leak', columns: 2 },
    ],
    titles: ['Cover', 'Secret', 'PSNR', 'right key', 'wrong key', 'no key', 'with key', 'without'],
    names: 2,
    rows: keyed.pairs.map((pair) => [...fileCells(pair), ...cells(pair)]),
    foot: [[name('mean'), text(''), ...cells(keyed.mean)]],
  });
}

/** How every secret was stored, and its cost; the means below. */
export function payloadTable(pairs: readonly EvaluatedPair[], mean: EvaluationMeans): string {
  const cells = ({ bytes, bitsPerSample, changeRate }: PayloadFigures): string[] => [
    cell(bytes, Math.round(bytes).toLocaleString('en')),
    number(bitsPerSample, 3),
    cell(changeRate, percent(changeRate)),
  ];
  return table({
    className: 'sortable long',
    titles: ['Cover', 'Secret', 'Coded as', 'bytes', 'bits a sample', 'samples changed'],
    names: 3,
    rows: pairs.flatMap((pair) =>
      pair.payload === undefined
        ? []
        : [[...fileCells(pair), text(pair.payload.coding), ...cells(pair.payload)]],
    ),
    foot: mean.payload === undefined ? [] : [[name('mean'), text(''), text(''), ...cells(mean.payload)]],
  });
}

/** The published figures, with the pictures that each was measured on. */
export function peerTable(peers: readonly Peer[], shared: PeerPictures | undefined): string {
  return table({
    className: '',
    titles: ['Published', 'Measured on', 'cover / secret, dB'],
    names: 2,
    rows: peers.map(({ description, pictures, coverPsnr, secretPsnr }) => [
      text(description, 'wrap'),
      text(pictures === shared ? `${pictures}, as here` : `${pictures}: other pictures`, 'wrap'),
      `<td class="number">${fixed(coverPsnr, 1)} / ${fixed(secretPsnr, 1)}</td>`,
    ]),
    foot: [],
  });
}

interface Table {
  readonly className: string;
  readonly groups?: readonly { readonly title: string; readonly columns: number }[];
  readonly titles: readonly string[];
  /** How many of the first columns hold names, not numbers. */
  readonly names: number;
  /** Cells as markup. */
  readonly rows: readonly (readonly string[])[];
  readonly foot: readonly (readonly string[])[];
}

function table({ className, groups, titles, names, rows, foot }: Table): string {
  const row = (cells: readonly string[]): string => `<tr>${cells.join('')}</tr>`;
  const heads = titles.map((title, column) => {
    const classes = [column < names ? '' : 'number', column === 0 ? 'corner' : ''].filter(Boolean).join(' ');
    return `<th scope="col"${classes === '' ? '' : ` class="${classes}"`}>${title}</th>`;
  });
  const above = (groups ?? []).map(({ title, columns }) =>
    title === ''
      ? `<td colspan="${columns}"></td>`
      : `<th colspan="${columns}" scope="colgroup">${title}</th>`,
  );
  return [
    `<div class="scroll" tabindex="0"><table${className === '' ? '' : ` class="${className}"`}>`,
    `<thead>${groups === undefined ? '' : `<tr class="groups">${above.join('')}</tr>`}${row(heads)}</thead>`,
    `<tbody>\n${rows.map(row).join('\n')}\n</tbody>`,
    ...(foot.length === 0 ? [] : [`<tfoot>\n${foot.map(row).join('\n')}\n</tfoot>`]),
    '</table></div>',
  ].join('\n');
}

function fileCells({ coverFile, secretFile }: { coverFile: string; secretFile: string }): string[] {
  return [name(coverFile), text(secretFile)];
}

function name(content: string): string {
  return `<th scope="row">${escapeMarkup(content)}</th>`;
}

function text(content: string, className = ''): string {
  return `<td${className === '' ? '' : ` class="${className}"`}>${escapeMarkup(content)}</td>`;
}

function number(value: number, digits: number): string {
  return cell(value, fixed(value, digits));
}

function psnrCell(psnr: number): string {
  return cell(psnr, decibels(psnr));
}

/** @param shown - what a reader sees of the value, by which rows are sorted. */
function cell(value: number, shown: string): string {
  return `<td class="number" data-value="${value}">${shown}</td>`;
}

function empty(): string {
  return '<td></td>';
}
