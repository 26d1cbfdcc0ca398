/**
 * The web app, built into a temporary folder and served from there as `npm run web` serves it.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Plugin, preview } from 'vite';
import { ROOT } from '../architecture/source.ts';
import { temporaryFolder } from '../training/sample-photos.ts';

/** What a server sends that knows nothing of isolation: the values that hold where nothing is said. */
const NOT_ISOLATED = {
  'Cross-Origin-Opener-Policy': 'unsafe-none',
  'Cross-Origin-Embedder-Policy': 'unsafe-none',
};

/** A folder with the built page, where many files of tests are run: each would build it anew. */
const BUILT = process.env.PENTIMENTO_BUILT_PAGE;

/** The built web app on a server of its own. */
export interface Site {
  /** Ends with a slash. */
  readonly url: string;
  /** The folder of the built files. */
  readonly folder: string;
  close(): Promise<void>;
}

/**
 * Builds the web app, unless `PENTIMENTO_BUILT_PAGE` names a folder where it is built, and serves it.
 *
 * @param isolated - whether the server sends the headers that make pages cross-origin isolated.
 * @param further - a module that the page and its worker import besides their own.
 */
export async function serveSite(isolated: boolean, further?: string): Promise<Site> {
  const isShared = BUILT !== undefined && further === undefined;
  const folder = isShared ? BUILT : await temporaryFolder();
  const plugins = further === undefined ? [] : [alsoImporting(further)];
  const options = {
    configFile: join(ROOT, 'web', 'vite.config.ts'),
    logLevel: 'error',
    build: { outDir: folder },
    plugins,
    worker: { plugins: () => plugins },
  } as const;
  if (!isShared) await build(options);
  const headers = isolated ? {} : { headers: NOT_ISOLATED };
  const server = await preview({ ...options, preview: { host: '127.0.0.1', port: 0, ...headers } });
  return {
    url: server.resolvedUrls!.local[0]!,
    folder,
    async close() {
      await server.close();
      if (!isShared) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Adds an import to the page's first module and to its worker's. */
function alsoImporting(module: string): Plugin {
  return {
    name: 'test:also-importing',
    transform: (code, id) =>
      /\/web\/src\/(?:main\.tsx|worker\/worker\.ts)(?:\?|$)/.test(id)
        ? `${code}\nimport ${JSON.stringify(module)};\n`
        : null,
  };
}
