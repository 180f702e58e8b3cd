import type { z } from 'zod';
import { addedView, nothingAdded } from '../datasets/added-view.ts';
import { frameItem, regionOfOrigin } from '../datasets/frame-items.ts';
import { addFromVerdicts, type VerdictSources } from '../datasets/from-verdicts.ts';
import { profileJob, rangeJob, similarJob } from '../datasets/jobs.ts';
import { fromVerdictsResultSchema, fromVerdictsSchema, rangeSchema, similarSchema } from '../datasets/schemas.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { createFrameFinder } from '../store/history-frame.ts';
import { acceptAnswerSchema, acceptBody, byBody, dataSetPath, startedAnswerSchema } from './dataset-api.ts';
import type { RouteGroup } from './http.ts';
import { addRoute, errorAnswerSchema } from './route.ts';

const root = '/api/v1/datasets/:name';
const refusals = { 404: errorAnswerSchema, 429: errorAnswerSchema };

export interface CollectSources extends VerdictSources {
  readonly jobs: Jobs;
}

/** Where the items of data sets come from: what was stored, and what people said of it. */
export function dataSetCollectRoutes(sources: CollectSources): RouteGroup {
  const { sets, jobs, connection } = sources;
  const finder = createFrameFinder(connection);
  const start = (kind: string, name: string, given: { readonly by: string }) => ({
    job: jobs.start(kind, { ...given, dataset: name, dataset_id: sets.get(name).id }, given.by),
  });
  return (app) => {
    addRoute(app, {
      method: 'POST',
      right: 'operate',
      url: `${root}/from-range`,
      isLarge: true,
      summary: 'What a camera saw in a time is a label: a job; whole batches stay when it is cancelled',
      path: dataSetPath,
      body: rangeSchema,
      answer: startedAnswerSchema,
      status: 202,
      others: refusals,
      handle: ({ path: { name }, body }) => start(rangeJob, name, body),
    });
    addRoute(app, {
      method: 'POST',
      right: 'operate',
      url: `${root}/similar`,
      summary: 'Stored regions most like others: a job that answers with candidates',
      path: dataSetPath,
      body: similarSchema,
      answer: startedAnswerSchema,
      status: 202,
      others: refusals,
      handle: ({ path: { name }, body }) => start(similarJob, name, body),
    });
    addRoute(app, {
      method: 'POST',
      right: 'operate',
      url: `${root}/profile`,
      summary: 'What is in a data set, and what is wrong with it: a job',
      path: dataSetPath,
      body: byBody,
      answer: startedAnswerSchema,
      status: 202,
      others: refusals,
      handle: ({ path: { name }, body }) => start(profileJob, name, body),
    });
    addRoute(app, {
      method: 'POST',
      right: 'operate',
      url: `${root}/accept`,
      isLarge: true,
      summary: 'Adds stored regions with a label',
      path: dataSetPath,
      body: acceptBody,
      bodyLimit: 512 * 1024,
      answer: acceptAnswerSchema,
      others: { 404: errorAnswerSchema },
      handle: ({ path: { name }, body }) => accept(name, body),
    });
    addRoute(app, {
      method: 'POST',
      right: 'operate',
      url: `${root}/from-verdicts`,
      isLarge: true,
      summary: 'Makes items of the frames behind alerts that people have judged',
      path: dataSetPath,
      body: fromVerdictsSchema,
      answer: fromVerdictsResultSchema,
      others: { 404: errorAnswerSchema },
      handle: async ({ path: { name }, body }) => {
        const { items, ...counts } = await addFromVerdicts(name, body, sources);
        return { ...counts, items: addedView(items) };
      },
    });
  };

  function accept(name: string, { origins, label, existing, by }: z.output<typeof acceptBody>) {
    const { id } = sets.get(name);
    const missing: string[] = [];
    const found = origins.flatMap((origin) => {
      const seen = regionOfOrigin(origin);
      const frame = seen && finder.byName(seen);
      const item = frame && frameItem(frame, seen.region, label);
      if (frame && item) return [{ codec: frame.kind.codec, item }];
      missing.push(origin);
      return [];
    });
    const [first] = found;
    const added = first
      ? sets.add(id, { codec: first.codec, items: found.map(({ item }) => item), existing, by })
      : nothingAdded;
    return { ...addedView(added), missing };
  }
}
