/**
 * The weights of a trained model for other programs.
 */
import { coded } from '../../errors/coded.ts';
import { parameterCount } from '../../networks/parameters.ts';
import { createNetwork } from '../../networks/registry.ts';
import type { TrainingConfiguration } from '../configuration.ts';
import { readStartingPoint } from './starting-point.node.ts';
import { encodeWeightsFile } from './weights-file.ts';

/** Weights as a safetensors file. */
export interface ExportedWeights {
  /** Name of the model, or of the file, that they come from. */
  readonly name: string;
  /** The settings that they were trained with, and with which a training can start from them. */
  readonly configuration: TrainingConfiguration;
  /** Number of weights. */
  readonly count: number;
  /** A safetensors file: float32 tensors under the network's names, and the settings in the metadata. */
  readonly bytes: Uint8Array;
}

/**
 * The weights of a model as a safetensors file, which `train` can start from, and PyTorch and others can read.
 *
 * @param path - a model folder (`findModel` knows those that ship): its averaged weights, with 16 bits if stored that way. Or the
 *   `checkpoint.safetensors` of a training: its averaged weights with all their bits.
 * @throws Error `model-damaged`, `file-missing` or `file-unreadable` when it cannot be read; RangeError `weights-damaged`,
 *   `weights-mismatch` or `bad-configuration` when it is no model or checkpoint, or a damaged one.
 */
export async function exportWeights(path: string): Promise<ExportedWeights> {
  const { name, configuration, weightsFor } = await readStartingPoint(path);
  if (configuration === undefined) {
    throw coded(
      new RangeError(
        `Expected a model or the checkpoint of a training but ${path} does not name its network`,
      ),
      'bad-configuration',
    );
  }
  const network = createNetwork(configuration.architecture, configuration.network);
  const bytes = encodeWeightsFile(network, weightsFor(network), configuration);
  return { name, configuration, count: parameterCount(network.parameters), bytes };
}
