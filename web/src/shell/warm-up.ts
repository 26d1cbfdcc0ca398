/**
 * Fetches what the network needs while a person still chooses: the browser keeps it, and the worker finds it there. Not before a file is
 * chosen or an example is pointed at, and not where the person asked the browser to save data.
 */
import { signal } from '@preact/signals';
import { download } from '../worker/download.ts';

const MODEL = ['model.json', 'hide.onnx', 'reveal.onnx', 'weights.safetensors'].map(
  (name) => `models/invertible/${name}`,
);

/** The build for the processor. Which build a graphics card takes is known only when it is started. */
const RUNTIME = ['runtime/ort.wasm.bundle.min.js', 'runtime/ort-wasm-simd-threaded.wasm'];

/** Megabytes of them all, as they are stored. */
export const NETWORK_MEGABYTES = 17;

/** What is known of the files: nothing, that they are being fetched, or that they are here. */
export const warmth = signal<'cold' | 'warming' | 'warm'>('cold');

export async function warmUp(): Promise<void> {
  const { connection, gpu } = navigator as {
    readonly connection?: { readonly saveData?: boolean };
    readonly gpu?: { requestAdapter(): Promise<unknown> };
  };
  if (warmth.value !== 'cold' || connection?.saveData === true) return;
  warmth.value = 'warming';
  try {
    const adapter = await gpu?.requestAdapter().catch(() => null);
    for (const file of adapter ? MODEL : [...MODEL, ...RUNTIME]) await download(file);
    warmth.value = 'warm';
  } catch {
    // It is tried again when it is needed, and said there.
    warmth.value = 'cold';
  }
}
