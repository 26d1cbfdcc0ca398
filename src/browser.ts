/**
 * Pentimento in a browser: the whole public interface. Pictures are in memory, models come from wherever the page gets them.
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
 * The exact method takes its codecs from wherever the page gets them, too:
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
export { ATTACKS, type Attack, type AttackWork, attackNamed, type LossyCodecs } from './attacks/attack.ts';
export { type DeepMethodOptions, deepMethod } from './hiding/deep/deep-method.ts';
export { fitSecret } from './hiding/deep/fitting.ts';
export { createDeepModel, type DeepModel } from './hiding/deep/model.ts';
export { DEFAULT_MODEL } from './hiding/default-model.ts';
export { fileSecret, pictureSecret } from './hiding/exact/code-or-carry.ts';
export type { CodecLoaders } from './hiding/exact/codecs/secret-coder.ts';
export { createSecretCoder } from './hiding/exact/codecs/secret-coder.ts';
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
export { safeFileName } from './hiding/exact/safe-file-name.ts';
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
export { type FrameHeader, hasRoomForFrame, readFrame } from './hiding/frame.ts';
export { hidePicture, NothingHiddenError, type PictureOptions, revealPicture } from './hiding/hide.ts';
export { jpegCoverWarning } from './hiding/jpeg-cover.ts';
export type {
  EmbeddedSecret,
  Favour,
  HidingMethod,
  MethodName,
  MethodOptions,
  WorkOptions,
} from './hiding/method.ts';
export { METHOD_NUMBERS } from './hiding/method.ts';
export {
  type PassphraseStrength,
  passphraseStrength,
  passphraseWarning,
} from './hiding/passphrase-strength.ts';
export type { BeyondSamples } from './image/beyond-samples.ts';
export { isRgbProfile } from './image/color-profile.ts';
export { mediaType, pictureFormat } from './image/media-type.ts';
export { fromPlanes, toPlanes } from './image/planes.ts';
export { inspectPng } from './image/png-chunks.ts';
export { resize } from './image/resize.ts';
export { type RgbImage, rgbImage } from './image/rgb-image.ts';
export { cropImage } from './image/tiles.ts';
export { type Fidelity, fidelity } from './metrics/fidelity.ts';
export { meanAbsoluteError } from './metrics/mae.ts';
export { psnr } from './metrics/psnr.ts';
export { residualLeak } from './metrics/residual-leak.ts';
export { ssim } from './metrics/ssim.ts';
export type { HidingNetwork, NetworkStage } from './networks/architecture.ts';
export { type ModelFile, type ModelManifest, modelId, parseManifest } from './networks/manifest.ts';
export { type ObservedModel, observedModel } from './networks/observed.ts';
export { type RandomSource, seededRandom } from './networks/parameters.ts';
export { createNetwork } from './networks/registry.ts';
export { storedWeights } from './networks/stored-weights.ts';
export { amplifiedResidual, RESIDUAL_GAIN } from './report/residual.ts';
export { type BrowserRuntimeOptions, createBrowserRuntime } from './runtime/browser.ts';
export { float32, type LoadedModel, type Runtime } from './runtime/runtime.ts';
export type { PayloadEstimate } from './steganalysis/payload-estimate.ts';
export { type ResidualStatistics, residualStatistics } from './steganalysis/residual-statistics.ts';
export {
  STEGEXPOSE_THRESHOLD,
  type StegExposeScores,
  stegExpose,
} from './steganalysis/stegexpose/detector.ts';
export { TEXTBOOK_THRESHOLD, type TextbookEstimates, textbookDetection } from './steganalysis/textbook.ts';
