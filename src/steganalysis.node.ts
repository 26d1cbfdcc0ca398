/**
 * The steganalysis lab in Node: detectors, audits, and what attacks leave of a secret.
 */
export {
  ATTACKS,
  type Attack,
  type AttackFamily,
  type AttackStep,
  type AttackWork,
  attackNamed,
  type LossyCodecs,
  MARK_ATTACKS,
  registerAttack,
} from './attacks/attack.ts';
export { nodeLossyCodecs } from './attacks/codecs.node.ts';
export type {
  AttackEvaluation,
  AttackedPair,
  AttackReading,
  AttackSummary,
  EvaluatedAttack,
} from './evaluation/attack-figures.ts';
export {
  type EvaluateAttacksOptions,
  evaluateAttacks,
  type ReceivedPictures,
} from './evaluation/evaluate-attacks.node.ts';
export type { EvaluatedPictures, EvaluationStage } from './evaluation/evaluate-options.ts';
export type {
  EvaluatedBaseline,
  EvaluatedPayload,
  KeyedFigures,
  KeyedPair,
  PayloadFigures,
} from './evaluation/evaluation.ts';
export type { KeyedPictures } from './evaluation/keyed.ts';
export { type PairFiles, protocolPairs } from './evaluation/protocol.node.ts';
export { type AuditOptions, audit } from './steganalysis/audit/audit.node.ts';
export type { AuditedSubject, AuditReport } from './steganalysis/audit/audit-report.ts';
export {
  type Detection,
  judgeScores,
  type PhotoScores,
  type ScoredPhoto,
} from './steganalysis/audit/judgement.ts';
export {
  controlNames,
  networkControlNames,
  subjectNames,
} from './steganalysis/audit/names.ts';
export type { NetworkFindings, NetworkWardenSettings } from './steganalysis/audit/network-warden.ts';
export type { LearningPoint } from './steganalysis/audit/protocol.ts';
export type { EnsembleScore } from './steganalysis/classifier/fld-ensemble.ts';
export {
  CONTROLS,
  type ControlEntry,
  type MakeControl,
  type NamedControl,
  registerControl,
} from './steganalysis/controls/controls.ts';
export { type DetectOptions, detectFiles } from './steganalysis/detect/detect-files.node.ts';
export type {
  CoverComparison,
  DetectionMode,
  Detections,
  FileDetection,
  JpegFindings,
} from './steganalysis/detect/detection.ts';
export { type CoverFinder, findCovers, findPictures } from './steganalysis/detect/find-pictures.node.ts';
export { type ResidualStatistics, residualStatistics } from './steganalysis/detect/residual-statistics.ts';
export { clusteredInterval, type Interval } from './steganalysis/error-rates/interval.ts';
export { areaUnderCurve, type OperatingPoint, rocCurve } from './steganalysis/error-rates/roc.ts';
export { FEATURE_SETS, type FeatureSet, registerFeatures } from './steganalysis/features/feature-sets.ts';
export {
  type AuditedJpegSubject,
  auditJpegs,
  type JpegAuditOptions,
  type JpegAuditReport,
} from './steganalysis/jpeg/audit-jpegs.node.ts';
export {
  STEGEXPOSE_THRESHOLD,
  type StegExposeOptions,
  type StegExposeScores,
  stegExpose,
} from './steganalysis/stegexpose/detector.ts';
export { chiSquare } from './steganalysis/textbook/chi-square.ts';
export { jstegShare } from './steganalysis/textbook/jsteg-share.ts';
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
