/**
 * The files of a trained model.
 */
import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { coded } from '../../errors/coded.ts';
import type { WeightPrecision } from '../../graph/lower.ts';
import { writeFileAtomically } from '../../image/picture-files.node.ts';
import type { HidingNetwork } from '../../networks/architecture.ts';
import type { ModelManifest } from '../../networks/manifest.ts';
import { MANIFEST_FORMAT, modelFile, parseManifest } from '../../networks/manifest.ts';
import { readNetwork } from '../../networks/model-files.ts';
import type { Weights } from '../../networks/parameters.ts';
import { createNetwork } from '../../networks/registry.ts';
import type { RevealSensitivity } from '../../networks/rounding/shaped-rounding.ts';
import { sharedFiles } from '../../networks/shared-weights.ts';
import { storedWeights } from '../../networks/stored-weights.ts';
import type { TrainingConfiguration } from '../configuration.ts';
import { trainingConfiguration } from '../configuration.ts';

/** Stands for the matrix while the rest of `model.json` is laid out. */
const MATRIX = 'the matrix';

/** A model to start from. */
export interface TrainedModel {
  readonly manifest: ModelManifest;
  readonly network: HidingNetwork;
  /** Weights as in its files, so with 16 bits if stored that way. */
  readonly weights: Weights;
}

/** Name of the file of the weights in a model folder. */
export const WEIGHTS_FILE = 'weights.safetensors';

/**
 * Writes `hide.onnx`, `reveal.onnx`, `weights.safetensors` and `model.json`; the model is named after its folder.
 *
 * @param precision - how the weights are stored.
 * @param training - how it was trained, for people.
 * @param sensitivity - for the rounding of its containers, if it was measured.
 */
export async function writeModelFolder(
  folder: string,
  network: HidingNetwork,
  weights: Weights,
  precision: WeightPrecision,
  training: Readonly<Record<string, unknown>>,
  sensitivity?: RevealSensitivity,
): Promise<ModelManifest> {
  const files = sharedFiles(network, weights, precision, WEIGHTS_FILE);
  const manifest: ModelManifest = {
    format: MANIFEST_FORMAT,
    name: basename(resolve(folder)),
    architecture: network.architecture,
    configuration: network.configuration,
    hide: await modelFile('hide.onnx', files.hide),
    reveal: await modelFile('reveal.onnx', files.reveal),
    weights: await modelFile(WEIGHTS_FILE, files.weights),
    ...(sensitivity === undefined ? {} : { sensitivity }),
    training,
  };
  await writeFileAtomically(join(folder, 'hide.onnx'), files.hide);
  await writeFileAtomically(join(folder, 'reveal.onnx'), files.reveal);
  await writeFileAtomically(join(folder, WEIGHTS_FILE), files.weights);
  await writeManifest(folder, manifest);
  return manifest;
}

/** Writes a model folder's `model.json`, the many numbers of its matrix on one line. */
export async function writeManifest(folder: string, manifest: ModelManifest): Promise<void> {
  const matrix = JSON.stringify(manifest.sensitivity?.matrix);
  const text = JSON.stringify(manifest, (key, value) => (key === 'matrix' ? MATRIX : value), 2);
  const whole = matrix === undefined ? text : text.replace(JSON.stringify(MATRIX), matrix);
  await writeFileAtomically(join(folder, 'model.json'), new TextEncoder().encode(`${whole}\n`));
}

/**
 * The model of a folder, for a training that starts from it.
 *
 * @throws Error when the folder holds none, or it is damaged.
 */
export async function readTrainedModel(folder: string): Promise<TrainedModel> {
  const read = async (file: string): Promise<Uint8Array> =>
    new Uint8Array(
      await readFile(join(folder, file)).catch((error: NodeJS.ErrnoException) => {
        throw coded(new Error(`${file} cannot be read (${error.code})`), 'model-damaged');
      }),
    );
  try {
    const manifest = parseManifest(new TextDecoder().decode(await read('model.json')));
    const network = createNetwork(manifest.architecture, manifest.configuration);
    const hide = await readNetwork(manifest, 'hide', read);
    const reveal = await readNetwork(manifest, 'reveal', read);
    return { manifest, network, weights: storedWeights(network, { hide, reveal }) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : error;
    throw coded(new Error(`The model in ${folder} cannot be started from: ${reason}`), 'model-damaged');
  }
}

/**
 * The settings that a model was trained with, from its `model.json`; if it has none, the defaults for its network.
 *
 * @throws TypeError or RangeError when this version does not know them.
 */
export function trainedConfiguration({
  architecture,
  configuration,
  training,
}: ModelManifest): TrainingConfiguration {
  const network = { architecture, network: configuration };
  return trainingConfiguration({ ...Object(training.configuration), ...network });
}
