import { compareRuns } from '@splitsight/training';
import type { HeadVersionView } from '@splitsight/wire';
import { z } from 'zod';
import type { Jobs } from '../jobs/jobs.ts';
import type { HeadRegistry } from '../registry/registry.ts';
import { versionViews } from '../registry/version-view.ts';
import { readRun, readVersionFile, runFiles } from '../training/run-files.ts';
import { headVersionPathSchema } from './head-api.ts';
import type { RouteGroup } from './http.ts';
import { addRoute, errorAnswerSchema } from './route.ts';
import {
  compareAnswerSchema,
  compareQuerySchema,
  jobStartedSchema,
  runAnswerSchema,
  runsAnswerSchema,
  runsQuerySchema,
  trainRequestSchema,
} from './run-api.ts';

const missing = { 404: errorAnswerSchema };
const types = {
  'head.onnx': 'application/octet-stream',
  'manifest.json': 'application/json',
  'run.json': 'application/json',
  'README.md': 'text/markdown; charset=utf-8',
} as const;

/** Trainings, and the runs that they left. */
export function runRoutes(jobs: Pick<Jobs, 'start'>, registry: HeadRegistry): RouteGroup {
  const trained = (head?: string): HeadVersionView[] =>
    (head === undefined ? registry.records() : [registry.record(head)])
      .flatMap(versionViews)
      .filter(({ source }) => source === 'training')
      .sort((a, b) => b.added_at - a.added_at);

  return (app) => {
    addRoute(app, {
      method: 'POST',
      right: 'operate',
      url: '/api/v1/runs',
      isLarge: true,
      summary: 'Trains a head on a data set; the job shows a live curve, and what comes out is a draft',
      body: trainRequestSchema,
      answer: jobStartedSchema,
      status: 202,
      others: { ...missing, 409: errorAnswerSchema, 429: errorAnswerSchema },
      handle: ({ body: { by, ...params } }) => ({ job: jobs.start('train', params, by) }),
    });
    addRoute(app, {
      method: 'GET',
      right: 'view',
      url: '/api/v1/runs',
      summary: 'The runs that made a version of a head',
      query: runsQuerySchema,
      answer: runsAnswerSchema,
      handle: ({ query: { head, limit } }) => ({ runs: trained(head).slice(0, limit) }),
    });
    addRoute(app, {
      method: 'GET',
      right: 'view',
      url: '/api/v1/runs/compare',
      summary: 'Runs side by side: parameters, data and figures, and what differs',
      query: compareQuerySchema,
      answer: compareAnswerSchema,
      others: missing,
      async handle({ query: { runs } }) {
        const read = runs.map(async ([head, version]) => ({
          head,
          version,
          run: await readRun(registry, head, version),
        }));
        return compareRuns(await Promise.all(read));
      },
    });
    addRoute(app, {
      method: 'GET',
      right: 'view',
      url: '/api/v1/runs/:head/:version',
      summary: 'A run: parameters, data, figures, curves and held-out scores',
      path: headVersionPathSchema,
      answer: runAnswerSchema,
      others: missing,
      async handle({ path: { head, version } }) {
        const run = await readRun(registry, head, version);
        const view = versionViews(registry.record(head)).find((one) => one.version === version);
        if (!view) throw new Error('a version without a view');
        return { version: view, run };
      },
    });
    for (const name of runFiles) {
      addRoute(app, {
        method: 'GET',
        right: 'view',
        url: `/api/v1/runs/:head/:version/${name}`,
        summary: `The file ${name} of a version`,
        path: headVersionPathSchema,
        answer: z.string(),
        others: missing,
        async handle({ path: { head, version } }, reply) {
          const bytes = await readVersionFile(registry, head, version, name);
          return reply
            .type(types[name])
            .header('content-disposition', `attachment; filename="${head}-${version}-${name}"`)
            .send(bytes);
        },
      });
    }
  };
}
