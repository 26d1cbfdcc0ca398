/** How often marks are read after attacks, as a table for a terminal. */
import type { MarkEvaluation } from '../../evaluation/evaluate-mark.node.ts';
import { formatTable } from '../text/table.ts';

/** The table, and the quality of the marked pictures. */
export function markTable({ attacks, pictures, psnr, ssim, bits, strength }: MarkEvaluation): string {
  const rows = attacks.map(({ name, read, present, wrong, milliseconds }) => [
    name,
    100 * read,
    100 * present,
    wrong,
    milliseconds,
  ]);
  const columns = [
    'attack',
    { title: 'number read %', digits: 1 },
    { title: 'mark found %', digits: 1 },
    { title: 'wrong numbers', digits: 0 },
    { title: 'ms', digits: 0 },
  ];
  const count = pictures.length === 1 ? '1 picture' : `${pictures.length} pictures`;
  return [
    formatTable(columns, rows),
    '',
    `${count}, ids of ${bits} bits, strength ${strength}: PSNR ${psnr.mean.toFixed(2)} dB on average, ${psnr.least.toFixed(2)} dB at least; SSIM ${ssim.toFixed(4)}.`,
  ].join('\n');
}
