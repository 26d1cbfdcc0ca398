/**
 * The runtime in a browser: ONNX Runtime's WebAssembly and WebGPU providers, from the package `onnxruntime-web`.
 *
 * Everything runs on the calling thread, and a WebAssembly run blocks it: a page creates its runtime in a worker.
 *
 * Served from static files, it needs only the files in `onnxruntime-web/dist`, under a content security policy as
 * strict as `script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self'`. Several threads need a
 * cross-origin isolated page (https://web.dev/articles/cross-origin-isolation-guide).
 */
import type { Env } from 'onnxruntime-common';
import type { CallQueue } from '../jobs/call-queue.ts';
import { createCallQueue } from '../jobs/call-queue.ts';
import type { Backend, LoadedModel, LoadOptions, Runtime, TensorValues } from './runtime.ts';
import type { OnnxRuntime } from './session.ts';
import { loadSession } from './session.ts';

/** The module of `onnxruntime-web`, as far as it is used here. */
export interface OnnxRuntimeWeb {
  readonly env: { readonly wasm: Env.WebAssemblyFlags };
}

/** The device, and the source of `onnxruntime-web`. */
export interface BrowserRuntimeOptions {
  /** `wasm` (default) or `webgpu`. */
  readonly backend?: Extract<Backend, 'wasm' | 'webgpu'>;
  /** Threads of `wasm`: by default half of the cores, at most four; always one if the page is not isolated. */
  readonly threads?: number;
  /**
   * The module to use. By default it is imported as `onnxruntime-web/wasm` or `onnxruntime-web/webgpu`, names that a
   * bundler or an import map resolves.
   */
  readonly ort?: OnnxRuntimeWeb;
  /**
   * The place of the module's `.wasm` file: `ort-wasm-simd-threaded.wasm`, for `webgpu`
   * `ort-wasm-simd-threaded.asyncify.wasm`. By default beside the module.
   */
  readonly wasm?: URL | string;
}

/** One queue for each module, whose memory and device are shared by all its runtimes. */
const queues = new WeakMap<object, CallQueue>();

/**
 * The runtime of a page or worker. The module is imported when the first model is loaded; `threads` and `wasm` apply to
 * the first model that a module loads, and stay.
 *
 * @throws Error, by what is asked of it or its models after they were disposed of.
 */
export function createBrowserRuntime(options: BrowserRuntimeOptions = {}): Runtime {
  const backend = options.backend ?? 'wasm';
  const models = new Set<LoadedModel>();
  let ready: Promise<OnnxRuntimeWeb & OnnxRuntime> | undefined;
  let disposal: Promise<void> | undefined;

  const expectAlive = (): void => {
    if (disposal !== undefined) throw new Error('The runtime was disposed of');
  };
  /** Carries out a call in its turn, unless the runtime is gone by then. */
  const inTurn = async <T>(call: (ort: OnnxRuntime) => Promise<T>): Promise<T> => {
    expectAlive();
    ready ??= prepare(backend, options);
    const ort = await ready;
    return queueOf(ort)(async () => {
      expectAlive();
      return call(ort);
    });
  };

  return {
    backend,
    async load(bytes: Uint8Array, loadOptions: LoadOptions = {}): Promise<LoadedModel> {
      const loaded = await inTurn((ort) => loadSession(ort, backend, bytes, loadOptions));
      models.add(loaded);
      let modelDisposal: Promise<void> | undefined;
      const askModel = async <T>(call: () => Promise<T>): Promise<T> => {
        if (modelDisposal !== undefined) throw new Error('The model was disposed of');
        return inTurn(call);
      };
      return {
        async run(feeds, { transfer = false } = {}) {
          const values = transfer ? feeds : copies(feeds);
          return askModel(() => loaded.run(values));
        },
        async writeState(values) {
          const copied = copies(values);
          return askModel(() => loaded.writeState(copied));
        },
        readState: () => askModel(() => loaded.readState()),
        dispose() {
          // Disposing of the runtime frees its models too.
          modelDisposal ??=
            disposal ??
            inTurn(async () => {
              models.delete(loaded);
              await loaded.dispose();
            });
          return modelDisposal;
        },
      };
    },
    dispose() {
      disposal ??= (async () => {
        const ort = await ready?.catch(() => undefined);
        if (ort === undefined) return;
        await queueOf(ort)(async () => {
          for (const model of models) await model.dispose();
          models.clear();
        });
      })();
      return disposal;
    },
  };
}

async function prepare(
  backend: 'wasm' | 'webgpu',
  { ort, threads, wasm }: BrowserRuntimeOptions,
): Promise<OnnxRuntimeWeb & OnnxRuntime> {
  const module: OnnxRuntimeWeb =
    ort ??
    (backend === 'wasm' ? await import('onnxruntime-web/wasm') : await import('onnxruntime-web/webgpu'));
  const flags = module.env.wasm;
  // On WebGPU the threads would only idle.
  if (backend === 'webgpu') flags.numThreads = 1;
  else if (threads !== undefined) flags.numThreads = threads;
  if (wasm !== undefined) flags.wasmPaths = { wasm };
  return module as OnnxRuntimeWeb & OnnxRuntime;
}

function queueOf(ort: object): CallQueue {
  const queue = queues.get(ort) ?? createCallQueue();
  queues.set(ort, queue);
  return queue;
}

/** Copies the values: a run waits for its turn, and until then the caller may change them. */
function copies(values: TensorValues): TensorValues {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, { ...value, data: value.data.slice() }]),
  );
}
