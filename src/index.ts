/**
 * Pentimento in Node: the whole public interface.
 */
export { ATTACKS, type Attack, type AttackWork, attackNamed, type LossyCodecs } from './attacks/attack.ts';
export type {
  AttackEvaluation,
  AttackedPair,
  AttackReading,
  AttackSummary,
  EvaluatedAttack,
} from './attacks/attack-figures.ts';
export { nodeLossyCodecs } from './attacks/codecs.node.ts';
export {
  type EvaluateAttacksOptions,
  evaluateAttacks,
  type ReceivedPictures,
} from './attacks/evaluate.node.ts';
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
export { fileSecret, pictureSecret } from './hiding/exact/code-or-carry.ts';
export { nodeSecretCoder } from './hiding/exact/codecs/node.ts';
export { revealedFidelity } from './hiding/exact/compare.ts';
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
  OriginalFile,
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
} from './hiding/node.ts';
export {
  type PassphraseStrength,
  passphraseStrength,
  passphraseWarning,
} from './hiding/passphrase-strength.ts';
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
} from './image/node.ts';
export { resize } from './image/resize.ts';
export { type RgbImage, rgbImage } from './image/rgb-image.ts';
export { type Fidelity, fidelity } from './metrics/fidelity.ts';
export { meanAbsoluteError } from './metrics/mae.ts';
export { psnr } from './metrics/psnr.ts';
export { ssim } from './metrics/ssim.ts';
export type { HidingNetwork } from './networks/architecture.ts';
export type { ModelFile, ModelManifest } from './networks/manifest.ts';
export { type RandomSource, seededRandom } from './networks/parameters.ts';
export type { LoadedModel, Runtime } from './runtime/runtime.ts';
export { type AuditOptions, audit } from './steganalysis/audit/audit.node.ts';
export type { AuditedSubject, AuditReport } from './steganalysis/audit/audit-report.ts';
export type { Detection, PhotoScores, ScoredPhoto } from './steganalysis/audit/judgement.ts';
export { judgeScores } from './steganalysis/audit/judgement.ts';
export {
  AUDIT_FEATURES,
  type AuditFeatures,
  CONTROL_NAMES,
  NETWORK_CONTROL_NAMES,
  SUBJECT_NAMES,
} from './steganalysis/audit/names.ts';
export type { NetworkFindings, NetworkWardenSettings } from './steganalysis/audit/network-warden.ts';
export type { LearningPoint } from './steganalysis/audit/protocol.ts';
export { chiSquare } from './steganalysis/chi-square.ts';
export type { EnsembleScore } from './steganalysis/classifier/fld-ensemble.ts';
export { type DetectOptions, detectFiles } from './steganalysis/detect-files.node.ts';
export type {
  CoverComparison,
  DetectionMode,
  Detections,
  FileDetection,
} from './steganalysis/detection.ts';
export { clusteredInterval, type Interval } from './steganalysis/evaluation/interval.ts';
export { areaUnderCurve, type OperatingPoint, rocCurve } from './steganalysis/evaluation/roc.ts';
export { type CoverFinder, findCovers, findPictures } from './steganalysis/find-pictures.node.ts';
export type { PayloadEstimate } from './steganalysis/payload-estimate.ts';
export { primarySets } from './steganalysis/primary-sets.ts';
export { regularSingular } from './steganalysis/regular-singular.ts';
export { type ResidualStatistics, residualStatistics } from './steganalysis/residual-statistics.ts';
export { samplePairs } from './steganalysis/sample-pairs.ts';
export {
  STEGEXPOSE_THRESHOLD,
  type StegExposeOptions,
  type StegExposeScores,
  stegExpose,
} from './steganalysis/stegexpose/detector.ts';
export { TEXTBOOK_THRESHOLD, type TextbookEstimates, textbookDetection } from './steganalysis/textbook.ts';
export { weightedStego } from './steganalysis/weighted-stego.ts';
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
