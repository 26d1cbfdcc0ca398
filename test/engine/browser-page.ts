/**
 * Headless Chromium on a page of ours: the compiled files from a small server, found through an import map, in a
 * cross-origin isolated page whose content security policy is as strict as a static site's can be.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { patiently } from '../suite/patience.ts';

/** The shell has no windows of its own to draw: a visit takes some three fifths of the time that it takes in the whole browser. */
export const CHROMIUM =
  ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'].find(existsSync) ?? '/usr/bin/chromium';

export const CHROMIUM_ARGUMENTS = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A page of the tests lives for seconds: V8 optimises only what runs longest, as in scripts/test-process.mjs. Not where speed is measured. */
export const SHORT_LIFE = ['--js-flags=--wasm-tiering-budget=1000000000'];

/** WebGPU in software, for machines without a GPU. */
export const SOFTWARE_WEBGPU = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan',
];

/** The folder of compiled files that this file is in; in the page it is `/compiled/`. */
const COMPILED = new URL('../../', import.meta.url);

const IMPORT_MAP = JSON.stringify({
  imports: {
    '@noble/ed25519': '/modules/@noble/ed25519/index.js',
    'hash-wasm': '/modules/hash-wasm/dist/index.esm.min.js',
    'onnxruntime-web/wasm': '/modules/onnxruntime-web/dist/ort.wasm.bundle.min.mjs',
    'onnxruntime-web/webgpu': '/modules/onnxruntime-web/dist/ort.webgpu.bundle.min.mjs',
    'pure-rand/generator/xoroshiro128plus': '/modules/pure-rand/lib/esm/generator/xoroshiro128plus.js',
  },
});

const HEADERS = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Content-Security-Policy': [
    "default-src 'none'",
    `script-src 'self' 'wasm-unsafe-eval' 'sha256-${createHash('sha256').update(IMPORT_MAP).digest('base64')}'`,
    "connect-src 'self'",
    "worker-src 'self'",
  ].join('; '),
};

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
};

export interface BrowserPage {
  readonly page: Page;
  /** What the page said on its console, and what it could not load. */
  readonly complaints: readonly string[];
  /** What it asked the server for. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

/** @throws Error when there is no Chromium, or it does not start. */
export function openPage(): Promise<BrowserPage> {
  return patiently('Opening a page', open());
}

async function open(): Promise<BrowserPage> {
  if (!existsSync(CHROMIUM)) throw new Error(`${CHROMIUM} is not installed`);
  const modules = installedModules();
  const complaints: string[] = [];
  const requests: string[] = [];
  const server = createServer(async (request, response) => {
    requests.push(request.url ?? '/');
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    if (path === '/') {
      response.writeHead(200, { ...HEADERS, 'Content-Type': 'text/html' });
      response.end(`<!doctype html><script type="importmap">${IMPORT_MAP}</script>`);
      return;
    }
    const [, root, rest] = /^\/(compiled|modules)\/(.*)$/.exec(path) ?? [];
    const file = rest === undefined ? undefined : new URL(rest, root === 'compiled' ? COMPILED : modules);
    const content = file === undefined ? undefined : await readFile(file).catch(() => undefined);
    const type = MEDIA_TYPES[extname(path)] ?? 'application/octet-stream';
    response.writeHead(content === undefined ? 404 : 200, { ...HEADERS, 'Content-Type': type });
    response.end(content);
    if (content === undefined) complaints.push(`${path} is not there`);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  try {
    const browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: [...CHROMIUM_ARGUMENTS, ...SHORT_LIFE, ...SOFTWARE_WEBGPU],
      timeout: 0,
    });
    const page = await browser.newPage();
    page.setDefaultTimeout(0);
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    return {
      page,
      complaints,
      requests,
      async close() {
        await browser.close();
        server.close();
      },
    };
  } catch (error) {
    server.close();
    throw error;
  }
}

/** The nearest `node_modules` above the compiled files. */
function installedModules(): URL {
  for (let folder = COMPILED; ; folder = new URL('../', folder)) {
    const modules = new URL('node_modules/', folder);
    if (existsSync(new URL('onnxruntime-web/', modules))) return modules;
    if (folder.pathname === '/') {
      throw new Error(`onnxruntime-web is not installed above ${fileURLToPath(COMPILED)}`);
    }
  }
}
