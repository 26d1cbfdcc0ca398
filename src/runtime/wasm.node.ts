/**
 * ONNX Runtime in WebAssembly, in Node: where the native library cannot be installed or loaded, or is not wanted.
 *
 * It comes with the package (scripts/vendor.mjs): `onnxruntime-web` as a whole is ten times its size, most of it for other purposes.
 */
import { availableParallelism } from 'node:os';
import type { Env } from 'onnxruntime-common';
import type { OnnxRuntime } from './session.ts';

const MODULE = new URL('../../vendor/onnxruntime-web/ort.node.min.mjs', import.meta.url);

/**
 * Loads the module. It keeps its threads as they are set first.
 *
 * @param threads - threads inside an operator; one a core when left out.
 * @throws Error where it does not come with this copy.
 */
export async function loadWasmRuntime(threads = availableParallelism()): Promise<OnnxRuntime> {
  const ort = (await import(MODULE.href)) as OnnxRuntime & { readonly env: Env };
  ort.env.wasm.numThreads = threads;
  return ort;
}
