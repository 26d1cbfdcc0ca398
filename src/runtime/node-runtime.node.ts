/**
 * The runtime in Node, in a worker thread: ONNX Runtime's native CPU and WebGPU providers, or its WebAssembly where there is no native
 * library (engine.node.ts).
 */
import type { Backend, LoadedModel, LoadOptions, Runtime, TensorData, TensorValues } from './runtime.ts';
import { RuntimeThread } from './runtime-thread.node.ts';

/** The device, and the number of threads. */
export interface NodeRuntimeOptions {
  /**
   * `cpu` (default) or `webgpu`. If the native library is missing, WebAssembly replaces `cpu`, and the runtime's `backend` is `wasm`
   * from the first model on.
   */
  readonly backend?: Extract<Backend, 'cpu' | 'webgpu'>;
  /** Threads inside an operator; by default ONNX Runtime's choice, one for each core. */
  readonly threads?: number;
}

/** The one thread of this process that talks to WebGPU. It stays, idle, after its runtimes are gone. */
let webgpuThread: RuntimeThread | undefined;
let runtimes = 0;
let models = 0;

/**
 * Starts the runtime's worker thread; the caller's event loop stays free. A process that waits for nothing else ends,
 * whether or not its runtimes were disposed of.
 *
 * All `webgpu` runtimes of a process share one thread, since WebGPU takes one call at a time.
 */
export function createNodeRuntime(options: NodeRuntimeOptions = {}): Runtime {
  const backend = options.backend ?? 'cpu';
  const thread = backend === 'webgpu' ? sharedThread() : new RuntimeThread(backend);
  runtimes += 1;
  const runtime = runtimes;
  let disposal: Promise<void> | undefined;

  const ask: RuntimeThread['ask'] = (request, transfer) =>
    disposal === undefined
      ? thread.ask(request, transfer)
      : Promise.reject(new Error('The runtime was disposed of'));

  return {
    get backend() {
      return thread.backend;
    },
    async load(bytes: Uint8Array, loadOptions: LoadOptions = {}): Promise<LoadedModel> {
      models += 1;
      const model = models;
      const { threads } = options;
      await ask({
        kind: 'load',
        runtime,
        model,
        bytes: wholeBuffer(bytes),
        options: { ...loadOptions, ...(threads === undefined ? {} : { threads }) },
      });
      let modelDisposal: Promise<void> | undefined;
      const askModel: RuntimeThread['ask'] = (request, transfer) =>
        modelDisposal === undefined
          ? ask(request, transfer)
          : Promise.reject(new Error('The model was disposed of'));
      return {
        run(feeds, { transfer = false } = {}) {
          const whole = wholeBuffers(feeds);
          return askModel({ kind: 'run', runtime, model, feeds: whole }, transfer ? buffersOf(whole) : []);
        },
        async writeState(values) {
          await askModel({ kind: 'writeState', runtime, model, values: wholeBuffers(values) });
        },
        readState: () => askModel({ kind: 'readState', runtime, model }),
        dispose() {
          // Disposing of the runtime frees its models too.
          modelDisposal ??= disposal ?? ask({ kind: 'dispose', runtime, model }).then(() => undefined);
          return modelDisposal;
        },
      };
    },
    dispose() {
      disposal ??= release(thread, runtime);
      return disposal;
    },
  };
}

function sharedThread(): RuntimeThread {
  if (webgpuThread === undefined || webgpuThread.failed) webgpuThread = new RuntimeThread('webgpu');
  return webgpuThread;
}

async function release(thread: RuntimeThread, runtime: number): Promise<void> {
  await thread.release(runtime);
  if (thread !== webgpuThread) await thread.end();
}

/** A view of its own buffer: sending a view to the thread copies or transfers the whole buffer behind it. */
function wholeBuffer<T extends TensorData>(view: T): T {
  const whole = view.buffer instanceof ArrayBuffer && view.byteLength === view.buffer.byteLength;
  // Buffer.prototype.slice copies nothing, unlike that of typed arrays.
  return whole ? view : view instanceof Uint8Array ? (new Uint8Array(view) as T) : (view.slice() as T);
}

function wholeBuffers(values: TensorValues): TensorValues {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, { ...value, data: wholeBuffer(value.data) }]),
  );
}

function buffersOf(values: TensorValues): ArrayBuffer[] {
  return [...new Set(Object.values(values).map((value) => value.data.buffer as ArrayBuffer))];
}
