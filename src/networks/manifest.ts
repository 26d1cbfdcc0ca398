/**
 * `model.json`, the description of a model folder. The two networks are beside it as `.onnx` files, and their weights as a safetensors
 * file.
 */
import { sha256 } from '../keys/webcrypto.ts';
import { ARCHITECTURE_NAMES } from './registry.ts';
import type { RevealSensitivity } from './rounding/shaped-rounding.ts';
import { ShapedRounding } from './rounding/shaped-rounding.ts';

/** One of the files of a model. */
export interface ModelFile {
  /** A plain name, without folders. */
  readonly file: string;
  /** Size of the file. */
  readonly bytes: number;
  /** SHA-256 of the file, in hexadecimal. */
  readonly sha256: string;
}

/** A model as its `model.json` describes it. */
export interface ModelManifest {
  /** Version of this description. */
  readonly format: 1 | 2;
  /** Name of the model: that of the folder that it was trained into. */
  readonly name: string;
  /** Name of the architecture, one that `createNetwork` knows. */
  readonly architecture: string;
  /** Settings of the architecture. */
  readonly configuration: Readonly<Record<string, unknown>>;
  /** The network that makes containers. */
  readonly hide: ModelFile;
  /** The network that reveals secrets. */
  readonly reveal: ModelFile;
  /** The weights of both; missing in format 1, where they are inside. */
  readonly weights?: ModelFile;
  /**
   * The id of the model, 16 hexadecimal digits, if it is not made from the digests of its files: that of the same weights in format 1,
   * which containers name.
   */
  readonly id?: string;
  /** How its Reveal network answers to samples of the container, for their rounding; where it is missing, they are rounded one by one. */
  readonly sensitivity?: RevealSensitivity;
  /** How it was trained; for people. */
  readonly training: Readonly<Record<string, unknown>>;
}

/** Format of `model.json` that this version writes. It reads those before it. */
export const MANIFEST_FORMAT = 2;

/** A plain name, without folders, that is not hidden and not the way to another folder. */
const FILE_NAME = /^\w[\w.-]*$/;
const SHA256 = /^[0-9a-f]{64}$/;
const ID = /^[0-9a-f]{16}$/;

/** The entry of a file in a manifest. */
export async function modelFile(file: string, bytes: Uint8Array): Promise<ModelFile> {
  return { file, bytes: bytes.length, sha256: await sha256(bytes) };
}

/**
 * The manifest in the text of a `model.json`.
 *
 * @param text - what a whole `model.json` holds.
 * @throws TypeError when it is not JSON, lacks an entry, is of a format or architecture that is unknown, or names a file
 *   outside its folder.
 */
export function parseManifest(text: string): ModelManifest {
  let value: Partial<ModelManifest>;
  try {
    value = JSON.parse(text);
  } catch {
    throw new TypeError('Expected JSON in model.json but could not read it');
  }
  if (!isObject(value)) throw new TypeError('Expected an object in model.json');
  if (value.format !== 1 && value.format !== MANIFEST_FORMAT) {
    throw new TypeError(`Expected format 1 or ${MANIFEST_FORMAT} in model.json but received ${value.format}`);
  }
  if (typeof value.name !== 'string' || !ARCHITECTURE_NAMES.includes(value.architecture ?? '')) {
    throw new TypeError(
      `Expected a name and one of ${ARCHITECTURE_NAMES.join(', ')} for architecture in model.json but received ${value.name} and ${value.architecture}`,
    );
  }
  const { weights, id, ...rest } = value;
  const names = value.format === 1 ? 'hide and reveal' : 'hide, reveal and weights';
  for (const entry of [value.hide, value.reveal, ...(value.format === 1 ? [] : [weights])]) {
    const sound =
      isObject(entry) &&
      FILE_NAME.test(String(entry.file)) &&
      Number.isSafeInteger(entry.bytes) &&
      SHA256.test(String(entry.sha256));
    if (!sound) {
      throw new TypeError(
        `Expected a plain file name, bytes and sha256 for ${names} in model.json but received ${JSON.stringify(entry)}`,
      );
    }
  }
  if (!isObject(value.configuration)) throw new TypeError('Expected a configuration in model.json');
  if (value.sensitivity !== undefined) assertSensitivity(value.sensitivity);
  if (id !== undefined && !(typeof id === 'string' && ID.test(id))) {
    throw new TypeError(
      `Expected 16 hexadecimal digits for id in model.json but received ${JSON.stringify(id)}`,
    );
  }
  return {
    ...(value.format === 1 ? rest : value),
    training: isObject(value.training) ? value.training : {},
  } as ModelManifest;
}

/** @throws TypeError when containers cannot be rounded by it. */
function assertSensitivity(value: unknown): void {
  try {
    if (!isObject(value) || !Array.isArray(value.matrix))
      throw new TypeError('Expected a block and a matrix');
    new ShapedRounding(value as unknown as RevealSensitivity);
  } catch (error) {
    throw new TypeError(`${error instanceof Error ? error.message : error} (sensitivity in model.json)`);
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The digests of the files of a model, `<hide>:<reveal>` or `<hide>:<reveal>:<weights>`: only those who have the model know them. */
export function fileDigests({ hide, reveal, weights }: ModelManifest): string {
  return [hide, reveal, ...(weights === undefined ? [] : [weights])].map((file) => file.sha256).join(':');
}

/**
 * Eight bytes that identify a model in a container's frame: those that its manifest states, or the start of SHA-256 over the digests of
 * its files. Equal files give an equal id, whatever the model is called.
 */
export async function modelId(manifest: ModelManifest): Promise<Uint8Array> {
  const text = `${manifest.architecture}:${fileDigests(manifest)}`;
  const digits = manifest.id ?? (await sha256(new TextEncoder().encode(text)));
  return Uint8Array.from({ length: 8 }, (_, index) =>
    Number.parseInt(digits.slice(2 * index, 2 * index + 2), 16),
  );
}
