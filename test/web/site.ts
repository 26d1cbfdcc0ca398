/**
 * The web app, built into a temporary folder and served from there as `npm run web` serves it.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Plugin, preview } from 'vite';
import { ROOT } from '../architecture/source.ts';
import { finished } from '../suite/finished.ts';
import { temporaryFolder } from '../training/sample-photos.ts';

/** What a server sends that knows nothing of isolation: the values that hold where nothing is said. */
const NOT_ISOLATED = {
  'Cross-Origin-Opener-Policy': 'unsafe-none',
  'Cross-Origin-Embedder-Policy': 'unsafe-none',
};

/** Where the site lies on its server: it has to work under any path. */
const BASE = '/some/where/';

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

/** How a site is built and served. */
export interface SiteOptions {
  /** Whether the server sends the headers that make pages cross-origin isolated. */
  readonly isolated?: boolean;
  /** A module that the page and its worker import besides their own. */
  readonly further?: string;
  /** Whether the site is what `npm run site` makes: with the page in one file. */
  readonly forHosts?: boolean;
}

/** Builds the web app, unless `PENTIMENTO_BUILT_PAGE` names a folder where it is built, and serves it. */
export async function serveSite({ isolated = true, further, forHosts = false }: SiteOptions): Promise<Site> {
  const isShared = BUILT !== undefined && further === undefined && !forHosts;
  const folder = isShared ? BUILT : await temporaryFolder();
  const plugins = further === undefined ? [] : [alsoImporting(further)];
  const options = {
    configFile: join(ROOT, 'web', 'vite.config.ts'),
    logLevel: 'error',
    build: { outDir: folder },
    plugins,
    worker: { plugins: () => plugins },
  } as const;
  if (forHosts) await runSiteCommand(folder);
  else if (!isShared) await build(options);
  const headers = isolated ? {} : { headers: NOT_ISOLATED };
  const server = await preview({
    ...options,
    base: BASE,
    preview: { host: '127.0.0.1', port: 0, ...headers },
  });
  return {
    url: server.resolvedUrls!.local[0]!,
    folder,
    async close() {
      await server.close();
      if (!isShared) await rm(folder, { recursive: true, force: true });
    },
  };
}

async function runSiteCommand(folder: string): Promise<void> {
  const { code, out, err } = await finished(
    spawn(process.execPath, [join(ROOT, 'scripts', 'site.mjs'), '--out', folder]),
  );
  assert.deepEqual([code, err], [0, '']);
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((file) =>
    file.isFile(),
  );
  const sizes = await Promise.all(files.map(({ parentPath, name }) => stat(join(parentPath, name))));
  const megabytes = sizes.reduce((sum, { size }) => sum + size, 0) / 1e6;
  assert.ok(out.includes(`${files.length} files, ${megabytes.toFixed(1)} MB`), out);
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
