/** One cache, of the page's own files and nothing else: no answer of the API, no picture, no model. */
const name = 'splitsight-shell-1';
/** Old versions' files leave as new ones come. */
const most = 120;
const page = '/';
/** Their names carry a hash of their content: what is kept can never be out of date. */
const shellFile = /^\/assets\/[^/]+\.(js|css)$/;

export function isShellFile(url: URL): boolean {
  return shellFile.test(url.pathname);
}

/** The page from the server; from the cache only where there is no answer, so that a new version is never held back. */
export async function freshPage(request: Request): Promise<Response> {
  try {
    const response = await fetch(request);
    const isPage = response.ok && response.headers.get('content-type')?.includes('text/html');
    if (isPage) await (await caches.open(name)).put(page, response.clone());
    return response;
  } catch (error) {
    const kept = await (await caches.open(name)).match(page);
    if (kept) return kept;
    throw error;
  }
}

/** A file of the page, from the cache where it is. */
export async function keptFile(url: string): Promise<Response> {
  const cache = await caches.open(name);
  const kept = await cache.match(url);
  if (kept) return kept;
  const response = await fetch(url);
  if (response.ok) {
    await cache.put(url, response.clone());
    const files = (await cache.keys()).filter((file) => isShellFile(new URL(file.url)));
    await Promise.all(files.slice(0, Math.max(0, files.length - most)).map((old) => cache.delete(old)));
  }
  return response;
}

/** Forgets the caches of other versions of this file. */
export async function forgetOthers(): Promise<void> {
  for (const other of await caches.keys()) if (other !== name) await caches.delete(other);
}
