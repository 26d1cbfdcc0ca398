/**
 * Pentimento in a browser: the whole public interface. Pictures are in memory, and the page loads the models.
 *
 * ```ts
 * const manifest = parseManifest(await (await fetch('models/invertible/model.json')).text());
 * const readFile = async (name: string) => new Uint8Array(await (await fetch(`models/invertible/${name}`)).arrayBuffer());
 * const runtime = createBrowserRuntime({ backend: 'wasm' });
 * const method = deepMethod(await createDeepModel(manifest, readFile, runtime));
 * const container = await hidePicture(method, cover, secret);
 * const { secret: revealed } = await revealPicture(async () => method, container);
 * ```
 *
 * The page loads the codecs of the exact method, too:
 *
 * ```ts
 * const wasm = (url: string) => ({ locateFile: () => url });
 * const coder = createSecretCoder({
 *   jpeg2000: async () => (await import('@cornerstonejs/codec-openjpeg/wasmjs')).default(wasm('openjpegwasm.wasm')),
 *   jpegXlEncoder: async () => (await import('pentimento/vendor/libjxl/jpegxlwasm_encode.js')).default(wasm('jpegxlwasm_encode.wasm')),
 *   jpegXlDecoder: async () => (await import('pentimento/vendor/libjxl/jpegxlwasm_decode.js')).default(wasm('jpegxlwasm_decode.wasm')),
 * });
 * const { container } = await hideExact(cover, [{ secret: { kind: 'picture', name: 'cat.png', image }, passphrase }], coder);
 * const revealed = await revealExact(container, coder, { passphrase });
 * ```
 */
