/**
 * A model folder that is ready to work: the two networks on a runtime, loaded when they are first needed.
 */

import { coded } from '../../errors/coded.ts';
import type { HidingNetwork } from '../../networks/architecture.ts';
import type { ModelManifest } from '../../networks/manifest.ts';
import { modelId } from '../../networks/manifest.ts';
import type { ReadModelFile } from '../../networks/model-files.ts';
import { readNetwork } from '../../networks/model-files.ts';
import { createNetwork } from '../../networks/registry.ts';
import { decodeModel } from '../../onnx/decode.ts';
import { encodeModel } from '../../onnx/encode.ts';
import { fixInput } from '../../onnx/fix-input.ts';
import type { LoadedModel, Runtime, TensorValue } from '../../runtime/runtime.ts';
import { float32 } from '../../runtime/runtime.ts';

/** A trained pair of networks. Dispose of it when it is no longer needed. */
export interface DeepModel {
  /** What its `model.json` says. */
  readonly manifest: ModelManifest;
  /** Eight bytes that identify the weights. */
  readonly id: Uint8Array;
  /** The architecture of its two networks, with its settings. */
  readonly network: HidingNetwork;
  /**
   * The network that makes containers.
   *
   * @param conditions - the values of `NETWORK_CONDITIONS` that steer it; left out for a network that has
   *   none.
   */
  hide(conditions?: readonly number[]): Promise<LoadedModel>;
  /**
   * The network that reveals secrets, in the same way.
   *
   * @param conditions - those that the secret was hidden with.
   */
  reveal(conditions?: readonly number[]): Promise<LoadedModel>;
  /** Gives back the memory of the networks that were loaded. */
  dispose(): Promise<void>;
}

/**
 * The model of a manifest.
 *
 * @param manifest - as `parseManifest` gives it.
 * @param readFile - gives the bytes of a file of the model folder.
 * @param runtime - stays the caller's.
 * @throws Error, by its `hide` and `reveal`, for a file that is not the one that the manifest describes; RangeError or
 *   TypeError when the architecture or its configuration is unknown.
 */
export async function createDeepModel(
  manifest: ModelManifest,
  readFile: ReadModelFile,
  runtime: Runtime,
): Promise<DeepModel> {
  const loaded = new Map<string, Promise<LoadedModel>>();
  const load = (direction: 'hide' | 'reveal', conditions: readonly number[] = []): Promise<LoadedModel> => {
    const key = `${direction} ${conditions}`;
    let model = loaded.get(key);
    if (model === undefined) {
      model = readNetwork(manifest, direction, readFile).then((bytes) => {
        if (conditions.length === 0) return runtime.load(bytes);
        // As constants they merge with the biases and cost nothing at run time.
        const values = float32(Float32Array.from(conditions), [1, conditions.length]);
        return runtime.load(withConditions(bytes, values, `${manifest.name}: ${manifest[direction].file}`));
      });
      loaded.set(key, model);
    }
    return model;
  };
  return {
    manifest,
    id: await modelId(manifest),
    network: createNetwork(manifest.architecture, manifest.configuration),
    hide: (conditions) => load('hide', conditions),
    reveal: (conditions) => load('reveal', conditions),
    async dispose() {
      const models = await Promise.allSettled(loaded.values());
      loaded.clear();
      for (const model of models) if (model.status === 'fulfilled') await model.value.dispose();
    },
  };
}

/** @throws Error when the bytes are no model that takes conditions. */
function withConditions(bytes: Uint8Array, values: TensorValue, what: string): Uint8Array {
  try {
    return encodeModel(fixInput(decodeModel(bytes), 'conditions', values));
  } catch (error) {
    const reason = error instanceof Error ? error.message : error;
    throw coded(
      new Error(`Expected an ONNX model that takes conditions for ${what} but it cannot be used: ${reason}`),
      'model-damaged',
    );
  }
}

/** Whether two model ids are equal. */
export function sameId(a: Uint8Array, b: Uint8Array): boolean {
  return hexadecimal(a) === hexadecimal(b);
}

/** Bytes as hexadecimal digits. */
export function hexadecimal(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
