/**
 * The parent's side of the runtime's worker thread: requests out, answers in.
 *
 * Two properties of the native library shape it. Ending a thread while a model runs ends the process ("terminate called
 * after throwing an instance of 'Napi::Error'", onnxruntime-node 1.30), so a thread is only ended when it is idle. And
 * WebGPU calls from two threads of a process crash it, so all WebGPU runtimes share one thread.
 */
import { SHARE_ENV, Worker } from 'node:worker_threads';
import { coded } from '../errors/coded.ts';
import { noteFallback } from './fallback-note.node.ts';
import type { Backend, TensorValues } from './runtime.ts';
import type {
  UsedEngine,
  WorkerAnswer,
  WorkerMessage,
  WorkerRequest,
  WorkerSettings,
} from './thread-messages.ts';
import { BUSY, CLOSING } from './thread-messages.ts';

interface Waiting {
  readonly runtime: number;
  resolve(values: TensorValues): void;
  reject(error: Error): void;
}

/** Longest wait for a running model when the process ends, in milliseconds. */
const EXIT_PATIENCE = 60_000;

/** The threads that are alive. */
const threads = new Set<RuntimeThread>();

function waitForThreads(): void {
  for (const thread of threads) thread.waitUntilIdle();
}

export class RuntimeThread {
  private readonly worker: Worker;
  private readonly flags = new Int32Array(new SharedArrayBuffer(8));
  private readonly waiting = new Map<number, Waiting>();
  private requests = 0;
  private failure: Error | undefined;
  private readonly asked: 'cpu' | 'webgpu';
  private used: UsedEngine | undefined;

  constructor(asked: 'cpu' | 'webgpu') {
    this.asked = asked;
    const settings: WorkerSettings = { backend: asked, flags: this.flags };
    this.worker = new Worker(new URL('./runtime-worker.node.js', import.meta.url), {
      workerData: settings,
      // Flags of the parent, such as --input-type, would be refused for a file.
      execArgv: [],
      // What the thread sets there reaches the environment of the process, as far as this thread's does (native.node.ts).
      env: SHARE_ENV,
    });
    this.worker.on('message', (answer: WorkerAnswer) => this.settle(answer));
    this.worker.on('messageerror', (error) => this.fail(error));
    this.worker.on('error', (error) => this.fail(error instanceof Error ? error : new Error(String(error))));
    this.worker.on('exit', (code) => this.fail(new Error(`The runtime's thread ended (exit code ${code})`)));
    // After the listeners, because listening for messages keeps the process alive.
    this.worker.unref();
    if (threads.size === 0) process.on('exit', waitForThreads);
    threads.add(this);
  }

  /** True when the thread is gone and takes no more requests. */
  get failed(): boolean {
    return this.failure !== undefined;
  }

  /** Where models run: the requested backend until the first one is loaded. */
  get backend(): Backend {
    return this.used?.backend ?? this.asked;
  }

  /** Sends a request; what it holds is copied at once, except for the buffers to transfer. */
  ask(request: WorkerRequest, transfer: readonly ArrayBuffer[] = []): Promise<TensorValues> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    this.requests += 1;
    const id = this.requests;
    return new Promise((resolve, reject) => {
      // Throws, and so rejects, when a buffer was handed over before.
      this.worker.postMessage({ ...request, id } satisfies WorkerMessage, transfer);
      this.waiting.set(id, { runtime: request.runtime, resolve, reject });
      this.worker.ref();
    });
  }

  /** Rejects a runtime's waiting requests, and frees its models after the present run. */
  async release(runtime: number): Promise<void> {
    for (const [id, waiting] of this.waiting) {
      if (waiting.runtime !== runtime) continue;
      this.waiting.delete(id);
      waiting.reject(new Error('The runtime was disposed of'));
    }
    if (this.failure === undefined) await this.ask({ kind: 'end', runtime });
  }

  /** Ends the thread, which must be idle. */
  async end(): Promise<void> {
    this.fail(new Error('The runtime was disposed of'));
    await this.worker.terminate();
  }

  /** Blocks until no model runs, and prevents new runs. */
  waitUntilIdle(): void {
    Atomics.store(this.flags, CLOSING, 1);
    Atomics.wait(this.flags, BUSY, 1, EXIT_PATIENCE);
  }

  private settle(answer: WorkerAnswer): void {
    const waiting = this.waiting.get(answer.id);
    this.waiting.delete(answer.id);
    if (answer.used !== undefined) this.learn(answer.used);
    // The thread keeps the process alive only while a request is waiting.
    if (this.waiting.size === 0) this.worker.unref();
    if (answer.error === undefined) waiting?.resolve(answer.values ?? {});
    else waiting?.reject(errorOf(answer.error));
  }

  private learn(used: UsedEngine): void {
    this.used = used;
    if (used.fallback !== undefined) noteFallback(used.fallback);
  }

  private fail(error: Error): void {
    this.failure ??= error;
    for (const { reject } of this.waiting.values()) reject(this.failure);
    this.waiting.clear();
    this.worker.unref();
    threads.delete(this);
    if (threads.size === 0) process.off('exit', waitForThreads);
  }
}

function errorOf({ name, message, code, details }: NonNullable<WorkerAnswer['error']>): Error {
  const kind = name === 'RangeError' ? RangeError : name === 'TypeError' ? TypeError : Error;
  const error = new kind(message);
  return code === undefined ? error : coded(error, code, details);
}
