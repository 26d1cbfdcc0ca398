/** The `lsb4` method: 4-bit LSB substitution, the baseline of the field. */
import type { Method } from '../method.ts';

export const lsb4: Method = {
  name: 'lsb4',
  number: 3,
  title: '4-bit LSB',
  summary: '4-bit LSB substitution, a baseline',
  covers: ['picture'],
  secrets: ['picture'],
  encrypts: false,
  mostReceivers: 1,
  options: {},
  baseline: true,
  load: async () => (await import('./lsb4-code.ts')).lsb4Code(lsb4),
};
