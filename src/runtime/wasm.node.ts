/**
 * ONNX Runtime in WebAssembly, in Node: used if the native library cannot be installed or loaded, or is not wanted.
 *
 * It comes with the package (scripts/vendor.mjs), because all of `onnxruntime-web` is ten times its size, mostly for other
 * purposes.
 */
import { availableParallelism } from 'node:os';
import type { Env } from 'onnxruntime-common';
import type { OnnxRuntime } from './session.ts';

const MODULE = new URL('../../vendor/onnxruntime-web/ort.node.min.mjs', import.meta.url);

/**
 * Loads the module. Its number of threads stays as first set.
 *
 * @param threads - threads inside an operator; by default one for each core.
 * @throws Error if this copy does not include it.
 */
export async function loadWasmRuntime(threads = availableParallelism()): Promise<OnnxRuntime> {
  const ort = (await import(MODULE.href)) as OnnxRuntime & { readonly env: Env };
  ort.env.wasm.numThreads = threads;
  return ort;
}
