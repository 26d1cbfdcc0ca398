/**
 * Builds the service worker: one file beside the page, that knows the names of all files of the site and is another one whenever
 * any of them changes.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin, Rollup } from 'vite';
import { transformWithOxc } from 'vite';
import { ROOT } from './root.ts';

const SOURCE = join(ROOT, 'web', 'src', 'offline', 'service-worker.ts');

/** Copied to the site as it is, by Vite. */
const PUBLIC = join(ROOT, 'web', 'public');

/** Fetched when they are first needed, and kept from then on: everything large. */
const ON_DEMAND = /^(?:runtime|models|examples)\/|\.wasm$/;

/** Of these, what is not fetched either by those who want to use the site without a connection: what most visitors never use. */
const RARE = /^(?:runtime\/.*(?:webgpu|asyncify)|models\/(?:baluja|invertible-1)\/)/;

function sizeOf(file: Rollup.OutputAsset | Rollup.OutputChunk): number {
  return Buffer.byteLength(file.type === 'chunk' ? file.code : file.source);
}

/** Adds `service-worker.js` to the built site. */
export function buildServiceWorker(): Plugin {
  return {
    name: 'pentimento:service-worker',
    apply: 'build',
    enforce: 'post',
    async generateBundle(_, bundle) {
      // What starts with an underscore is for the server.
      const copied = readdirSync(PUBLIC).filter((name) => !name.startsWith('_'));
      const names = [...Object.keys(bundle), ...copied].sort();
      const digest = createHash('sha256');
      for (const name of names) {
        const file = bundle[name];
        digest.update(name);
        if (file === undefined) digest.update(readFileSync(join(PUBLIC, name)));
        else digest.update(file.type === 'chunk' ? file.code : file.source);
      }
      const onDemand = names.filter((name) => ON_DEMAND.test(name));
      const offline = onDemand.filter((name) => !RARE.test(name));
      const bytes = offline.reduce((sum, name) => sum + sizeOf(bundle[name]!), 0);
      const lists = {
        __VERSION__: JSON.stringify(digest.digest('hex').slice(0, 16)),
        __FILES__: JSON.stringify(names.filter((name) => !ON_DEMAND.test(name))),
        __OFFLINE__: JSON.stringify(offline),
        __OFFLINE_BYTES__: JSON.stringify(bytes),
        __RARE__: JSON.stringify(onDemand.filter((name) => RARE.test(name))),
      };
      const { code } = await transformWithOxc(readFileSync(SOURCE, 'utf8'), SOURCE, { sourcemap: false });
      const source = Object.entries(lists).reduce(
        (text, [name, value]) => text.replaceAll(name, () => value),
        code,
      );
      this.emitFile({ type: 'asset', fileName: 'service-worker.js', source });
    },
  };
}
