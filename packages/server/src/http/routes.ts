import type { Alert, CameraView, HeadView, NodeView } from '@splitsight/wire';
import type { FastifyInstance } from 'fastify';
import { serverError } from '../errors.ts';
import { headsFor, nodesFor } from '../live/visible.ts';
import type { AlertQuery } from '../store/reader.ts';
import {
  alertsAnswerSchema,
  alertsQuerySchema,
  camerasAnswerSchema,
  headsAnswerSchema,
  healthSchema,
  nodesAnswerSchema,
  type Readiness,
  readinessSchema,
} from './api.ts';
import type { Doorkeeper } from './doorkeeper.ts';
import { cutPage } from './paging.ts';
import { addRoute } from './route.ts';

/** What the API is answered from. */
export interface ApiSources {
  readonly version: string;
  cameras(): readonly CameraView[];
  nodes(): readonly NodeView[];
  heads(): readonly HeadView[];
  alerts(query: AlertQuery): readonly Alert[];
  readiness(): Readiness;
  readonly metrics: { text(): Promise<string>; readonly contentType: string };
}

export function addRoutes(app: FastifyInstance, sources: ApiSources, clientOf: Doorkeeper['clientOf']): void {
  addRoute(app, {
    method: 'GET',
    right: 'view',
    url: '/api/v1/cameras',
    summary: 'The cameras',
    answer: camerasAnswerSchema,
    handle: ({ who }) => ({ cameras: sources.cameras().filter(({ site, camera }) => who.sees(site, camera)) }),
  });
  addRoute(app, {
    method: 'GET',
    right: 'view',
    url: '/api/v1/nodes',
    summary: 'The edge machines',
    answer: nodesAnswerSchema,
    handle: ({ who }) => ({ nodes: nodesFor(who, sources.nodes()) }),
  });
  addRoute(app, {
    method: 'GET',
    right: 'view',
    url: '/api/v1/heads',
    summary: 'The heads and their rules',
    answer: headsAnswerSchema,
    handle: ({ who }) => ({ heads: headsFor(who, sources.heads()) }),
  });
  addRoute(app, {
    method: 'GET',
    right: 'view',
    url: '/api/v1/alerts',
    summary: 'The alerts, newest first',
    query: alertsQuerySchema,
    answer: alertsAnswerSchema,
    handle({ query, who }) {
      const isSeen = who.seesAll ? undefined : who.sees;
      return cutPage(sources.alerts({ ...query, limit: query.limit + 1, isSeen }), query.limit);
    },
  });
  app.get('/api/v1/openapi.json', { schema: { hide: true } }, ({ who }) => {
    if (!who) throw serverError('HTTP_LOGIN', 'nobody has logged in');
    return app.swagger();
  });

  addRoute(app, {
    method: 'GET',
    right: 'none',
    url: '/healthz',
    summary: 'Whether the process is alive',
    answer: healthSchema,
    handle: () => ({ status: 'ok' as const, version: sources.version }),
  });
  addRoute(app, {
    method: 'GET',
    right: 'none',
    url: '/readyz',
    summary: 'Whether the server does its work',
    answer: readinessSchema,
    others: { 503: readinessSchema },
    handle: (_, reply) => {
      const readiness = sources.readiness();
      return reply.code(readiness.ready ? 200 : 503).send(readiness);
    },
  });
  app.get('/metrics', { schema: { hide: true } }, async ({ raw, who }, reply) => {
    // Programs on this machine need no token; the figures are of all sites.
    if (!who?.seesAll && !clientOf(raw).isLocal)
      throw serverError('HTTP_LOGIN', 'a token of somebody who sees everything');
    const text = await sources.metrics.text();
    return reply.type(sources.metrics.contentType).send(text);
  });
}
