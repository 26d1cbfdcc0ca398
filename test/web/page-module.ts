/**
 * Modules of the web app in Node: those that need no page. They are no part of the compiled tests, and go through the page's own bundler.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { ROOT } from '../architecture/source.ts';
import { temporaryFolder } from '../training/sample-photos.ts';

/**
 * @param path - of the module, from `web/src`.
 */
export async function importPageModule<Module>(path: string): Promise<Module> {
  const folder = await temporaryFolder();
  await build({
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: {
      ssr: join(ROOT, 'web', 'src', path),
      outDir: folder,
      rollupOptions: { output: { entryFileNames: 'module.mjs' } },
    },
  });
  return import(pathToFileURL(join(folder, 'module.mjs')).href);
}
