/** The page in one file: `npm run site` puts it beside the others. */
import { join } from 'node:path';
import { defineConfig, type RenderBuiltAssetUrl } from 'vite';
import { ROOT } from './build/root.ts';
import { embeddedExpression, findEmbedded, writeSingleFile } from './build/single-file.ts';
import site from './vite.config.ts';

/** No file may load another one. */
const ONE_CHUNK = { output: { codeSplitting: false } };

export default defineConfig({
  root: site.root,
  base: './',
  appType: 'mpa',
  mode: 'single-file',
  publicDir: false,
  resolve: site.resolve,
  build: {
    ...site.build,
    outDir: join(ROOT, 'dist-site'),
    emptyOutDir: false,
    modulePreload: false,
    rollupOptions: { ...site.build?.rollupOptions, ...ONE_CHUNK },
  },
  worker: {
    format: 'iife',
    plugins: () => [findEmbedded()],
    rollupOptions: { ...site.worker?.rollupOptions, ...ONE_CHUNK },
  },
  experimental: {
    renderBuiltUrl: ((name, { hostType }) =>
      hostType === 'js' ? { runtime: embeddedExpression(name) } : { relative: true }) as RenderBuiltAssetUrl,
  },
  plugins: [findEmbedded(), writeSingleFile()],
});
