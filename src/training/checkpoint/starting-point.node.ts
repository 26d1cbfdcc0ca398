/**
 * What a training can start from besides random weights: a model folder, or a safetensors file of any program.
 */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { coded } from '../../errors/coded.ts';
import type { HidingNetwork } from '../../networks/architecture.ts';
import type { Weights } from '../../networks/parameters.ts';
import type { TrainingConfiguration } from '../configuration.ts';
import { readTrainedModel, trainedConfiguration } from './model-files.node.ts';
import { readWeightsFile, weightsIn } from './weights-file.ts';

/** Weights to start from. */
export interface StartingPoint {
  /** Name of the model, or of the file. */
  readonly name: string;
  /** The settings that they were trained with, where they are known. */
  readonly configuration: TrainingConfiguration | undefined;
  /**
   * The weights, for a network.
   *
   * @throws RangeError when they are another network's, or not finite.
   */
  weightsFor(network: HidingNetwork): Weights;
}

const WEIGHTS_FILE = /\.safetensors$/i;

/** Whether a name is that of a file of weights, and not of a model. */
export function isWeightsFile(name: string): boolean {
  return WEIGHTS_FILE.test(name);
}

/**
 * The weights in a safetensors file, whose name ends so, or in a model folder.
 *
 * @throws Error `model-damaged` when the folder holds no model, or it is damaged; Error `file-missing` or `file-unreadable` when the file
 *   cannot be read; RangeError `weights-damaged` or `bad-configuration` when it cannot be used.
 */
export async function readStartingPoint(path: string): Promise<StartingPoint> {
  return isWeightsFile(path) ? readFileOfWeights(path) : readModel(path);
}

async function readModel(folder: string): Promise<StartingPoint> {
  const { manifest, network: own, weights } = await readTrainedModel(folder);
  return {
    name: manifest.name,
    configuration: trainedConfiguration(manifest),
    weightsFor(network) {
      if (isDeepStrictEqual(describe(network), describe(own))) return weights;
      throw coded(
        new RangeError(
          `Expected the network of ${manifest.name}, ${describe(own)}, to start from it, but received ${describe(network)}`,
        ),
        'bad-configuration',
      );
    },
  };
}

async function readFileOfWeights(path: string): Promise<StartingPoint> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw coded(
      new Error(`Expected a file of weights but received ${path} (${error.code})`),
      error.code === 'ENOENT' ? 'file-missing' : 'file-unreadable',
    );
  });
  const file = readWeightsFile(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length));
  return {
    name: basename(path),
    configuration: file.configuration,
    weightsFor: (network) => weightsIn(file, network),
  };
}

/** A readable description of a network, equal for equal networks. */
function describe({ architecture, configuration }: HidingNetwork): string {
  return `${architecture} ${JSON.stringify(configuration)}`;
}
