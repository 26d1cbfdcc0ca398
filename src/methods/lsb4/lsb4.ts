/** The `lsb4` method: 4-bit LSB substitution, the baseline of the field. */
import type { Method } from '../method.ts';

export const lsb4: Method = {
  name: 'lsb4',
  number: 3,
  title: '4-bit LSB',
  summary: '4-bit LSB substitution, a baseline',
  label: '4-bit LSB',
  explanation: 'The baseline of the field: the lower four bits of every sample. Anyone can see it there.',
  covers: ['picture'],
  secrets: ['picture'],
  encrypts: false,
  mostReceivers: 1,
  options: {},
  baseline: true,
  load: async () => (await import('./lsb4-code.ts')).lsb4Code(lsb4),
};
