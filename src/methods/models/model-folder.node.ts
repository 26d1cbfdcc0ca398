/**
 * Finds and opens models in Node, those of the package and other folders, and matches them to a frame.
 */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { coded } from '../../errors/coded.ts';
import type { ModelManifest } from '../../networks/manifest.ts';
import { modelId, parseManifest } from '../../networks/manifest.ts';
import { createNodeRuntime } from '../../runtime/node-runtime.node.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { DEFAULT_MODEL } from './default-model.ts';
import type { DeepModel } from './model.ts';
import { createDeepModel, hexadecimal, sameId } from './model.ts';

/** The models that come with the package. */
const SHIPPED_MODELS = fileURLToPath(new URL('../../../../models', import.meta.url));

/** Where a model runs. */
export interface OpenModelOptions {
  /** `cpu` by default. */
  readonly device?: 'cpu' | 'webgpu' | undefined;
  /** Threads inside an operator; by default one for each core. */
  readonly threads?: number | undefined;
}

/** A model on its own runtime; `dispose` ends both. */
export interface OpenModel extends DeepModel {
  /** The folder of its files. */
  readonly folder: string;
}

/** A model folder that was found. */
export interface FoundModel {
  /** Path of the folder. */
  readonly folder: string;
  /** What its `model.json` says. */
  readonly manifest: ModelManifest;
  /** Eight bytes that stand for the weights. */
  readonly id: Uint8Array;
}

/** The model folders that come with the package, by name. */
export async function shippedModels(): Promise<FoundModel[]> {
  const names = await readdir(SHIPPED_MODELS).catch(() => []);
  const folders = names.sort().filter((name) => existsSync(join(SHIPPED_MODELS, name, 'model.json')));
  return Promise.all(folders.map((name) => readModelFolder(join(SHIPPED_MODELS, name))));
}

/**
 * The model folder of a name: one that comes with the package, or a path.
 *
 * @param name - such as `invertible`, or the path of a folder.
 * @throws Error when there is none, or its `model.json` cannot be read.
 */
export async function findModel(name: string): Promise<FoundModel> {
  const shipped = join(SHIPPED_MODELS, name);
  for (const folder of /^[\w-]+$/.test(name) ? [shipped, resolve(name)] : [resolve(name)]) {
    if (existsSync(join(folder, 'model.json'))) return readModelFolder(folder);
  }
  const known = (await shippedModels()).map(({ manifest }) => manifest.name);
  throw coded(
    new Error(`Expected one of ${known.join(', ')} or a model folder for the model but received ${name}`),
    'model-missing',
    { received: name, known },
  );
}

/**
 * Opens a model by name or folder, on its own runtime.
 *
 * @param name - a model that comes with the package, or the path of a folder.
 * @throws Error as `findModel`. Damaged files are found when they are first used.
 */
export async function openModel(
  name: string = DEFAULT_MODEL,
  options: OpenModelOptions = {},
): Promise<OpenModel> {
  const found = await findModel(name);
  const runtime = createNodeRuntime({
    ...(options.device === undefined ? {} : { backend: options.device }),
    ...(options.threads === undefined ? {} : { threads: options.threads }),
  });
  return openOn(found, runtime);
}

async function readModelFolder(folder: string): Promise<FoundModel> {
  const path = join(folder, 'model.json');
  try {
    const manifest = parseManifest(await readFile(path, 'utf8'));
    return { folder, manifest, id: await modelId(manifest) };
  } catch (error) {
    throw coded(
      new Error(`The model in ${folder} cannot be used: ${error instanceof Error ? error.message : error}`),
      'model-damaged',
    );
  }
}

/** The model of a folder on a runtime, which its `dispose` ends too. */
export async function openOn(found: FoundModel, runtime: Runtime): Promise<OpenModel> {
  const readModelFile = async (file: string): Promise<Uint8Array> => {
    try {
      return new Uint8Array(await readFile(join(found.folder, file)));
    } catch (error) {
      const reason = (error as NodeJS.ErrnoException).code;
      throw coded(
        new Error(`The model ${found.manifest.name} is damaged: ${file} cannot be read (${reason})`),
        'model-damaged',
      );
    }
  };
  const model = await createDeepModel(found.manifest, readModelFile, runtime).catch(async (error: Error) => {
    await runtime.dispose();
    throw coded(new Error(`The model in ${found.folder} cannot be used: ${error.message}`), 'model-damaged');
  });
  return {
    ...model,
    folder: found.folder,
    async dispose() {
      await model.dispose();
      await runtime.dispose();
    },
  };
}

/** A new runtime on a device. */
export function nodeRuntime(device: 'cpu' | 'webgpu' | undefined): Runtime {
  return createNodeRuntime(device === undefined ? {} : { backend: device });
}

/**
 * The shipped model that a frame names.
 *
 * @param id - the eight bytes that identify its weights.
 * @throws Error `model-missing` when none has its id.
 */
export async function shippedModelOf(id: Uint8Array): Promise<FoundModel> {
  for (const found of await shippedModels()) if (sameId(found.id, id)) return found;
  throw coded(
    new Error(
      `The container was made with a model that does not come with Pentimento (id ${hexadecimal(id)}); name its folder as the model`,
    ),
    'model-missing',
    { id: hexadecimal(id) },
  );
}
