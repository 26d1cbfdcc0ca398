/**
 * The copyright mark in Node: keys of owners, marking, verifying, the registry, and the measurement of marks.
 */
export {
  type EvaluateMarkOptions,
  evaluateMark,
  type MarkEvaluation,
  type MarkedFigures,
  type MarkReading,
} from './evaluation/evaluate-mark.node.ts';
export type { RgbImage } from './image/rgb-image.ts';
export { type MarkedPicture, type MarkOptions, mark } from './marking/mark.ts';
export { type MarkFilesOptions, type MarkReport, markFiles } from './marking/mark-files.node.ts';
export type { MarkGeometry, PictureSize } from './marking/mark-geometry.ts';
export { idText, parseId, textId, textOfId } from './marking/mark-id.ts';
export type { IdBits } from './marking/message.ts';
export { isSignedBy, newOwnerKey, type OwnerKey, ownerKeyText, parseOwnerKey } from './marking/owner-key.ts';
export { readOwnerKey, writeOwnerKey } from './marking/owner-key-file.node.ts';
export {
  hashDistance,
  orientedHashes,
  perceptualHash,
  SAME_PICTURE_BITS,
} from './marking/perceptual-hash.ts';
export {
  type BrokenRow,
  isRowSigned,
  knownMark,
  nearestRows,
  type ParseRegistryOptions,
  parseRegistry,
  type Registry,
  type RegistryEntry,
  type RegistryRow,
  registryRow,
  rowText,
} from './marking/registry.ts';
export { appendRow, readRegistry } from './marking/registry-file.node.ts';
export {
  type KnownMark,
  type Verdict,
  type Verification,
  type VerifyOptions,
  verify,
} from './marking/verify.ts';
export {
  type VerifiedFile,
  type VerifyFileOptions,
  type VerifyReport,
  verifyFile,
} from './marking/verify-files.node.ts';
export type { RegistryMatch } from './marking/verify-registry.ts';
export type { OriginalEvidence } from './marking/with-original.ts';
export type { RandomBytes } from './random/random-bytes.ts';
