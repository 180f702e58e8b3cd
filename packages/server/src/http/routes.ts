import type { Alert, CameraView, HeadView, NodeView } from '@splitsight/wire';
import type { FastifyInstance, FastifySchema } from 'fastify';
import { z } from 'zod';
import { serverError } from '../errors.ts';
import type { AlertQuery } from '../store/reader.ts';
import {
  alertsAnswerSchema,
  alertsQuerySchema,
  camerasAnswerSchema,
  errorAnswerSchema,
  headsAnswerSchema,
  healthSchema,
  nodesAnswerSchema,
  type Readiness,
  readinessSchema,
} from './api.ts';
import { cutPage } from './paging.ts';

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

export function addRoutes(app: FastifyInstance, sources: ApiSources): void {
  app.get('/api/v1/cameras', { schema: answers('The cameras', camerasAnswerSchema) }, () => ({
    cameras: sources.cameras(),
  }));
  app.get('/api/v1/nodes', { schema: answers('The edge machines', nodesAnswerSchema) }, () => ({
    nodes: sources.nodes(),
  }));
  app.get('/api/v1/heads', { schema: answers('The heads and their rules', headsAnswerSchema) }, () => ({
    heads: sources.heads(),
  }));
  const alertsSchema = {
    ...answers('The alerts, newest first', alertsAnswerSchema, { 400: errorAnswerSchema }),
    querystring: jsonSchema(alertsQuerySchema),
  };
  app.get('/api/v1/alerts', { schema: alertsSchema }, ({ query }) => {
    const parsed = alertsQuerySchema.safeParse(query);
    if (!parsed.success) throw serverError('HTTP_QUERY', describe(parsed.error));
    const { limit } = parsed.data;
    return cutPage(sources.alerts({ ...parsed.data, limit: limit + 1 }), limit);
  });
  app.get('/api/v1/openapi.json', { schema: { hide: true } }, () => app.swagger());

  app.get('/healthz', { schema: answers('Whether the process is alive', healthSchema) }, () => ({
    status: 'ok',
    version: sources.version,
  }));
  const readySchema = answers('Whether the server does its work', readinessSchema, { 503: readinessSchema });
  app.get('/readyz', { schema: readySchema }, (_request, reply) => {
    const readiness = sources.readiness();
    return reply.code(readiness.ready ? 200 : 503).send(readiness);
  });
  app.get('/metrics', { schema: { hide: true } }, async (_request, reply) => {
    const text = await sources.metrics.text();
    return reply.type(sources.metrics.contentType).send(text);
  });
}

function answers(summary: string, ok: z.ZodType, others: Readonly<Record<number, z.ZodType>> = {}): FastifySchema {
  const response = Object.entries({ 200: ok, ...others }).map(([status, schema]) => [status, jsonSchema(schema)]);
  return { summary, response: Object.fromEntries(response) };
}

/** The JSON Schema (2020-12, as OpenAPI 3.1 has it) of what is accepted or sent. */
function jsonSchema(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return rest;
}

function describe(error: z.ZodError): string {
  return error.issues.map(({ path, message }) => `${path.join('.') || 'query'}: ${message}`).join('; ');
}
