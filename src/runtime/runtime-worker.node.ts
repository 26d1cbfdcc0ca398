/**
 * The worker thread of the Node runtime: `session.run()` blocks the thread it is called on, so it is never called on the
 * caller's. Requests are answered in order.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { isCoded } from '../errors/coded.ts';
import { createCallQueue } from '../jobs/call-queue.ts';
import type { Engine } from './engine.node.ts';
import { loadEngine } from './engine.node.ts';
import type { LoadedModel } from './runtime.ts';
import { loadSession } from './session.ts';
import type { WorkerAnswer, WorkerMessage, WorkerRequest, WorkerSettings } from './thread-messages.ts';
import { BUSY, CLOSING } from './thread-messages.ts';

const { backend, flags } = workerData as WorkerSettings;
const models = new Map<number, { readonly runtime: number; readonly loaded: LoadedModel }>();
const ended = new Set<number>();
const inOrder = createCallQueue();
let engine: Promise<Engine> | undefined;

async function answer(request: WorkerRequest): Promise<Omit<WorkerAnswer, 'id'>> {
  if (request.kind === 'end') {
    for (const [number, { runtime, loaded }] of models) {
      if (runtime !== request.runtime) continue;
      models.delete(number);
      await loaded.dispose();
    }
    return {};
  }
  if (ended.has(request.runtime)) throw new Error('The runtime was disposed of');
  if (request.kind === 'load') {
    const { bytes, options } = request;
    // Loaded here, while the thread counts as busy: a process that ends while the library loads is aborted by it.
    engine ??= loadEngine(backend, options.threads);
    const { ort, ...used } = await engine;
    const loaded = await loadSession(ort, used.backend, bytes, options);
    models.set(request.model, { runtime: request.runtime, loaded });
    return { used };
  }
  const model = models.get(request.model)?.loaded;
  if (model === undefined) throw new Error('The model was disposed of');
  switch (request.kind) {
    case 'run':
      return { values: await model.run(request.feeds) };
    case 'writeState':
      await model.writeState(request.values);
      return {};
    case 'readState':
      return { values: await model.readState() };
    case 'dispose':
      models.delete(request.model);
      await model.dispose();
      return {};
  }
}

parentPort?.on('message', (message: WorkerMessage) => {
  // Noted at once, not in turn: requests waiting before it must be skipped.
  if (message.kind === 'end') ended.add(message.runtime);
  inOrder(async () => {
    Atomics.store(flags, BUSY, 1);
    try {
      if (Atomics.load(flags, CLOSING) === 1) return;
      // Results are copied, not transferred: their memory may belong to the runtime.
      const answered = await answer(message);
      parentPort?.postMessage({ ...answered, id: message.id } satisfies WorkerAnswer);
    } catch (error) {
      const { name, message: text } = error instanceof Error ? error : new Error(String(error));
      const code = isCoded(error) ? { code: error.code, details: error.details } : {};
      parentPort?.postMessage({
        id: message.id,
        error: { name, message: text, ...code },
      } satisfies WorkerAnswer);
    } finally {
      Atomics.store(flags, BUSY, 0);
      Atomics.notify(flags, BUSY);
    }
  });
});
