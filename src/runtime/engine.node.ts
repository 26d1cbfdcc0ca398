/**
 * Chooses the ONNX Runtime in Node: the native library, or WebAssembly if that is not available.
 */
import { coded } from '../errors/coded.ts';
import { loadNativeRuntime } from './native.node.ts';
import type { Backend } from './runtime.ts';
import type { OnnxRuntime } from './session.ts';
import { loadWasmRuntime } from './wasm.node.ts';

/** The environment variable that chooses: `native`, `wasm`, or nothing for the first one that works. */
export const RUNTIME_VARIABLE = 'PENTIMENTO_RUNTIME';

/** An ONNX Runtime that is loaded. */
export interface Engine {
  readonly ort: OnnxRuntime;
  /** Where it runs: `wasm` if `cpu` was asked for and there is no native library. */
  readonly backend: Backend;
  /** Why the native library is not used, in a sentence, if that was not chosen. */
  readonly fallback?: string;
}

/**
 * Loads the runtime for a backend.
 *
 * @param threads - threads inside an operator, for WebAssembly; by default one for each core.
 * @throws RangeError when the environment variable has another value; Error when there is no runtime for the backend.
 */
export async function loadEngine(backend: 'cpu' | 'webgpu', threads?: number): Promise<Engine> {
  const choice = process.env[RUNTIME_VARIABLE] ?? '';
  if (!['', 'native', 'wasm'].includes(choice)) {
    throw coded(
      new RangeError(`Expected native or wasm for ${RUNTIME_VARIABLE} but received ${choice}`),
      'bad-option',
      { option: RUNTIME_VARIABLE, value: choice },
    );
  }
  if (choice === 'wasm' && backend === 'webgpu') {
    throw coded(
      new Error(`WebGPU needs the native runtime, and ${RUNTIME_VARIABLE}=wasm asks for WebAssembly`),
      'runtime-missing',
    );
  }
  if (choice === 'wasm') return { ort: await loadWasmRuntime(threads), backend: 'wasm' };
  try {
    return { ort: await loadNativeRuntime(backend), backend };
  } catch (error) {
    const fallback = `The native runtime cannot be loaded (${firstLine(error)})`;
    if (choice === 'native' || backend === 'webgpu') {
      const needs = backend === 'webgpu' ? '; WebGPU needs it' : '';
      throw coded(new Error(`${fallback}${needs}`), 'runtime-missing');
    }
    return { ort: await loadWasmRuntime(threads), backend: 'wasm', fallback };
  }
}

/** The first line of a message; Node's own add the stack of requirements. */
function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0]!.replace(/\.$/, '');
}
