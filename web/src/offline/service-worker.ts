/**
 * Keeps the site in the browser, so that it works without a connection after the first visit. The build inserts the names of
 * all files; a new version gets a new cache, and the old one is deleted.
 *
 * It also adds the isolation headers for servers that cannot send them: WebAssembly then has threads from the second visit on.
 */
declare const __VERSION__: string;
declare const __FILES__: readonly string[];
declare const __ON_DEMAND__: readonly string[];

/** The part of a service worker's scope that is used; the page's types lack it. */
interface WorkerEvent extends Event {
  readonly request: Request;
  waitUntil(work: Promise<unknown>): void;
  respondWith(response: Promise<Response>): void;
}
const worker = self as unknown as {
  readonly registration: { readonly scope: string };
  readonly clients: { claim(): Promise<void> };
  addEventListener(type: 'install' | 'activate' | 'fetch', listen: (event: WorkerEvent) => void): void;
};

const PREFIX = 'pentimento-';
const CACHE = PREFIX + __VERSION__;
const KEPT = new Set([...__FILES__, ...__ON_DEMAND__]);

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
});

async function keepAll(): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.addAll(__FILES__.map((name) => new Request(name, { cache: 'no-cache' })));
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
