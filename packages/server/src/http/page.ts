import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { serverError } from '../errors.ts';
import { answerError } from './answer-error.ts';

/** Where `pnpm build` puts the page; the same from this package's sources and its build. */
export const builtPage = fileURLToPath(new URL('../../../dashboard/dist', import.meta.url));

const missing = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>SplitSight</title></head>
<body><h1>SplitSight runs, but its page is not built</h1>
<p>Run <code>pnpm build</code> in the repository and start the server again.</p>
<p>The API works: <a href="/api/v1/cameras">cameras</a>, <a href="/api/v1/alerts">alerts</a>,
<a href="/api/v1/openapi.json">its description</a>.</p></body></html>
`;

/** Serves the built page from a folder; where there is none, a page that says how to build it. */
export async function addPage(app: FastifyInstance, directory: string): Promise<void> {
  const isBuilt = existsSync(join(directory, 'index.html'));
  if (isBuilt) {
    await app.register(fastifyStatic, {
      root: directory,
      cacheControl: false,
      // The build has put gzipped copies beside what shrinks.
      preCompressed: true,
      // Vite puts a hash of the content into these names.
      setHeaders: (reply, path) =>
        reply.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'),
    });
  } else {
    app.get('/', { schema: { hide: true } }, (_request, reply) => reply.code(503).type('text/html').send(missing));
  }
  app.setNotFoundHandler((request, reply) => {
    if (isBuilt && isPage(request)) return reply.sendFile('index.html');
    return notFound(request, reply);
  });
}

/** A browser that asks for an address of the page's own making gets the page. */
function isPage({ method, url, headers }: FastifyRequest): boolean {
  return method === 'GET' && !url.startsWith('/api/') && /\btext\/html\b/.test(headers.accept ?? '');
}

function notFound({ method, url }: FastifyRequest, reply: FastifyReply): FastifyReply {
  return answerError(reply, 404, serverError('HTTP_NOT_FOUND', `${method} ${url.slice(0, 200)}`));
}
