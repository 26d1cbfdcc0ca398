/**
 * Training in Node: your own networks from a folder of photos.
 */
export { type ExportedWeights, exportWeights } from './training/checkpoint/export-weights.node.ts';
export {
  TRAINING_DEFAULTS,
  type TrainingConfiguration,
  trainingConfiguration,
} from './training/configuration.ts';
export type { CheckedPair, CoverSecretPair } from './training/pair-checker.ts';
export {
  type CheckEntry,
  type LogEntry,
  type StepsEntry,
  type TrainingProgress,
  type TrainingResult,
  type TrainOptions,
  train,
} from './training/train.node.ts';
