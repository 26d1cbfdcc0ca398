/**
 * Runs ONNX models: one small interface for every machine, implemented by `node.ts` and `browser.ts`.
 */
import type { ElementTypeName } from '../onnx/model.ts';

/** Where models run. `cpu` is native code in Node; `wasm` the same operators in a browser, or in Node without native code; `webgpu` both. */
export type Backend = 'cpu' | 'wasm' | 'webgpu';

export type TensorData = Float32Array | Int32Array | Uint8Array | BigInt64Array;

/** A tensor's values, row-major. Bool elements are bytes of 0 or 1. */
export interface TensorValue {
  readonly type: ElementTypeName;
  readonly dims: readonly number[];
  readonly data: TensorData;
}

export type TensorValues = Readonly<Record<string, TensorValue>>;

export interface LoadOptions {
  /**
   * Values that stay on the device from one run to the next, as input name -> the output that becomes its next value.
   * They are set by `writeState`, are neither fed nor returned by `run`, and are read by `readState`.
   */
  readonly state?: Readonly<Record<string, string>>;
  /** Refuses to load a model if the backend would run a part of it elsewhere (default true for `webgpu`). */
  readonly strict?: boolean;
}

/** A model that is ready to run. Runs are carried out one after another in the order of the calls. */
export interface LoadedModel {
  /**
   * Runs the model once. If `transfer` is true, the feeds' buffers are transferred and the caller must not use them
   * again.
   *
   * @param feeds - inputs that are not state, by name.
   * @param options - `transfer`: whether the feeds' buffers are handed over; false when left out.
   * @returns the outputs that are not state, by name.
   * @throws RangeError or TypeError when a feed is missing, is not asked for, or has the wrong shape or type; Error when
   *   the model was disposed of, its state was not written, or the device fails. After an error the state is as before.
   */
  run(feeds: TensorValues, options?: { readonly transfer?: boolean }): Promise<TensorValues>;
  /**
   * Sets all of the state, as input name -> value.
   *
   * @param values - one for each input that is state, by name.
   * @throws as `run` does.
   */
  writeState(values: TensorValues): Promise<void>;
  /** The state after the last run, as input name -> value. @throws Error when it was not written. */
  readState(): Promise<TensorValues>;
  /** Frees the model after the requested runs are finished. A second call does nothing. */
  dispose(): Promise<void>;
}

/** A device with models on it. */
export interface Runtime {
  /** Known for certain once a model is loaded. */
  readonly backend: Backend;
  /**
   * Makes a model ready.
   *
   * @param model - the bytes of an `.onnx` file.
   * @throws Error when the bytes are no model, or the backend cannot run it.
   */
  load(model: Uint8Array, options?: LoadOptions): Promise<LoadedModel>;
  /**
   * Frees all models, and the device. Pending requests are rejected; a run under way finishes first. A second call
   * does nothing.
   */
  dispose(): Promise<void>;
}

/**
 * A float32 tensor over the given values, which are not copied.
 *
 * @param data - row-major, as many as the product of `dims`.
 * @param dims - the shape; empty for a scalar.
 */
export function float32(data: Float32Array, dims: readonly number[]): TensorValue {
  return { type: 'float32', dims, data };
}
