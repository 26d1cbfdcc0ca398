/**
 * The codecs in Node: OpenJPEG from its package, libjxl from what comes with this one (scripts/vendor.mjs), libaom through sharp.
 */
import { readFile } from 'node:fs/promises';
import { decodeAvif, encodeAvif } from '../../../image/lossy-encodings.node.ts';
import type { SecretCoder } from '../../secret-coder.ts';
import type { ModuleFactory, ModuleLoader } from './emscripten.ts';
import { SILENT } from './emscripten.ts';
import type { Jpeg2000Module } from './jpeg2000.ts';
import { createSecretCoder } from './secret-coder.ts';

const JPEG_2000 = '@cornerstonejs/codec-openjpeg';
const JPEG_XL = new URL('../../../../vendor/libjxl/', import.meta.url).href;

/** A coder with the codecs of this installation; they are loaded when they are needed. */
export function nodeSecretCoder(): SecretCoder {
  const loadJpeg2000 = loader<Jpeg2000Module>(`${JPEG_2000}/wasmjs`, `${JPEG_2000}/wasm`);
  let jpeg2000: Promise<Jpeg2000Module> | undefined;
  return createSecretCoder({
    jpeg2000: () => {
      jpeg2000 ??= loadJpeg2000();
      return jpeg2000;
    },
    jpegXlEncoder: loader(`${JPEG_XL}jpegxlwasm_encode.js`, `${JPEG_XL}jpegxlwasm_encode.wasm`),
    jpegXlDecoder: loader(`${JPEG_XL}jpegxlwasm_decode.js`, `${JPEG_XL}jpegxlwasm_decode.wasm`),
    encodeAvif,
    decodeAvif,
  });
}

/** `module` and `wasm` are what `import` understands: a package's entry, or the address of a file. */
function loader<Module>(module: string, wasm: string): ModuleLoader<Module> {
  return async () => {
    const { default: create } = (await import(module)) as { default: ModuleFactory<Module> };
    const wasmBinary = await readFile(new URL(import.meta.resolve(wasm)));
    return create({ ...SILENT, wasmBinary: new Uint8Array(wasmBinary) });
  };
}
