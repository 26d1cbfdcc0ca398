/** The `robust` method: any small file or a picture, encrypted and error-corrected, so that it survives being encoded anew. */

import { PARTS, QUALITY } from '../exact/exact-options.ts';
import { PART_COUNTS } from '../exact/settings.ts';
import type { Method } from '../method.ts';
import { DEFAULT_SURVIVAL, SURVIVALS } from './settings.ts';

export const robust: Method = {
  name: 'robust',
  number: 5,
  title: 'robust method',
  summary: 'a small picture or file, encrypted, survives JPEG and crops',
  label: 'Robust',
  purpose: 'Survive being compressed again',
  explanation:
    'Encrypted, and survives being saved as a JPEG, and a crop. Small files come back exact, pictures coarser. Resizing destroys it.',
  covers: ['picture', 'jpeg'],
  secrets: ['picture', 'file'],
  encrypts: true,
  mostReceivers: PART_COUNTS.at(-1)!,
  options: {
    survives: {
      kind: 'choice',
      choices: Object.keys(SURVIVALS),
      labels: ['JPEG 75', 'JPEG 80', 'JPEG 85', 'JPEG 90', 'WebP 80'],
      default: DEFAULT_SURVIVAL,
      help: 'what must not destroy it: an encoder and its least quality; crops to 70 % of the picture, too, but no resizing',
      label: 'Survives',
    },
    ...QUALITY,
    ...PARTS,
  },
  variants: {
    placeholder: 'SURVIVES',
    help: 'the same for another encoder',
    options: (survives) => ({ survives }),
  },
  load: async () => (await import('./robust-code.ts')).robustCode(robust),
};
