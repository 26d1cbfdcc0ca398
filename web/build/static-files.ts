/**
 * Files that the page fetches by name, as they lie in the repository and its packages: models, examples, and the runtime, which
 * starts its threads from its own file and therefore must not be bundled.
 */
import { createReadStream, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Plugin } from 'vite';
import { ROOT } from './root.ts';

const ONNX_RUNTIME = join(ROOT, 'node_modules', 'onnxruntime-web', 'dist');

/** Models of the page. */
const MODELS = ['invertible', 'baluja', 'invertible-1'];

const RUNTIME_FILES = [
  'ort.wasm.bundle.min.mjs',
  'ort-wasm-simd-threaded.wasm',
  'ort.webgpu.bundle.min.mjs',
  'ort-wasm-simd-threaded.asyncify.wasm',
];

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.json': 'application/json',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
};

/** Paths on the site, and the files that they stand for. */
export function staticFiles(): ReadonlyMap<string, string> {
  const samples = readdirSync(join(ROOT, 'samples')).filter((name) => /\.(png|jpg)$/.test(name));
  return new Map([
    ...MODELS.flatMap((model) =>
      filesOf(model).map((name) => [`models/${model}/${name}`, join(ROOT, 'models', model, name)] as const),
    ),
    // Not every server knows the ending .mjs, and a module of an unknown type is not run.
    ...RUNTIME_FILES.map(
      (name) => [`runtime/${name.replace(/\.mjs$/, '.js')}`, join(ONNX_RUNTIME, name)] as const,
    ),
    ...samples.map((name) => [`examples/${name}`, join(ROOT, 'samples', name)] as const),
  ]);
}

/** The files of a model that the page fetches: its description, and those that it names. */
function filesOf(model: string): string[] {
  const description = JSON.parse(readFileSync(join(ROOT, 'models', model, 'model.json'), 'utf8'));
  const named = [description.hide, description.reveal, description.weights].filter(Boolean);
  return ['model.json', ...named.map(({ file }: { readonly file: string }) => file)];
}

/** Serves the files in development and copies them into the built site. */
export function serveStaticFiles(): Plugin {
  return {
    name: 'pentimento:static-files',
    configureServer(server) {
      const files = staticFiles();
      server.middlewares.use((request, response, next) => {
        const path = new URL(request.url ?? '/', 'http://localhost').pathname.slice(1);
        const file = files.get(path);
        if (file === undefined) return next();
        // Threads are started from these files, which needs them to be isolated, too.
        for (const [name, value] of Object.entries(server.config.server.headers)) {
          if (value !== undefined) response.setHeader(name, value);
        }
        response.setHeader('Content-Type', MEDIA_TYPES[extname(path)] ?? 'application/octet-stream');
        createReadStream(file).pipe(response);
      });
    },
    generateBundle() {
      for (const [fileName, file] of staticFiles()) {
        this.emitFile({ type: 'asset', fileName, source: readFileSync(file) });
      }
    },
  };
}
