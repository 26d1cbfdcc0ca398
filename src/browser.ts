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
 */
export { type DeepMethodOptions, deepMethod } from './hiding/deep/deep-method.ts';
export { createDeepModel, type DeepModel } from './hiding/deep/model.ts';
export { DEFAULT_MODEL } from './hiding/default-model.ts';
export type { FrameHeader } from './hiding/frame.ts';
export { hidePicture, NothingHiddenError, type PictureOptions, revealPicture } from './hiding/hide.ts';
export type {
  EmbeddedSecret,
  Favour,
  HidingMethod,
  MethodName,
  MethodOptions,
  WorkOptions,
} from './hiding/method.ts';
export { resize } from './image/resize.ts';
export { type RgbImage, rgbImage } from './image/rgb-image.ts';
export { type Fidelity, fidelity } from './metrics/fidelity.ts';
export { meanAbsoluteError } from './metrics/mae.ts';
export { psnr } from './metrics/psnr.ts';
export { ssim } from './metrics/ssim.ts';
export type { HidingNetwork } from './networks/architecture.ts';
export { type ModelFile, type ModelManifest, modelId, parseManifest } from './networks/manifest.ts';
export { type BrowserRuntimeOptions, createBrowserRuntime } from './runtime/browser.ts';
export type { LoadedModel, Runtime } from './runtime/runtime.ts';
