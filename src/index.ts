/**
 * Pentimento in Node: the whole public interface.
 */
export {
  DEFAULT_MODEL,
  type FoundModel,
  findModel,
  type HideOptions,
  type HideReport,
  hide,
  NothingHiddenError,
  type OpenModel,
  type OpenModelOptions,
  openModel,
  type RevealOptions,
  type RevealReport,
  reveal,
  shippedModels,
} from './hiding/node.ts';
export {
  type DecodedPicture,
  decodePicture,
  encodePicture,
  type PictureExtras,
  readPicture,
  writePicture,
} from './image/node.ts';
export { type RgbImage, rgbImage } from './image/rgb-image.ts';
export { type Fidelity, fidelity } from './metrics/fidelity.ts';
export { meanAbsoluteError } from './metrics/mae.ts';
export { psnr } from './metrics/psnr.ts';
export { ssim } from './metrics/ssim.ts';
export type { ModelManifest } from './networks/manifest.ts';
export {
  TRAINING_DEFAULTS,
  type TrainingConfiguration,
  trainingConfiguration,
} from './training/configuration.ts';
export {
  type CheckEntry,
  type LogEntry,
  type StepsEntry,
  type TrainingProgress,
  type TrainingResult,
  type TrainOptions,
  train,
} from './training/node.ts';
