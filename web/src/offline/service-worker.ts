/**
 * Keeps the site in the browser: the page itself from the first visit on, and everything large once it was used, or when the visitor asks for
 * it (`messages.ts`). The build inserts the names of all files; a new version gets a new cache, and the old one is deleted.
 *
 * It also adds the isolation headers for servers that cannot send them: WebAssembly then has threads from the second visit on. And it takes the
 * pictures that other programs share with the installed page.
 */
import type { OfflineAnswer, OfflineRequest, SharedAnswer, SharedRequest } from './messages.ts';

declare const __VERSION__: string;
declare const __FILES__: readonly string[];
declare const __OFFLINE__: readonly string[];
declare const __OFFLINE_BYTES__: number;
declare const __RARE__: readonly string[];

/** The part of a service worker's scope that is used; the page's types lack it. */
interface WorkerEvent extends Event {
  readonly request: Request;
  readonly data: OfflineRequest | SharedRequest;
  readonly ports: readonly MessagePort[];
  waitUntil(work: Promise<unknown>): void;
  respondWith(response: Promise<Response>): void;
}
const worker = self as unknown as {
  readonly registration: { readonly scope: string };
  readonly clients: { claim(): Promise<void> };
  addEventListener(
    type: 'install' | 'activate' | 'fetch' | 'message',
    listen: (event: WorkerEvent) => void,
  ): void;
};

const PREFIX = 'pentimento-';
const CACHE = PREFIX + __VERSION__;
const KEPT = new Set([...__FILES__, ...__OFFLINE__, ...__RARE__]);

/** In the cache of a visitor who asked for everything; not the name of a file. */
const ASKED = '?everything';

/** Where the installed page takes shared files, as site.webmanifest has it. */
const SHARE = 'share';

/** Files that were shared, by a name that their page knows. In memory only: pictures are never stored. */
const shared = new Map<string, readonly File[]>();

const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

worker.addEventListener('install', (event) => {
  event.waitUntil(keepAll());
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(forgetOthers().then(() => worker.clients.claim()));
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method === 'GET' && nameOf(request.url) !== undefined) event.respondWith(answer(request));
  if (request.method === 'POST' && request.url === worker.registration.scope + SHARE) {
    event.respondWith(takeShared(request));
  }
});

worker.addEventListener('message', (event) => {
  const [port] = event.ports;
  const { data } = event;
  if (port === undefined) return;
  if (typeof data === 'string') event.waitUntil(answerPage(data, (answer) => port.postMessage(answer)));
  else port.postMessage(handOver(data.shared));
});

/** Opens the page, which asks for the files. */
async function takeShared(request: Request): Promise<Response> {
  const form = await request.formData().catch(() => new FormData());
  const name = crypto.randomUUID();
  // Files that no page asked for are of no use to anybody.
  shared.clear();
  shared.set(
    name,
    form.getAll('files').filter((entry) => entry instanceof File),
  );
  return Response.redirect(`${worker.registration.scope}?shared=${name}`, 303);
}

function handOver(name: string): SharedAnswer {
  const files = shared.get(name) ?? [];
  shared.delete(name);
  return files;
}

async function keepAll(): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.addAll(__FILES__.map((name) => new Request(name, { cache: 'no-cache' })));
  // Who asked for everything before gets it with each new version.
  if (await caches.match(ASKED)) await keepEverything(() => {});
}

async function answerPage(request: OfflineRequest, reply: (answer: OfflineAnswer) => void): Promise<void> {
  try {
    if (request === 'keep everything') {
      await keepEverything((done) => reply({ kind: 'keeping', done }));
    }
    const isKept = (await (await caches.open(CACHE)).match(ASKED)) !== undefined;
    reply({ kind: isKept ? 'kept' : 'not kept', bytes: __OFFLINE_BYTES__ });
  } catch {
    reply({ kind: 'failed' });
  }
}

/** @param tell - told the share of the files that are kept. */
async function keepEverything(tell: (done: number) => void): Promise<void> {
  const cache = await caches.open(CACHE);
  for (const [index, name] of __OFFLINE__.entries()) {
    tell(index / __OFFLINE__.length);
    if ((await cache.match(name)) === undefined) await cache.add(name);
  }
  await cache.put(ASKED, new Response());
}

async function forgetOthers(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(
    names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)),
  );
}

/** From the cache, or from the network and then into the cache. */
async function answer(request: Request): Promise<Response> {
  const name = nameOf(request.url)!;
  const cache = await caches.open(CACHE);
  const kept = await cache.match(name);
  if (kept !== undefined) return isolated(kept);
  const response = await fetch(request);
  if (response.ok && response.status === 200) await cache.put(name, response.clone());
  return isolated(response);
}

/** The file of the site that an address means; undefined for all else. */
function nameOf(url: string): string | undefined {
  const { scope } = worker.registration;
  if (!url.startsWith(scope)) return undefined;
  const name = url.slice(scope.length).replace(/[?#].*$/, '') || 'index.html';
  return KEPT.has(name) ? name : undefined;
}

function isolated(response: Response): Response {
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(ISOLATION)) headers.set(name, value);
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}
