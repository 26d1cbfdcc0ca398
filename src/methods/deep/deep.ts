/** The `deep` method: networks hide a picture in a picture. */
import type { Method } from '../method.ts';
import { DEFAULT_MODEL } from '../models/default-model.ts';
import { DEEP_NUMBER } from './deep-number.ts';

export const deep: Method = {
  name: 'deep',
  number: DEEP_NUMBER,
  title: 'networks',
  summary: 'networks',
  label: 'Network',
  purpose: 'Explore the neural network',
  explanation: 'A neural network paints the secret into the cover. A picture comes back nearly as it was.',
  detectability:
    'One who has a hundred pictures of this network to learn from, and covers from the same camera, errs in less than 2 of 100: measured, 0 of 288 tiles. The passphrase keeps others from the secret, not from the fact.',
  covers: ['picture'],
  secrets: ['picture'],
  encrypts: false,
  mostReceivers: 1,
  options: {
    favour: {
      kind: 'choice',
      choices: ['cover', 'secret', 'balanced'],
      labels: ['The cover', 'The secret', 'Both'],
      default: 'balanced',
      help: 'favour cover or secret quality',
      label: 'Favour',
      unless: { model: ['baluja'] },
    },
    model: {
      kind: 'text',
      placeholder: 'name|dir',
      default: DEFAULT_MODEL,
      revealDefault: 'the one that the container names',
      help: 'model that comes with Pentimento, or a model folder',
      label: 'Network',
      phases: ['hide', 'reveal'],
    },
    device: {
      kind: 'choice',
      choices: ['cpu', 'webgpu'],
      default: 'cpu',
      help: 'where networks run',
      phases: ['hide', 'reveal'],
    },
  },
  variants: {
    placeholder: 'MODEL',
    help: 'a photo by another network',
    options: (model) => ({ model }),
  },
  load: async () => (await import('./deep-code.ts')).deepCode(deep),
};