export {
  ATTACKS,
  type Attack,
  type AttackWork,
  attackNamed,
  type LossyCodecs,
  MARK_ATTACKS,
} from './attacks/attack.ts';
export { type CodedError, coded, type ErrorCode, errorCode } from './errors/coded.ts';
export { DamagedContainerError } from './errors/damaged-container.ts';
export { NothingHiddenError } from './errors/nothing-hidden.ts';
export { revealedFidelity } from './hiding/compare.ts';
export {
  type HideOutcome,
  type HideRequest,
  hideThroughFile,
  type SaveContainer,
} from './hiding/hide-pipeline.ts';
export { jpegCoverWarning } from './hiding/jpeg-cover.ts';
export {
  forceReveal,
  type RevealOutcome,
  type RevealRequest,
  revealHidden,
} from './hiding/reveal-pipeline.ts';
export { type BeyondSamples, beyondSamples, type DecodedExtras } from './image/beyond-samples.ts';
export { isRgbProfile } from './image/color-profile.ts';
export type { LossyEncoding } from './image/lossy-encoding.ts';
export { mediaType, pictureFormat } from './image/media-type.ts';
export { embedInJpeg, embedInPng } from './image/metadata/embed-metadata.ts';
export { fileOrientation } from './image/metadata/file-orientation.ts';
export type { PictureMetadata } from './image/metadata/picture-metadata.ts';
export { readMetadataWith } from './image/metadata/read-metadata.ts';
export { type UprightSamples, uprightSamples } from './image/orientation.ts';
export {
  assertPixels,
  type PictureExtras,
  type PictureWithExtras,
  TooManyPixelsError,
} from './image/picture-extras.ts';
export { fromPlanes, toPlanes } from './image/planes.ts';
export { inspectPng } from './image/png/inspect-png.ts';
export { decodePng } from './image/png/read-png.ts';
export { encodePng } from './image/png/write-png.ts';
export { resize } from './image/resize.ts';
export { type RgbImage, rgbImage } from './image/rgb-image.ts';
export { cropImage } from './image/tiles.ts';
export { WEB_ZLIB } from './image/web-zlib.ts';
export {
  answerJob,
  JobError,
  type JobHandlers,
  type JobTable,
  type PostedJob,
  type Reply,
} from './jobs/job.ts';
export {
  type JobOptions,
  JobPool,
  type JobPoolOptions,
  type JobThread,
  type ThreadListener,
} from './jobs/job-pool.ts';
export type { Progress, ProgressListener, WorkOptions } from './jobs/work.ts';
export { KeyRing } from './keys/key-ring.ts';
export {
  type PassphraseStrength,
  passphraseStrength,
  passphraseWarning,
} from './keys/passphrase-strength.ts';
export { type MarkedPicture, type MarkOptions, mark } from './marking/mark.ts';
export type { MarkGeometry, PictureSize } from './marking/mark-geometry.ts';
export { idText, parseId, textId, textOfId } from './marking/mark-id.ts';
export { newOwnerKey, type OwnerKey, ownerKeyText, parseOwnerKey, SALT_BYTES } from './marking/owner-key.ts';
export {
  brokenRowSentences,
  isRegistryText,
  parseRegistry,
  registryRow,
  rowText,
  withRow,
} from './marking/registry.ts';
export {
  type KnownMark,
  type Verdict,
  type Verification,
  type VerifyOptions,
  verify,
} from './marking/verify.ts';
export { type RegistryMatch, verifyWithRegistry } from './marking/verify-registry.ts';
export type { OriginalEvidence } from './marking/with-original.ts';
export { JPEG, type JpegCover, visiblePicture } from './media/jpeg.ts';
export { media, mediumOf } from './media/media.ts';
export type { Comparison, Cover, Medium, OpenedCover, PictureCodecs } from './media/medium.ts';
export { fileSecret, pictureSecret } from './media/original-file.ts';
export { PICTURE, type PictureCover, pictureCover, pixelsOf } from './media/picture.ts';
export { safeFileName } from './media/safe-file-name.ts';
export type { FileSecret, OriginalFile, PictureSecret, RevealedSecret, Secret } from './media/secret.ts';
export { type DeepMethodOptions, deepMethod } from './methods/deep/deep-method.ts';
export type { CodecLoaders } from './methods/exact/codecs/secret-coder.ts';
export { createSecretCoder } from './methods/exact/codecs/secret-coder.ts';
export {
  type ExactContainer,
  type HiddenSecret,
  hasRoomForExact,
  hideExact,
  type Receiver,
  revealExact,
} from './methods/exact/exact-method.ts';
export { PayloadTooLargeError } from './methods/exact/payload-too-large.ts';
export type {
  DistortionName,
  EmbeddingName,
  ExactOptions,
  PartCount,
  Quality,
} from './methods/exact/settings.ts';
export type { Favour } from './methods/favour.ts';
export { fitSecret } from './methods/fitting.ts';
export { type FrameHeader, hasRoomForFrame, readFrame } from './methods/frame/frame.ts';
export { hidePicture, type PictureOptions, revealPicture } from './methods/frame/hide-picture.ts';
export type { EmbeddedSecret, HidingMethod, MethodOptions } from './methods/frame/picture-method.ts';
export type { Found, Method, MethodCode, MethodHost, NeededRoom, Room } from './methods/method.ts';
export { DEFAULT_MODEL } from './methods/models/default-model.ts';
export { createDeepModel, type DeepModel } from './methods/models/model.ts';
export { checkOptions, type MethodOption, type OptionValues } from './methods/options.ts';
export { DEFAULT_METHOD, methodNamed, methods, registerMethod } from './methods/registry.ts';
export type { SecretCoder } from './methods/secret-coder.ts';
export { type Fidelity, fidelity } from './metrics/fidelity.ts';
export { meanAbsoluteError } from './metrics/mae.ts';
export { psnr } from './metrics/psnr.ts';
export { residualLeak } from './metrics/residual-leak.ts';
export { ssim } from './metrics/ssim.ts';
export type { HidingNetwork, NetworkStage } from './networks/architecture.ts';
export { type ModelFile, type ModelManifest, modelId, parseManifest } from './networks/manifest.ts';
export { modelFiles, type ReadModelFile, readNetwork } from './networks/model-files.ts';
export { type ObservedModel, observedModel } from './networks/observed.ts';
export { createNetwork } from './networks/registry.ts';
export { storedWeights } from './networks/stored-weights.ts';
export type { RandomBytes } from './random/random-bytes.ts';
export { type RandomSource, seededRandom } from './random/seeded-random.ts';
export { amplifiedResidual, RESIDUAL_GAIN } from './report/pictures/residual.ts';
export { type BrowserRuntimeOptions, createBrowserRuntime } from './runtime/browser.ts';
export { float32, type LoadedModel, type Runtime } from './runtime/runtime.ts';
export { type ResidualStatistics, residualStatistics } from './steganalysis/detect/residual-statistics.ts';
export {
  STEGEXPOSE_THRESHOLD,
  type StegExposeScores,
  stegExpose,
} from './steganalysis/stegexpose/detector.ts';
export type { PayloadEstimate } from './steganalysis/textbook/payload-estimate.ts';
export {
  TEXTBOOK_THRESHOLD,
  type TextbookEstimates,
  textbookDetection,
} from './steganalysis/textbook/textbook-detection.ts';
