/** Models in the worker: fetched when first needed, and kept on their runtime. */
import {
  createDeepModel,
  type DeepMethodOptions,
  type DeepModel,
  type ModelManifest,
  modelFiles,
  modelId,
  parseManifest,
  type Runtime,
} from '../../../src/browser.ts';
import { download } from './download.ts';
import type { ModelName, Report } from './jobs.ts';

export const MODEL_NAMES: readonly ModelName[] = ['invertible', 'baluja', 'invertible-1'];

/** A model, and who is told of the files that it still fetches: the job that asked for it last. */
interface KeptModel {
  readonly model: Promise<DeepModel>;
  report: Report | undefined;
}

const loaded = new WeakMap<Runtime, Map<ModelName, KeptModel>>();

/**
 * The number of pixels above which a picture is processed in smaller tiles, and their side: half as much again to compute,
 * for half the memory.
 */
const LARGE = 4_000_000;
const SMALLER_TILE = 640;

/** The tiling for a picture of this size. */
export function tiling({
  width,
  height,
}: {
  readonly width: number;
  readonly height: number;
}): DeepMethodOptions {
  return width * height > LARGE ? { tile: SMALLER_TILE } : {};
}

/** A model on a runtime. */
export function modelOn(runtime: Runtime, name: ModelName, report?: Report): Promise<DeepModel> {
  const models = loaded.get(runtime) ?? new Map<ModelName, KeptModel>();
  loaded.set(runtime, models);
  const known = models.get(name);
  if (known !== undefined) {
    known.report = report;
    return known.model;
  }
  const tell: Report = (stage, fraction) => models.get(name)?.report?.(stage, fraction);
  const model = open(runtime, name, tell);
  models.set(name, { model, report });
  model.catch(() => models.delete(name));
  return model;
}

/** The model of the page that a container names; undefined if it was made with another one. */
export async function modelNamed(id: Uint8Array): Promise<ModelName | undefined> {
  for (const name of MODEL_NAMES) {
    const own = await modelId(await manifestOf(name));
    if (own.every((byte, i) => byte === id[i])) return name;
  }
  return undefined;
}

async function open(runtime: Runtime, name: ModelName, report: Report): Promise<DeepModel> {
  const manifest = await manifestOf(name);
  const fetched = new Map<string, Promise<Uint8Array>>();
  const readFile = (file: string): Promise<Uint8Array> => {
    const known = fetched.get(file);
    if (known !== undefined) return known;
    const { bytes } = modelFiles(manifest).find((entry) => entry.file === file)!;
    const what = `Fetching the network (${(bytes / 1e6).toFixed(1)} MB, once)`;
    const whole = download(`models/${name}/${file}`, (fraction) => report(what, fraction), bytes);
    // Both networks need the weights.
    fetched.set(file, whole);
    whole.catch(() => fetched.delete(file));
    return whole;
  };
  return createDeepModel(manifest, readFile, telling(runtime, report));
}

/** A runtime that says when it prepares a network. */
function telling(runtime: Runtime, report: Report): Runtime {
  return {
    get backend() {
      return runtime.backend;
    },
    async load(...request) {
      report('Preparing the network', 0);
      const model = await runtime.load(...request);
      report('Preparing the network', 1);
      return model;
    },
    dispose: () => runtime.dispose(),
  };
}

/** The description of a model of the page. */
export async function manifestOf(name: ModelName): Promise<ModelManifest> {
  return parseManifest(new TextDecoder().decode(await download(`models/${name}/model.json`)));
}
