/**
 * Pentimento in Node: the whole public interface.
 */
export { type DeepMethodOptions, deepMethod } from './hiding/deep/deep-method.ts';
export type { DeepModel } from './hiding/deep/model.ts';
export { evaluate } from './hiding/evaluation/evaluate.node.ts';
export type {
  EvaluatedPictures,
  EvaluateOptions,
  EvaluationStage,
} from './hiding/evaluation/evaluate-options.node.ts';
export {
  BASELINES,
  type BaselineName,
  type EvaluatedBaseline,
  type EvaluatedPair,
  type EvaluatedPayload,
  type EvaluatedSettings,
  type Evaluation,
  type EvaluationMeans,
  type KeyedFigures,
  type KeyedPair,
  type PayloadFigures,
} from './hiding/evaluation/evaluation.ts';
export type { KeyedPictures } from './hiding/evaluation/keyed.ts';
export { type PairFiles, protocolPairs } from './hiding/evaluation/protocol.node.ts';
export { nodeSecretCoder } from './hiding/exact/codecs/node.ts';
export {
  DamagedContainerError,
  type ExactContainer,
  type HiddenSecret,
  hasRoomForExact,
  hideExact,
  type Receiver,
  revealExact,
} from './hiding/exact/exact-method.ts';
export { PayloadTooLargeError } from './hiding/exact/payload-too-large.ts';
export type {
  ExactSecret,
  FileSecret,
  PictureSecret,
  RevealedSecret,
  SecretCoder,
} from './hiding/exact/secrets.ts';
export type {
  DistortionName,
  EmbeddingName,
  ExactOptions,
  PartCount,
  Quality,
} from './hiding/exact/settings.ts';
export type { FrameHeader } from './hiding/frame.ts';
export { hidePicture, type PictureOptions, revealPicture } from './hiding/hide.ts';
export type {
  EmbeddedSecret,
  Favour,
  HidingMethod,
  MethodName,
  MethodOptions,
  WorkOptions,
} from './hiding/method.ts';
export {
  DEFAULT_MODEL,
  type FoundModel,
  type FurtherSecret,
  findModel,
  type HideOptions,
  type HideReport,
  type HideSeconds,
  hide,
  NothingHiddenError,
  type OpenModel,
  type OpenModelOptions,
  openModel,
  type PayloadReport,
  type RevealOptions,
  type RevealReport,
  reveal,
  shippedModels,
} from './hiding/node.ts';
export {
  type ContainerFormat,
  type DecodedPicture,
  decodePicture,
  encodePicture,
  type PictureExtras,
  type PictureFormat,
  readPicture,
  writePicture,
} from './image/node.ts';
export { resize } from './image/resize.ts';
export { type RgbImage, rgbImage } from './image/rgb-image.ts';
export { type Fidelity, fidelity } from './metrics/fidelity.ts';
export { meanAbsoluteError } from './metrics/mae.ts';
export { psnr } from './metrics/psnr.ts';
export { ssim } from './metrics/ssim.ts';
export type { HidingNetwork } from './networks/architecture.ts';
export type { ModelFile, ModelManifest } from './networks/manifest.ts';
export type { LoadedModel, Runtime } from './runtime/runtime.ts';
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
export type { CheckedPair, CoverSecretPair } from './training/trainer.ts';
