/**
 * The messages between the Node runtime and its worker thread.
 */
import type { ErrorCode, ErrorDetails } from '../errors/coded.ts';
import type { Engine } from './engine.node.ts';
import type { LoadOptions, TensorValues } from './runtime.ts';

/** Place of the flag that is 1 while the thread carries out a request. */
export const BUSY = 0;
/** Place of the flag that is 1 once the process is about to end; no more requests are carried out. */
export const CLOSING = 1;

export interface WorkerSettings {
  readonly backend: 'cpu' | 'webgpu';
  /** Shared memory with the flags at `BUSY` and `CLOSING`. */
  readonly flags: Int32Array;
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
  /** Frees all models of the runtime; its waiting requests are dropped. */
  | { readonly kind: 'end' }
);

export type WorkerMessage = WorkerRequest & { readonly id: number };

/** The description of an engine outside its thread. */
export type UsedEngine = Omit<Engine, 'ort'>;

export interface WorkerAnswer {
  readonly id: number;
  readonly values?: TensorValues;
  /** Answer to `load`: the runtime that does the work. */
  readonly used?: UsedEngine;
  readonly error?: {
    readonly name: string;
    readonly message: string;
    readonly code?: ErrorCode;
    readonly details?: ErrorDetails;
  };
}
