/** The `jpeg` method: any file or picture, encrypted, in the quantised coefficients of a JPEG file, which stays one. */
import { CONSTRAINT_HEIGHT, PARTS, QUALITY } from '../exact/exact-options.ts';
import { PART_COUNTS } from '../exact/settings.ts';
import type { Method } from '../method.ts';
import { JPEG_DISTORTIONS, LARGEST_RATE } from './jpeg-settings.ts';

export const jpeg: Method = {
  name: 'jpeg',
  number: 4,
  title: 'JPEG method',
  summary: 'any file, encrypted, in a JPEG that stays one',
  label: 'In a JPEG',
  purpose: 'Hide in a JPEG that stays one',
  explanation:
    'Encrypted, in the coefficients of a JPEG: the file stays a JPEG of its size, with its metadata. Any file, if it is small.',
  detectability:
    'One who has 250 containers of this kind to learn from errs in 48 of 100 at the recommended load (50 is guessing): measured. The best published detectors, with thousands of pictures, err in 45.',
  covers: ['jpeg'],
  secrets: ['picture', 'file'],
  encrypts: true,
  mostReceivers: PART_COUNTS.at(-1)!,
  options: {
    ...QUALITY,
    distortion: {
      kind: 'choice',
      choices: JPEG_DISTORTIONS,
      default: 'juniward',
      help: 'what the trellis spares: juniward (hardest to detect), uerd (faster), or uniform',
    },
    rate: {
      kind: 'number',
      placeholder: 'bits',
      least: 0,
      above: true,
      most: LARGEST_RATE,
      measurable: false,
      help: 'bits for each AC coefficient that is not 0, such as 0.05; what the secret leaves is random (default: what it takes)',
    },
    ...CONSTRAINT_HEIGHT,
    ...PARTS,
    force: {
      kind: 'flag',
      measurable: false,
      help: 'hide in a JPEG of quality 99 or 100, too, where changes stand out',
    },
  },
  load: async () => (await import('./jpeg-code.ts')).jpegCode(jpeg),
};
