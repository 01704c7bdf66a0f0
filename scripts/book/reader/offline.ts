/// <reference lib="webworker" />
/**
 * The book's service worker: answers from what it has kept, adds the headers that isolate a page, and keeps what is
 * fetched. Each build has a cache of its own.
 */
declare const self: ServiceWorkerGlobalScope;
declare const BUILD: string;

const CACHE = `softmax-lab-${BUILD}`;

self.addEventListener('install', (event) => event.waitUntil(self.skipWaiting()));
self.addEventListener('activate', (event) => {
  const clean = async (): Promise<void> => {
    const old = (await caches.keys()).filter((name) => name.startsWith('softmax-lab-') && name !== CACHE);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(clean());
});
self.addEventListener('fetch', (event) => {
  if (event.request.method === 'GET' && event.request.url.startsWith(self.registration.scope))
    event.respondWith(answer(event.request));
});

async function answer(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE).catch(() => undefined);
  const kept = await cache?.match(request, { ignoreSearch: true });
  if (kept) return kept;
  const found = await fetch(request);
  if (!found.ok || found.type === 'opaque') return found;
  const headers = new Headers(found.headers);
  headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  headers.set('Cross-Origin-Embedder-Policy', 'require-corp');
  headers.set('Cross-Origin-Resource-Policy', 'same-origin');
  const isolated = new Response(found.body, { status: found.status, statusText: found.statusText, headers });
  // Storage may be full or refused: then it is fetched again next time.
  void cache?.put(request, isolated.clone()).catch(() => undefined);
  return isolated;
}

export {};
