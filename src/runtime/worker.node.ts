/**
 * The worker thread of the Node runtime: `session.run()` blocks the thread it is called on, so it is never called on the
 * caller's. Requests are answered in order.
 */
import { parentPort, workerData } from 'node:worker_threads';
import * as ort from 'onnxruntime-node';
import type { Backend, LoadedModel, LoadOptions, TensorValues } from './runtime.ts';
import type { OnnxRuntime } from './session.ts';
import { loadSession } from './session.ts';

export interface WorkerSettings {
  readonly backend: Backend;
  readonly threads?: number;
}

export type WorkerRequest =
  | {
      readonly kind: 'load';
      readonly model: number;
      readonly bytes: Uint8Array;
      readonly options: LoadOptions;
    }
  | { readonly kind: 'run'; readonly model: number; readonly feeds: TensorValues }
  | { readonly kind: 'writeState'; readonly model: number; readonly values: TensorValues }
  | { readonly kind: 'readState'; readonly model: number }
  | { readonly kind: 'dispose'; readonly model: number };

export type WorkerMessage = WorkerRequest & { readonly id: number };

export interface WorkerAnswer {
  readonly id: number;
  readonly values?: TensorValues;
  readonly error?: string;
}

const settings = workerData as WorkerSettings;
const models = new Map<number, LoadedModel>();

async function answer(request: WorkerRequest): Promise<TensorValues | undefined> {
  if (request.kind === 'load') {
    const options = {
      ...request.options,
      ...(settings.threads === undefined ? {} : { threads: settings.threads }),
    };
    const runtime = ort as unknown as OnnxRuntime;
    models.set(request.model, await loadSession(runtime, settings.backend, request.bytes, options));
    return undefined;
  }
  const model = models.get(request.model);
  if (model === undefined) throw new Error('Expected a loaded model but it was disposed of');
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

let previous: Promise<void> = Promise.resolve();
parentPort?.on('message', (message: WorkerMessage) => {
  previous = previous.then(async () => {
    try {
      const values = await answer(message);
      // Results are copied, not transferred: their memory may belong to the runtime.
      parentPort?.postMessage({
        id: message.id,
        ...(values === undefined ? {} : { values }),
      } satisfies WorkerAnswer);
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      parentPort?.postMessage({ id: message.id, error: text } satisfies WorkerAnswer);
    }
  });
});
