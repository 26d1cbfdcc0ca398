/**
 * The runtime in Node: ONNX Runtime's native CPU and WebGPU providers, in a worker thread.
 */
import { Worker } from 'node:worker_threads';
import type { Backend, LoadedModel, LoadOptions, Runtime, TensorValues } from './runtime.ts';
import type { WorkerAnswer, WorkerMessage, WorkerRequest, WorkerSettings } from './worker.node.ts';

export interface NodeRuntimeOptions {
  /** `cpu` (default) or `webgpu`. */
  readonly backend?: Extract<Backend, 'cpu' | 'webgpu'>;
  /** Threads inside an operator; ONNX Runtime's choice (one a core) when left out. */
  readonly threads?: number;
}

/** Starts the runtime's worker thread. The caller's event loop stays free, and `dispose` ends the thread. */
export function createNodeRuntime(options: NodeRuntimeOptions = {}): Runtime {
  const backend = options.backend ?? 'cpu';
  const settings: WorkerSettings = {
    backend,
    ...(options.threads === undefined ? {} : { threads: options.threads }),
  };
  const worker = new Worker(new URL('./worker.node.js', import.meta.url), { workerData: settings });
  worker.unref();
  const waiting = new Map<number, { resolve(values: TensorValues): void; reject(error: Error): void }>();
  let failure: Error | undefined;
  let requests = 0;
  let models = 0;

  const fail = (error: Error): void => {
    failure ??= error;
    for (const { reject } of waiting.values()) reject(failure);
    waiting.clear();
    worker.unref();
  };
  worker.on('message', (answer: WorkerAnswer) => {
    const request = waiting.get(answer.id);
    waiting.delete(answer.id);
    // The thread keeps the process alive only while somebody waits for it.
    if (waiting.size === 0) worker.unref();
    if (answer.error === undefined) request?.resolve(answer.values ?? {});
    else request?.reject(new Error(answer.error));
  });
  worker.on('error', (error) => fail(error instanceof Error ? error : new Error(String(error))));
  worker.on('exit', (code) => fail(new Error(`The runtime's thread ended (exit code ${code})`)));

  const ask = (request: WorkerRequest, transfer: readonly ArrayBuffer[] = []): Promise<TensorValues> => {
    if (failure !== undefined) return Promise.reject(failure);
    requests += 1;
    const id = requests;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      worker.ref();
      worker.postMessage({ ...request, id } satisfies WorkerMessage, transfer);
    });
  };

  return {
    backend,
    async load(bytes: Uint8Array, loadOptions: LoadOptions = {}): Promise<LoadedModel> {
      models += 1;
      const model = models;
      await ask({ kind: 'load', model, bytes, options: loadOptions });
      return {
        run: (feeds, { transfer = false } = {}) =>
          ask({ kind: 'run', model, feeds }, transfer ? buffersOf(feeds) : []),
        async writeState(values) {
          await ask({ kind: 'writeState', model, values });
        },
        readState: () => ask({ kind: 'readState', model }),
        async dispose() {
          await ask({ kind: 'dispose', model });
        },
      };
    },
    async dispose() {
      await worker.terminate();
    },
  };
}

function buffersOf(values: TensorValues): ArrayBuffer[] {
  return [...new Set(Object.values(values).map((value) => value.data.buffer as ArrayBuffer))];
}
