/**
 * Pentimento in Node: the whole public interface.
 */
export { ATTACKS, type Attack, type AttackWork, attackNamed, type LossyCodecs } from './attacks/attack.ts';
export { nodeLossyCodecs } from './attacks/codecs.node.ts';
export type {
  AttackEvaluation,
  AttackedPair,
  AttackReading,
  AttackSummary,
  EvaluatedAttack,
} from './evaluation/attack-figures.ts';
export { evaluate } from './evaluation/evaluate.node.ts';
export {
  type EvaluateAttacksOptions,
  evaluateAttacks,
  type ReceivedPictures,
} from './evaluation/evaluate-attacks.node.ts';
export type {
  EvaluatedPictures,
  EvaluateOptions,
  EvaluationStage,
} from './evaluation/evaluate-options.node.ts';
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
} from './evaluation/evaluation.ts';
export type { KeyedPictures } from './evaluation/keyed.ts';
export { type PairFiles, protocolPairs } from './evaluation/protocol.node.ts';
export { revealedFidelity } from './hiding/compare.ts';
export {
  DEFAULT_MODEL,
  type FileContent,
  type FileInput,
  type FileOutput,
  type FileSink,
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
  type OverwriteOptions,
  openModel,
  type PayloadReport,
  type RevealOptions,
  type RevealReport,
  reveal,
  shippedModels,
} from './hiding/hide-files.node.ts';
export type { BeyondSamples } from './image/beyond-samples.ts';
export {
  type ContainerFormat,
  type DecodedPicture,
  decodePicture,
  encodePicture,
  type PictureExtras,
  type PictureFormat,
  readPicture,
  writePicture,
} from './image/picture-files.node.ts';
export { resize } from './image/resize.ts';
export { type RgbImage, rgbImage } from './image/rgb-image.ts';
export {
  type PassphraseStrength,
  passphraseStrength,
  passphraseWarning,
} from './keys/passphrase-strength.ts';
export { type DeepMethodOptions, deepMethod } from './methods/deep/deep-method.ts';
export { hidePicture, type PictureOptions, revealPicture } from './methods/frame/hide-picture.ts';
export type { DeepModel } from './methods/deep/model.ts';
export { fileSecret, pictureSecret } from './methods/exact/code-or-carry.ts';
export { nodeSecretCoder } from './methods/exact/codecs/secret-coder.node.ts';
export {
  DamagedContainerError,
  type ExactContainer,
  type HiddenSecret,
  hasRoomForExact,
  hideExact,
  type Receiver,
  revealExact,
} from './methods/exact/exact-method.ts';
export { PayloadTooLargeError } from './methods/exact/payload-too-large.ts';
export type {
  ExactSecret,
  FileSecret,
  OriginalFile,
  PictureSecret,
  RevealedSecret,
  SecretCoder,
} from './methods/exact/secrets.ts';
export type {
  DistortionName,
  EmbeddingName,
  ExactOptions,
  PartCount,
  Quality,
} from './methods/exact/settings.ts';
export type { FrameHeader } from './methods/frame/frame.ts';
export type {
  EmbeddedSecret,
  Favour,
  HidingMethod,
  MethodName,
  MethodOptions,
  WorkOptions,
} from './methods/method.ts';
export { type Fidelity, fidelity } from './metrics/fidelity.ts';
export { meanAbsoluteError } from './metrics/mae.ts';
export { psnr } from './metrics/psnr.ts';
export { ssim } from './metrics/ssim.ts';
export type { HidingNetwork } from './networks/architecture.ts';
export type { ModelFile, ModelManifest } from './networks/manifest.ts';
export { type RandomSource, seededRandom } from './random/seeded-random.ts';
export type { LoadedModel, Runtime } from './runtime/runtime.ts';
export { type AuditOptions, audit } from './steganalysis/audit/audit.node.ts';
export type { AuditedSubject, AuditReport } from './steganalysis/audit/audit-report.ts';
export type { Detection, PhotoScores, ScoredPhoto } from './steganalysis/audit/judgement.ts';
export { judgeScores } from './steganalysis/audit/judgement.ts';
export {
  AUDIT_FEATURES,
  type AuditFeatures,
  controlNames,
  networkControlNames,
  subjectNames,
} from './steganalysis/audit/names.ts';
export type { NetworkFindings, NetworkWardenSettings } from './steganalysis/audit/network-warden.ts';
export type { LearningPoint } from './steganalysis/audit/protocol.ts';
export type { EnsembleScore } from './steganalysis/classifier/fld-ensemble.ts';
export { type DetectOptions, detectFiles } from './steganalysis/detect/detect-files.node.ts';
export type {
  CoverComparison,
  DetectionMode,
  Detections,
  FileDetection,
} from './steganalysis/detect/detection.ts';
export { type CoverFinder, findCovers, findPictures } from './steganalysis/detect/find-pictures.node.ts';
export { type ResidualStatistics, residualStatistics } from './steganalysis/detect/residual-statistics.ts';
export { clusteredInterval, type Interval } from './steganalysis/error-rates/interval.ts';
export { areaUnderCurve, type OperatingPoint, rocCurve } from './steganalysis/error-rates/roc.ts';
export {
  STEGEXPOSE_THRESHOLD,
  type StegExposeOptions,
  type StegExposeScores,
  stegExpose,
} from './steganalysis/stegexpose/detector.ts';
export { chiSquare } from './steganalysis/textbook/chi-square.ts';
export type { PayloadEstimate } from './steganalysis/textbook/payload-estimate.ts';
export { primarySets } from './steganalysis/textbook/primary-sets.ts';
export { regularSingular } from './steganalysis/textbook/regular-singular.ts';
export { samplePairs } from './steganalysis/textbook/sample-pairs.ts';
export {
  TEXTBOOK_THRESHOLD,
  type TextbookEstimates,
  textbookDetection,
} from './steganalysis/textbook/textbook-detection.ts';
export { weightedStego } from './steganalysis/textbook/weighted-stego.ts';
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
} from './training/train.node.ts';
export type { CheckedPair, CoverSecretPair } from './training/trainer.ts';
