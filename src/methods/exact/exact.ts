/** The `exact` method: any file or picture, encrypted, in the samples of a picture. */
import type { Method } from '../method.ts';
import { CONSTRAINT_HEIGHT, PARTS, QUALITY } from './exact-options.ts';
import { DISTORTIONS, EMBEDDINGS, LARGEST_PAYLOAD_RATE, PART_COUNTS } from './settings.ts';

export const exact: Method = {
  name: 'exact',
  number: 2,
  title: 'exact method',
  summary: 'coded, encrypted, any file',
  label: 'Exact',
  purpose: 'Keep a photo or file private',
  explanation: 'Encrypted and coded into the lowest bits: finer, and given back to the last bit. Any file.',
  detectability:
    'One who has a hundred containers with a whole photo in them to learn from, and covers from the same camera, errs in less than 2 of 100: measured, 0 of 288 tiles. A small file hides better: with 0.05 bits a sample, some 7 kB in a picture of 768 × 512, he errs in 31 of 100.',
  covers: ['picture'],
  secrets: ['picture', 'file'],
  encrypts: true,
  mostReceivers: PART_COUNTS.at(-1)!,
  options: {
    favour: {
      kind: 'choice',
      choices: ['cover', 'secret', 'balanced'],
      labels: ['The cover', 'The secret', 'Both'],
      default: 'balanced',
      help: 'favour cover or secret quality',
      label: 'Favour',
      forPictures: true,
    },
    quality: { ...QUALITY.quality, label: 'Picture quality', labels: ['As it fits', 'Without loss'] },
    embedding: {
      kind: 'choice',
      choices: EMBEDDINGS,
      expected: 'trellis, matching, ternary, or q4 to q16',
      default: 'trellis',
      help: 'trellis (least change), or plain digits: matching, ternary, q4 ... q16',
    },
    distortion: {
      kind: 'choice',
      choices: DISTORTIONS,
      default: 'auto',
      help: 'what the trellis spares: uniform (best PSNR), hill (hardest to detect), or auto by the payload',
    },
    ...CONSTRAINT_HEIGHT,
    rate: {
      kind: 'number',
      placeholder: 'bits',
      least: 0,
      above: true,
      most: LARGEST_PAYLOAD_RATE,
      measurable: false,
      help: 'bits that every sample carries, such as 0.05; what the secret leaves is random (default: what it takes)',
    },
    ...PARTS,
  },
  variants: {
    placeholder: 'EMBEDDING',
    help: 'the same with another embedding',
    options: (embedding) => ({ embedding }),
  },
  load: async () => (await import('./exact-code.ts')).exactCode(exact),
};
