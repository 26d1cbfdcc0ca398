/**
 * Serves this folder on this machine alone, with the modules that the page imports.
 *
 *   node examples/browser/serve.mjs [port]
 */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname } from 'node:path';

/** Parts of the site, and the folders that they come from. */
const FOLDERS = {
  '': new URL('./', import.meta.url),
  pentimento: new URL('./', import.meta.resolve('pentimento/browser')),
  modules: new URL(import.meta.resolve('hash-wasm').replace(/hash-wasm\/(?!.*hash-wasm\/).*$/, '')),
};

const MEDIA_TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript' };

const server = createServer(async (request, response) => {
  const { pathname } = new URL(request.url, 'http://localhost');
  const [, part = '', path] = /^\/(?:(pentimento|modules)\/)?(.*)$/.exec(pathname);
  const name = path || 'index.html';
  try {
    const content = await readFile(new URL(`./${name}`, FOLDERS[part]));
    response.writeHead(200, { 'Content-Type': MEDIA_TYPES[extname(name)] ?? 'application/octet-stream' });
    response.end(content);
  } catch {
    response.writeHead(404).end();
  }
});

server.listen(Number(process.argv[2] ?? 8080), '127.0.0.1', () => {
  console.log(`http://localhost:${server.address().port}/   (Ctrl+C ends it)`);
});
