import { auditAnswerSchema, auditQuerySchema } from '@splitsight/wire';
import type { Audit } from '../people/audit.ts';
import type { RouteGroup } from './http.ts';
import { addRoute } from './route.ts';

/** Who did what, and when. */
export function auditRoutes(audit: Pick<Audit, 'list'>): RouteGroup {
  return (app) => {
    addRoute(app, {
      method: 'GET',
      right: 'administer',
      url: '/api/v1/audit',
      summary: 'What people changed, newest first',
      query: auditQuerySchema,
      answer: auditAnswerSchema,
      handle({ query }) {
        const entries = audit.list({ ...query, limit: query.limit + 1 });
        const page = entries.slice(0, query.limit);
        return { entries: page, next_before: entries.length > page.length ? (page.at(-1)?.id ?? null) : null };
      },
    });
  };
}
