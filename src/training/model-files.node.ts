/**
 * The files of a trained model.
 */
import { basename, join, resolve } from 'node:path';
import { writeFileAtomically } from '../image/node.ts';
import type { HidingNetwork } from '../networks/architecture.ts';
import type { InferenceModels } from '../networks/inference.ts';
import type { ModelManifest } from '../networks/manifest.ts';
import { MANIFEST_FORMAT, modelFile } from '../networks/manifest.ts';

/**
 * Writes `hide.onnx`, `reveal.onnx` and `model.json`; the model is called as its folder is.
 *
 * @param training - how it was trained, for people.
 */
export async function writeModelFolder(
  folder: string,
  network: HidingNetwork,
  files: InferenceModels,
  training: Readonly<Record<string, unknown>>,
): Promise<ModelManifest> {
  const manifest: ModelManifest = {
    format: MANIFEST_FORMAT,
    name: basename(resolve(folder)),
    architecture: network.architecture,
    configuration: network.configuration,
    hide: await modelFile('hide.onnx', files.hide),
    reveal: await modelFile('reveal.onnx', files.reveal),
    training,
  };
  await writeFileAtomically(join(folder, 'hide.onnx'), files.hide);
  await writeFileAtomically(join(folder, 'reveal.onnx'), files.reveal);
  await writeFileAtomically(
    join(folder, 'model.json'),
    new TextEncoder().encode(`${JSON.stringify(manifest, undefined, 2)}\n`),
  );
  return manifest;
}
