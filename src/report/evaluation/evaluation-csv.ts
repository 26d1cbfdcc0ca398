import type { EvaluatedPair } from '../../evaluation/evaluation.ts';
import type { Fidelity } from '../../metrics/fidelity.ts';
import { formatCsv } from '../text/table.ts';

const COLUMNS = [
  ...['cover_file', 'secret_file', 'cover_psnr', 'cover_ssim', 'cover_mae'],
  ...['secret_psnr', 'secret_ssim', 'secret_mae', 'seconds'],
];
const PAYLOAD_COLUMNS = ['payload_bytes', 'bits_per_sample', 'change_rate'];

/** Pairs as comma-separated values with all digits, and payloads if there are any; infinite decibels are `Infinity`. */
export function evaluationCsv(pairs: readonly EvaluatedPair[]): string {
  const payloads = pairs.some(({ payload }) => payload !== undefined);
  const figures = ({ psnr, ssim, mae }: Fidelity): number[] => [psnr, ssim, mae];
  return formatCsv(
    [...COLUMNS, ...(payloads ? PAYLOAD_COLUMNS : [])],
    pairs.map(({ coverFile, secretFile, cover, secret, seconds, payload }) => [
      ...[coverFile, secretFile, ...figures(cover), ...figures(secret), seconds],
      ...(payloads ? [payload?.bytes, payload?.bitsPerSample, payload?.changeRate] : []),
    ]),
  );
}
