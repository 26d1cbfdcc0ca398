/**
 * Reads the files of a model folder, whole and checked.
 */
import { coded } from '../errors/coded.ts';
import { sha256 } from '../keys/webcrypto.ts';
import type { ModelFile, ModelManifest } from './manifest.ts';
import { withWeights } from './shared-weights.ts';

/** Gives the bytes of a file of a model folder. */
export type ReadModelFile = (name: string) => Promise<Uint8Array>;

/** The files that a model consists of, apart from `model.json`. */
export function modelFiles({ hide, reveal, weights }: ModelManifest): ModelFile[] {
  return weights === undefined ? [hide, reveal] : [hide, reveal, weights];
}

/**
 * One of the two networks of a model as an ONNX model with its weights inside.
 *
 * @param direction - what the network does.
 * @param readFile - is asked for each file that the network needs.
 * @throws Error `model-damaged` for a file that is not the one that the manifest describes.
 */
export async function readNetwork(
  manifest: ModelManifest,
  direction: 'hide' | 'reveal',
  readFile: ReadModelFile,
): Promise<Uint8Array> {
  const whole = async (entry: ModelFile): Promise<Uint8Array> => {
    const bytes = await readFile(entry.file);
    if ((await sha256(bytes)) === entry.sha256) return bytes;
    throw damaged(manifest, `${entry.file} is not the file that its model.json describes`);
  };
  const network = await whole(manifest[direction]);
  if (manifest.weights === undefined) return network;
  const weights = await whole(manifest.weights);
  try {
    return withWeights(network, manifest.weights.file, weights);
  } catch (error) {
    throw damaged(manifest, `${manifest[direction].file}: ${error instanceof Error ? error.message : error}`);
  }
}

function damaged({ name }: ModelManifest, reason: string): Error {
  return coded(new Error(`The model ${name} is damaged: ${reason}`), 'model-damaged');
}
