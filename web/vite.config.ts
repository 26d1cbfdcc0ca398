import { join } from 'node:path';
import { defineConfig } from 'vite';
import { ROOT } from './build/root.ts';
import { contentSecurityPolicy, HEADERS } from './build/security.ts';
import { buildServiceWorker } from './build/service-worker.ts';
import { serveStaticFiles } from './build/static-files.ts';

/** The runtime is fetched from `runtime/`, as it is. */
const NOT_BUNDLED = [/^onnxruntime-web/];

/** Modules of the library only export: those of which the page uses nothing need not be fetched. */
function doesMoreThanExport(id: string): boolean {
  return !id.startsWith(join(ROOT, 'src', '/'));
}

export default defineConfig({
  root: join(ROOT, 'web'),
  base: './',
  appType: 'mpa',
  resolve: {
    alias: [{ find: /^(?:fs|path)$/, replacement: join(ROOT, 'web', 'build', 'no-node-module.ts') }],
  },
  build: {
    outDir: join(ROOT, 'dist-web'),
    emptyOutDir: true,
    target: 'es2023',
    // Its text would be inline, which the policy forbids.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rollupOptions: { external: NOT_BUNDLED, treeshake: { moduleSideEffects: doesMoreThanExport } },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2000,
  },
  worker: { format: 'es', rollupOptions: { external: NOT_BUNDLED } },
  optimizeDeps: {
    exclude: ['onnxruntime-web', '@jsquash/jpeg', '@jsquash/webp'],
    // Scripts of Emscripten that are no modules.
    include: [
      '@cornerstonejs/codec-openjpeg/wasmjs',
      '@cornerstonejs/codec-libjxl/encodewasmjs',
      '@cornerstonejs/codec-libjxl/decodewasmjs',
    ],
  },
  plugins: [
    {
      name: 'pentimento:policy',
      apply: 'build',
      transformIndexHtml: () => [
        {
          tag: 'meta',
          attrs: { 'http-equiv': 'Content-Security-Policy', content: contentSecurityPolicy(false) },
          injectTo: 'head-prepend',
        },
      ],
    },
    serveStaticFiles(),
    buildServiceWorker(),
  ],
  // Development needs inline scripts and a socket; isolation it needs as the built page does.
  server: {
    headers: Object.fromEntries(
      Object.entries(HEADERS).filter(([name]) => name !== 'Content-Security-Policy'),
    ),
  },
  preview: { headers: HEADERS, strictPort: false },
});
