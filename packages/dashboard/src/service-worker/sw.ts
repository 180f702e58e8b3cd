import { handlePushes, type PushScope } from './push.ts';
import { scope } from './scope.ts';
import { forgetOthers, freshPage, isShellFile, keptFile } from './shell-cache.ts';

handlePushes(self as unknown as PushScope);

// The page opens without the server, and says then that it is not connected: everything it would show is the server's.
scope.addEventListener('install', (event) => {
  event.waitUntil(freshPage(new Request('/', { headers: { accept: 'text/html' } })).then(() => scope.skipWaiting()));
});

scope.addEventListener('activate', (event) => {
  event.waitUntil(forgetOthers().then(() => scope.clients.claim()));
});

scope.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== scope.location.origin || url.pathname.startsWith('/api/')) return;
  if (request.mode === 'navigate') event.respondWith(freshPage(request));
  else if (isShellFile(url)) event.respondWith(keptFile(request.url));
});

// What the page had loaded before there was a worker.
scope.addEventListener('message', (event) => {
  const urls = Array.isArray(event.data) ? event.data.filter((url) => typeof url === 'string') : [];
  const own = urls.filter((url) => URL.canParse(url) && new URL(url).origin === scope.location.origin);
  event.waitUntil(Promise.all(own.filter((url) => isShellFile(new URL(url))).map(keptFile)));
});
