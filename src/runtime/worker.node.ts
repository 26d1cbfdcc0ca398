/**
 * The worker thread of the Node runtime: `session.run()` blocks the thread it is called on, so it is never called on the
 * caller's. Requests are answered in order.
 */
import { parentPort, workerData } from 'node:worker_threads';
import * as ort from 'onnxruntime-node';
import { createCallQueue } from './call-queue.ts';
import type { Backend, LoadedModel, LoadOptions, TensorValues } from './runtime.ts';
import type { OnnxRuntime } from './session.ts';
import { loadSession } from './session.ts';

export interface WorkerSettings {
  readonly backend: Backend;
  /** One number: 1 while a request is carried out, else 0. The parent waits for 0 before the process ends. */
  readonly busy: Int32Array;
}

/** A request of a runtime; several runtimes may share the thread. Models and runtimes are numbered by the parent. */
export type WorkerRequest = { readonly runtime: number } & (
  | {
      readonly kind: 'load';
      readonly model: number;
      readonly bytes: Uint8Array;
      readonly options: LoadOptions & { readonly threads?: number };
    }
  | { readonly kind: 'run'; readonly model: number; readonly feeds: TensorValues }
  | { readonly kind: 'writeState'; readonly model: number; readonly values: TensorValues }
  | { readonly kind: 'readState'; readonly model: number }
  | { readonly kind: 'dispose'; readonly model: number }
  /** Frees all models of the runtime; its requests that are still waiting are not carried out. */
  | { readonly kind: 'end' }
);

export type WorkerMessage = WorkerRequest & { readonly id: number };

export interface WorkerAnswer {
  readonly id: number;
  readonly values?: TensorValues;
  readonly error?: { readonly name: string; readonly message: string };
}

const { backend, busy } = workerData as WorkerSettings;
const models = new Map<number, { readonly runtime: number; readonly loaded: LoadedModel }>();
const ended = new Set<number>();
const inOrder = createCallQueue();

async function answer(request: WorkerRequest): Promise<TensorValues | undefined> {
  if (request.kind === 'end') {
    for (const [number, { runtime, loaded }] of models) {
      if (runtime !== request.runtime) continue;
      models.delete(number);
      await loaded.dispose();
    }
    return undefined;
  }
  if (ended.has(request.runtime)) throw new Error('The runtime was disposed of');
  if (request.kind === 'load') {
    const { bytes, options } = request;
    const loaded = await loadSession(ort as unknown as OnnxRuntime, backend, bytes, options);
    models.set(request.model, { runtime: request.runtime, loaded });
    return undefined;
  }
  const model = models.get(request.model)?.loaded;
  if (model === undefined) throw new Error('The model was disposed of');
  switch (request.kind) {
    case 'run':
      return model.run(request.feeds);
    case 'writeState':
      await model.writeState(request.values);
      return undefined;
    case 'readState':
      return model.readState();
    case 'dispose':
      models.delete(request.model);
      await model.dispose();
      return undefined;
  }
}

parentPort?.on('message', (message: WorkerMessage) => {
  // Noted at once, not when its turn comes: what is waiting before it is to be passed over.
  if (message.kind === 'end') ended.add(message.runtime);
  inOrder(async () => {
    Atomics.store(busy, 0, 1);
    try {
      const values = await answer(message);
      // Results are copied, not transferred: their memory may belong to the runtime.
      parentPort?.postMessage({
        id: message.id,
        ...(values === undefined ? {} : { values }),
      } satisfies WorkerAnswer);
    } catch (error) {
      const { name, message: text } = error instanceof Error ? error : new Error(String(error));
      parentPort?.postMessage({ id: message.id, error: { name, message: text } } satisfies WorkerAnswer);
    } finally {
      Atomics.store(busy, 0, 0);
      Atomics.notify(busy, 0);
    }
  });
});
