import { jobViewSchema } from '@splitsight/wire';
import { z } from 'zod';
import type { Jobs } from '../jobs/jobs.ts';
import type { RouteGroup } from './http.ts';
import { addRoute, errorAnswerSchema } from './route.ts';

const path = z.strictObject({ id: z.coerce.number<string>().int().min(1) });

export const jobsAnswerSchema = z.object({ jobs: z.array(jobViewSchema).describe('newest first') });
export const jobAnswerSchema = z.object({
  job: jobViewSchema,
  curve: z
    .array(z.record(z.string(), z.number()))
    .describe('the points that it has drawn so far, while it runs and until the next one does; at most 2000'),
});

/** What long work is going on, and how to end it. */
export function jobRoutes(jobs: Jobs): RouteGroup {
  return (app) => {
    addRoute(app, {
      method: 'GET',
      right: 'view',
      url: '/api/v1/jobs',
      summary: 'Long work: what waits, runs and has ended',
      answer: jobsAnswerSchema,
      handle: () => ({ jobs: [...jobs.list(100)] }),
    });
    addRoute(app, {
      method: 'GET',
      right: 'view',
      url: '/api/v1/jobs/:id',
      summary: 'A job, its progress and what came out',
      path,
      answer: jobAnswerSchema,
      others: { 404: errorAnswerSchema },
      handle: ({ path: { id } }) => ({ job: jobs.get(id), curve: [...jobs.curve(id)] }),
    });
    addRoute(app, {
      method: 'POST',
      right: 'operate',
      url: '/api/v1/jobs/:id/cancel',
      summary: 'Ends a job; nothing half done is left of it',
      path,
      answer: jobAnswerSchema,
      others: { 404: errorAnswerSchema, 409: errorAnswerSchema },
      handle: ({ path: { id } }) => ({ job: jobs.cancel(id), curve: [...jobs.curve(id)] }),
    });
  };
}
