/**
 * What remains of secrets after attacks, in words: for a terminal and for a page.
 */
import type { AttackEvaluation, AttackReading, EvaluatedAttack } from '../../evaluation/attack-figures.ts';
import { escapeMarkup } from '../page/markup.ts';
import { decibels } from '../text/decibels.ts';
import { formatTable } from '../text/table.ts';

const READINGS = { plain: 'as revealed', forced: 'forced past the frame' } as const;

/** A table with a row for each attack and a column for each way of reading. */
export function attacksText({ attacks }: AttackEvaluation): string {
  const [first] = attacks;
  if (first === undefined) return '';
  return [
    'After attacks (mean PSNR and SSIM of what is shown of the secrets):',
    formatTable(
      ['attack', ...first.readings.map(({ reading }) => READINGS[reading])],
      attacks.map(({ name, readings }) => [name, ...readings.map(outcome)]),
    ),
  ].join('\n');
}

/** The section of a page; empty if nothing was attacked. */
export function attacksSection(attacks: readonly EvaluatedAttack[] | undefined): string {
  const [first] = attacks ?? [];
  if (attacks === undefined || first === undefined) return '';
  const heads = first.readings.map(({ reading }) => `<th scope="col">${READINGS[reading]}</th>`);
  const rows = attacks.map(
    ({ name, description, readings }) =>
      `<tr><th scope="row">${escapeMarkup(name)}</th><td class="wrap">${escapeMarkup(description)}</td>` +
      `${readings.map((reading) => `<td class="wrap">${escapeMarkup(outcome(reading))}</td>`).join('')}</tr>`,
  );
  return [
    '<section>',
    '<h2>After attacks</h2>',
    `<p>Every container was changed as the world changes pictures, written to a file, read back and revealed. PSNR (dB) and SSIM are means over the pairs of which
anything is shown; “noise” counts those that show no more of the secret than its mean colour would.${
      first.readings.length > 1
        ? ' Past the frame: what the Reveal network makes of the picture for somebody who knows that something is hidden, and how large it is.'
        : ''
    }</p>`,
    '<div class="scroll" tabindex="0"><table>',
    `<thead><tr><th scope="col" class="corner">Attack</th><th scope="col">What it does</th>${heads.join('')}</tr></thead>`,
    `<tbody>\n${rows.join('\n')}\n</tbody>`,
    '</table></div>',
    '</section>',
  ].join('\n');
}

/** One cell: figures if something is shown, and how often nothing was. */
function outcome({ shown, meaningless, nothing, damaged, secretPsnr, secretSsim }: AttackReading): string {
  const total = shown + nothing + damaged;
  const of = (count: number, what: string): string[] =>
    count === 0 ? [] : [count === total ? what : `${what} ${count} of ${total}`];
  return [
    ...(secretPsnr === undefined ? [] : [`${decibels(secretPsnr)} / ${secretSsim!.toFixed(3)}`]),
    ...of(meaningless, 'noise'),
    ...of(nothing, 'nothing found'),
    ...of(damaged, 'damaged'),
  ].join(', ');
}
