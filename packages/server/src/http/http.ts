import type { Server } from 'node:http';
import fastifySwagger from '@fastify/swagger';
import { isCodedError } from '@splitsight/kernel';
import Fastify, { type FastifyError } from 'fastify';
import { type Address, boundAddress, listenError } from '../listen.ts';
import { answerError } from './answer-error.ts';
import { addPage } from './page.ts';
import { type ApiSources, addRoutes } from './routes.ts';

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
  /** The folder of the built page. */
  readonly page: string;
  /** Called with errors that are no fault of the client. */
  readonly onFailure: (error: unknown) => void;
}

/** Everything a page may load comes from here; nobody may frame it; browsers do not guess types. */
const securityHeaders = {
  'content-security-policy':
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const;

/** Opens the HTTP server. @throws CodedError HTTP_PORT_TAKEN or LISTEN_FAILED */
export async function openHttpServer({ host, port, sources, page, onFailure }: HttpOptions): Promise<HttpServer> {
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
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(securityHeaders);
    done();
  });
  app.setErrorHandler((error: FastifyError, _request, reply) => {
    if (isCodedError(error, 'HTTP_QUERY')) return answerError(reply, 400, error);
    const status = error.statusCode !== undefined && error.statusCode < 500 ? error.statusCode : 500;
    if (status === 500) onFailure(error);
    return answerError(reply, status, error);
  });
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'SplitSight', description: 'Cameras, heads and alerts.', version: sources.version },
    },
  });
  addRoutes(app, sources);
  await addPage(app, page);
  try {
    await app.listen({ host, port });
  } catch (error) {
    await app.close();
    throw listenError(error, host, port, 'HTTP_PORT_TAKEN');
  }
  return { address: boundAddress(app.server, host, port), server: app.server, close: () => app.close() };
}
