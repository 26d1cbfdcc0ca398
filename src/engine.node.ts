/**
 * The building blocks of methods, in Node: models and runtimes, methods on pictures in memory, pictures and their
 * metrics.
 */
export { revealedFidelity } from './hiding/compare.ts';
export {
  type HideOutcome,
  type HideRequest,
  hideThroughFile,
  type SaveContainer,
} from './hiding/hide-pipeline.ts';
export {
  forceReveal,
  type RevealOutcome,
  type RevealRequest,
  revealHidden,
} from './hiding/reveal-pipeline.ts';
export type { BeyondSamples } from './image/beyond-samples.ts';
export type { DecodedPicture } from './image/picture-files.node.ts';
export {
  type ContainerFormat,
  decodePicture,
  encodePicture,
  type PictureExtras,
  type PictureFormat,
} from './image/picture-files.node.ts';
export { resize } from './image/resize.ts';
export { rgbImage } from './image/rgb-image.ts';
export type { WorkOptions } from './jobs/work.ts';
export { KeyRing } from './keys/key-ring.ts';
export {
  type PassphraseStrength,
  passphraseStrength,
  passphraseWarning,
} from './keys/passphrase-strength.ts';
export type { OverwriteOptions } from './media/file-output.node.ts';
export { media, registerMedium } from './media/media.ts';
export type { Comparison, Cover, Medium, OpenedCover, PictureCodecs } from './media/medium.ts';
export { fileSecret, pictureSecret } from './media/original-file.ts';
export { PICTURE, type PictureCover, pictureCover, pixelsOf } from './media/picture.ts';
export type { FileSecret, OriginalFile, PictureSecret, RevealedSecret, Secret } from './media/secret.ts';
export { type DeepMethodOptions, deepMethod } from './methods/deep/deep-method.ts';
export { nodeSecretCoder } from './methods/exact/codecs/secret-coder.node.ts';
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
export type { FrameHeader } from './methods/frame/frame.ts';
export { hidePicture, type PictureOptions, revealPicture } from './methods/frame/hide-picture.ts';
export type { EmbeddedSecret, HidingMethod, MethodOptions } from './methods/frame/picture-method.ts';
export type { MethodHost } from './methods/method.ts';
export type { DeepModel } from './methods/models/model.ts';
export {
  type FoundModel,
  findModel,
  type OpenModelOptions,
  shippedModels,
} from './methods/models/model-folder.node.ts';
export { createNodeHost, type NodeHost } from './methods/node-host.node.ts';
export type { SecretCoder } from './methods/secret-coder.ts';
export { meanAbsoluteError } from './metrics/mae.ts';
export { psnr } from './metrics/psnr.ts';
export { ssim } from './metrics/ssim.ts';
export type { HidingNetwork } from './networks/architecture.ts';
export type { ModelFile, ModelManifest } from './networks/manifest.ts';
export { type RandomSource, seededRandom } from './random/seeded-random.ts';
export { createNodeRuntime, type NodeRuntimeOptions } from './runtime/node-runtime.node.ts';
export type { LoadedModel, Runtime } from './runtime/runtime.ts';
