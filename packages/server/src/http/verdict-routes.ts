import type { z } from 'zod';
import type { Verdicts } from '../datasets/verdicts.ts';
import type { Verdict } from '../store/verdicts.ts';
import {
  verdictAnswerSchema,
  verdictBody,
  verdictsAnswerSchema,
  verdictsQuery,
  type verdictViewSchema,
} from './dataset-api.ts';
import { alertPathSchema } from './fields.ts';
import type { RouteGroup } from './http.ts';
import { addRoute, errorAnswerSchema } from './route.ts';

/** What people say of alerts. */
export function verdictRoutes(verdicts: Verdicts): RouteGroup {
  return (app) => {
    addRoute(app, {
      method: 'PUT',
      right: 'operate',
      url: '/api/v1/alerts/:id/verdict',
      summary: 'Says whether an alert was right; a later verdict replaces it',
      path: alertPathSchema,
      body: verdictBody,
      answer: verdictAnswerSchema,
      others: { 404: errorAnswerSchema, 409: errorAnswerSchema },
      handle: ({ path: { id }, body }) => ({ verdict: viewOf(verdicts.give(id, body)) }),
    });
    addRoute(app, {
      method: 'GET',
      right: 'view',
      url: '/api/v1/alerts/:id/verdict',
      summary: 'What somebody said of an alert',
      path: alertPathSchema,
      answer: verdictAnswerSchema,
      others: { 404: errorAnswerSchema },
      handle: ({ path: { id } }) => ({ verdict: viewOf(verdicts.get(id)) }),
    });
    addRoute(app, {
      method: 'GET',
      right: 'view',
      url: '/api/v1/verdicts',
      summary: 'Verdicts on alerts, the newest alerts first',
      query: verdictsQuery,
      answer: verdictsAnswerSchema,
      handle: ({ query }) => ({ verdicts: verdicts.list(query).map(viewOf) }),
    });
  };
}

function viewOf({ givenAt, ...verdict }: Verdict): z.input<typeof verdictViewSchema> {
  return { ...verdict, given_at: givenAt };
}
