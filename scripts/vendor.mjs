/**
 * Copies what the program needs of packages that cannot be dependencies into dist/vendor/, with their licences. Compiling calls it.
 *
 * - `@cornerstonejs/codec-libjxl` asks for Node 24 and runs on Node 20.
 * - `onnxruntime-web` is 139 MB, of which Node needs 14.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const MODULES = join(ROOT, 'node_modules');
const TARGET = join(ROOT, 'dist', 'vendor');

/** Folder in dist/vendor -> the package's folder, and what is taken from it. */
const PACKAGES = {
  libjxl: {
    from: join(MODULES, '@cornerstonejs', 'codec-libjxl', 'dist'),
    files: [
      'jpegxlwasm_decode.js',
      'jpegxlwasm_decode.wasm',
      'jpegxlwasm_encode.js',
      'jpegxlwasm_encode.wasm',
    ],
  },
  'onnxruntime-web': {
    from: join(MODULES, 'onnxruntime-web', 'dist'),
    files: ['ort.node.min.mjs', 'ort-wasm-simd-threaded.mjs', 'ort-wasm-simd-threaded.wasm'],
  },
};

/** Copies what is not there yet, or has changed. */
export function vendor() {
  for (const [name, { from, files }] of Object.entries(PACKAGES)) {
    const folder = join(TARGET, name);
    mkdirSync(folder, { recursive: true });
    for (const file of files) copy(join(from, file), join(folder, file));
    copy(join(ROOT, 'scripts', 'licences', `${name}.txt`), join(folder, 'LICENSE.txt'));
  }
}

function copy(from, to) {
  const bytes = withoutSourceMap(from, readFileSync(from));
  if (existsSync(to) && readFileSync(to).equals(bytes)) return;
  const part = `${to}.${process.pid}.part`;
  writeFileSync(part, bytes);
  renameSync(part, to);
}

/** A map that is not copied is not to be named. */
function withoutSourceMap(path, bytes) {
  if (!/\.m?js$/.test(basename(path))) return bytes;
  return Buffer.from(bytes.toString('utf8').replace(/\n\/\/# sourceMappingURL=\S*\s*$/, '\n'));
}
