/**
 * The codecs in Node, from their packages.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { SecretCoder } from '../secrets.ts';
import type { ModuleFactory, ModuleLoader } from './emscripten.ts';
import { SILENT } from './emscripten.ts';
import type { Jpeg2000Module } from './jpeg2000.ts';
import { createSecretCoder } from './secret-coder.ts';

/** A coder with the codecs of this installation; they are loaded when they are needed. */
export function nodeSecretCoder(): SecretCoder {
  const loadJpeg2000 = loader<Jpeg2000Module>('@cornerstonejs/codec-openjpeg', 'wasmjs', 'wasm');
  let jpeg2000: Promise<Jpeg2000Module> | undefined;
  return createSecretCoder({
    jpeg2000: () => {
      jpeg2000 ??= loadJpeg2000();
      return jpeg2000;
    },
    jpegXlEncoder: loader('@cornerstonejs/codec-libjxl', 'encodewasmjs', 'encodewasm'),
    jpegXlDecoder: loader('@cornerstonejs/codec-libjxl', 'decodewasmjs', 'decodewasm'),
  });
}

const require = createRequire(import.meta.url);

function loader<Module>(packageName: string, factory: string, wasm: string): ModuleLoader<Module> {
  return async () => {
    const { default: create } = (await import(`${packageName}/${factory}`)) as {
      default: ModuleFactory<Module>;
    };
    const wasmBinary = await readFile(require.resolve(`${packageName}/${wasm}`));
    return create({ ...SILENT, wasmBinary: new Uint8Array(wasmBinary) });
  };
}
