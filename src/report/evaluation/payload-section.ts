/** How a method that hides bytes stored the secrets, and the cost of those bytes. */

import type { EvaluatedPair } from '../../evaluation/evaluation.ts';
import { methodNamed } from '../../methods/registry.ts';
import { escapeMarkup } from '../page/markup.ts';
import { percent } from '../text/percent.ts';
import type { EvaluationReport } from './evaluation-data.ts';
import { payloadTable } from './evaluation-tables.ts';
import { methodTitle } from './method-names.ts';

/** The section of a page; empty if no bytes were hidden. */
export function payloadSection(report: EvaluationReport): string {
  const { mean, pairs, method } = report;
  if (mean.payload === undefined) return '';
  const { bytes, bitsPerSample, changeRate } = mean.payload;
  const { encrypts } = methodNamed(method);
  return [
    '<section>',
    '<h2>Payload</h2>',
    `<p>The ${escapeMarkup(methodTitle(method))} hides bytes. Each secret was coded${encrypts ? ', encrypted and authenticated' : ''}, and written
into the cover’s samples (${escapeMarkup(settingsText(report))}). That took ${Math.round(bytes).toLocaleString('en')} bytes for a
secret, ${bitsPerSample.toFixed(2)} bits for each sample; ${percent(changeRate)} of the samples changed.${sparedText(pairs)} The code comes back to the last bit, as
long as no sample of the container changes.</p>`,
    encrypts
      ? '<p>The pairs were hidden under the public key, by which anyone can reveal. With a passphrase the key is secret and the figures are the same; a wrong one gets nothing.</p>'
      : '',
    payloadTable(pairs, mean),
    '</section>',
  ].join('\n');
}

/** `quality auto, embedding trellis, favouring the cover`. */
function settingsText({ settings = {}, favour }: EvaluationReport): string {
  const words = Object.entries(settings).map(([name, value]) => `${name} ${String(value)}`);
  if (favour === 'cover' || favour === 'secret') words.push(`favouring the ${favour}`);
  return words.join(', ');
}

/** The samples that the embedding avoided, if it chose. */
function sparedText(pairs: readonly EvaluatedPair[]): string {
  const counts = new Map<string, number>();
  for (const { payload } of pairs) {
    const name = payload?.distortion;
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  if (counts.size === 0) return '';
  const parts = [...counts].map(
    ([name, count]) => `${escapeMarkup(name)} in ${count} of ${pairs.length} covers`,
  );
  return ` Distortion map: ${parts.join(', ')}.`;
}
