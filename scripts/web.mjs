/**
 * The web app: builds it to dist-web/ and serves it with the headers that it needs. `npm run web`; `npm run web -- --build`
 * only builds, `--port 8080` chooses the port; `npm run web:dev` serves the sources, and changes as they are written.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkNode, install, ROOT } from './setup.mjs';

const { values: flags } = parseArgs({
  options: {
    dev: { type: 'boolean', default: false },
    build: { type: 'boolean', default: false },
    port: { type: 'string', default: '5173' },
  },
});
const port = Number(flags.port);
if (!Number.isInteger(port) || port < 1 || port > 65535) {
  console.error(`Expected a number of 1 to 65535 for --port but received ${flags.port}`);
  process.exit(1);
}

checkNode();
install();
// Not before it is installed.
const { build, createServer, preview } = await import('vite');
// What the bundler remarks on is for those who change the page: npm test.
const options = { configFile: join(ROOT, 'web', 'vite.config.ts'), logLevel: flags.dev ? 'warn' : 'error' };

if (flags.dev) {
  const server = await createServer({ ...options, server: { port } });
  await server.listen();
  tellUrl(server);
} else {
  const started = performance.now();
  await build(options);
  console.log(`web: built to dist-web/, ${((performance.now() - started) / 1000).toFixed(1)} s`);
  if (!flags.build) {
    const server = await preview({ ...options, preview: { port } });
    tellUrl(server);
  }
}

function tellUrl({ resolvedUrls }) {
  console.log(`web: ${resolvedUrls.local[0]}   (Ctrl+C ends it)`);
}
