import type { Server } from 'node:http';
import fastifySwagger from '@fastify/swagger';
import Fastify, { type FastifyInstance } from 'fastify';
import { serverError } from '../errors.ts';
import { type Address, boundAddress, listenError } from '../listen.ts';
import { answerError } from './answer-error.ts';
import type { Doorkeeper } from './doorkeeper.ts';
import { addPage } from './page.ts';
import { type ApiSources, addRoutes } from './routes.ts';
import { statusOf } from './status.ts';

/** The HTTP server: API, health, metrics and page. */
export interface HttpServer {
  readonly address: Address;
  /** For what shares its port: the WebSockets. */
  readonly server: Server;
  /** Ends all connections. Idempotent. */
  close(): Promise<void>;
}

export interface HttpOptions {
  readonly host: string;
  readonly port: number;
  readonly sources: ApiSources;
  /** Further groups of routes, each added by what it returns. */
  readonly groups?: readonly RouteGroup[];
  /** The folder of the built page. */
  readonly page: string;
  /** Says who makes a request, and whether pages of other sites do. */
  readonly entrance: Pick<Doorkeeper, 'identify' | 'clientOf'>;
  /** Whether there is room for what is large. */
  readonly hasRoom: () => boolean;
  /** Called with errors that are no fault of the client. */
  readonly onFailure: (error: unknown) => void;
}

/** Adds the routes of one part of the API. */
export type RouteGroup = (app: FastifyInstance) => void;

/**
 * Everything a page may load comes from here; nobody may frame it; browsers do not guess types. The page runs models as
 * WebAssembly, which 'wasm-unsafe-eval' allows: that, and no JavaScript from texts.
 */
const securityHeaders = {
  'content-security-policy':
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const;

/** Opens the HTTP server. @throws CodedError HTTP_PORT_TAKEN or LISTEN_FAILED */
export async function openHttpServer(options: HttpOptions): Promise<HttpServer> {
  const { host, port, sources, groups = [], page, entrance, hasRoom, onFailure } = options;
  const app = Fastify({
    logger: false,
    forceCloseConnections: true,
    bodyLimit: 1024,
    connectionTimeout: 30_000,
    requestTimeout: 10_000,
    return503OnClosing: false,
  });
  // The schemas describe; routes parse their queries themselves, and answers are typed.
  app.setValidatorCompiler(() => () => true);
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  app.decorateRequest('who', null);
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(securityHeaders);
    // Answers are for who asks, now; routes whose content has a name of its own say otherwise.
    if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store');
    request.who = entrance.identify(request.raw);
    const isRefused = request.who !== null && request.routeOptions.config.isLarge === true && !hasRoom();
    done(isRefused ? serverError('STORE_NO_ROOM', 'alerts and settings still find room') : undefined);
  });
  app.setErrorHandler((error, _request, reply) => {
    const status = statusOf(error);
    if (status >= 500) onFailure(error);
    return answerError(reply, status, error);
  });
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'SplitSight', description: 'Cameras, heads and alerts.', version: sources.version },
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer', description: 'An API token: docs/people.md says how to get one.' },
          session: {
            ...{ type: 'apiKey', in: 'cookie', name: 'splitsight_session' },
            description: 'The cookie of POST /api/v1/login; changes need the header x-splitsight besides.',
          },
        },
      },
    },
  });
  addRoutes(app, sources, entrance.clientOf);
  for (const group of groups) group(app);
  await addPage(app, page);
  try {
    await app.listen({ host, port });
  } catch (error) {
    await app.close();
    throw listenError(error, host, port, 'HTTP_PORT_TAKEN');
  }
  return { address: boundAddress(app.server, host, port), server: app.server, close: () => app.close() };
}
