/** What the exact method hid: how secrets became bytes, and what those cost. */

import type { EvaluatedPair, EvaluatedSettings } from '../../evaluation/evaluation.ts';
import { qualityPsnr } from '../../methods/exact/codecs/secret-coder.ts';
import { baseOf, FAVOURED_RATES } from '../../methods/exact/settings.ts';
import { percent } from '../text/percent.ts';
import type { EvaluationReport } from './evaluation-data.ts';
import { payloadTable } from './evaluation-tables.ts';

/** The section of a page; empty where no bytes were hidden. */
export function payloadSection(report: EvaluationReport): string {
  const { settings, mean, pairs } = report;
  if (settings === undefined || mean.payload === undefined) return '';
  const { bytes, bitsPerSample, changeRate } = mean.payload;
  return [
    '<section>',
    '<h2>Payload</h2>',
    `<p>The exact method hides bytes. Each secret was coded ${coding(settings, report.favour)}, encrypted and authenticated (AES-256-GCM), and written
into the cover’s samples, in an order that a key decides, ${embedding(settings, pairs)}. That took ${Math.round(bytes).toLocaleString('en')} bytes for a
secret, ${bitsPerSample.toFixed(2)} bits for each sample; ${percent(changeRate)} of the samples changed. What is revealed is that code to the last bit, as
long as no sample of the container changes.</p>`,
    '<p>The pairs were hidden under the public key, by which anyone can reveal. With a passphrase the key is secret and the figures are the same; a wrong one gets nothing.</p>',
    payloadTable(pairs, mean),
    '</section>',
  ].join('\n');
}

function coding({ quality, embedding }: EvaluatedSettings, favour: EvaluationReport['favour']): string {
  if (quality === 'lossless') return 'without loss';
  if (quality !== 'auto') return `at quality ${quality}, which stands for ${qualityPsnr(quality)} dB`;
  return baseOf(embedding) === undefined
    ? `so that it fills ${FAVOURED_RATES[favour ?? 'balanced']} bits of every sample`
    : 'so that it fills them';
}

function embedding({ embedding }: EvaluatedSettings, pairs: readonly EvaluatedPair[]): string {
  const base = baseOf(embedding);
  if (base !== undefined) return `as plain digits of base ${base}`;
  const sparing = pairs.filter(({ payload }) => payload?.distortion === 'hill').length;
  const cheapest = 'by syndrome-trellis codes, which find the least change that carries it; ';
  if (sparing === 0) return `${cheapest}every sample counts alike`;
  return sparing === pairs.length
    ? `${cheapest}changes in smooth areas count more`
    : `${cheapest}changes in smooth areas count more in ${sparing} of ${pairs.length} covers`;
}
