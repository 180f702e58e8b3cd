import { type PickedThreshold, pickThreshold, type ThresholdGoal, thresholdTable } from '@splitsight/learn';
import type { z } from 'zod';
import { serverError } from '../errors.ts';
import { type BacktestParams, backtestRequestSchema, backtestResultSchema } from '../history/backtest-schema.ts';
import type { PastParts } from '../history/open-history.ts';
import { requirePeriod } from '../history/period.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { everySite, versionAt } from '../registry/state.ts';
import { readRun } from '../training/run-files.ts';
import { headPathSchema, headVersionPathSchema } from './head-api.ts';
import { type ThresholdsAnswer, thresholdsAnswerSchema, thresholdsQuerySchema } from './history-api.ts';
import type { RouteGroup } from './http.ts';
import { addRoute, errorAnswerSchema } from './route.ts';
import { jobStartedSchema } from './run-api.ts';

const missing = { 404: errorAnswerSchema };

/** What versions of heads would have done in the past, and which threshold that speaks for. */
export function backtestRoutes({
  clock,
  registry,
  ruleOf,
  jobs,
}: PastParts & { readonly jobs: Pick<Jobs, 'start' | 'get'> }): RouteGroup {
  /** @throws CodedError REGISTRY_UNKNOWN */
  function versionsOf(head: string, asked: readonly string[] | undefined, site: string | undefined): string[] {
    const record = registry.record(head);
    const live = versionAt(record.roles, 'live', site ?? everySite);
    const versions = asked ?? (live === null ? [] : [live]);
    if (versions.length === 0) throw serverError('REGISTRY_UNKNOWN', `${head}: none is live; name one`);
    const unknown = versions.find((version) => !record.versions.some((one) => one.version === version));
    if (unknown !== undefined) throw serverError('REGISTRY_UNKNOWN', `${head} ${unknown}`);
    return [...new Set(versions)];
  }

  function alertsPerDay(head: string, version: string, job: number | undefined) {
    if (job === undefined) return [];
    const { kind, state, params, result } = jobs.get(job);
    if (kind !== 'backtest' || state !== 'done')
      throw serverError('HTTP_QUERY', `job ${job} is no backtest that is done`);
    const found = backtestResultSchema.parse(result).versions.find((one) => one.version === version);
    if ((params as BacktestParams).head !== head || !found) {
      throw serverError('HTTP_QUERY', `job ${job} is of other versions than ${head} ${version}`);
    }
    return found.thresholds;
  }

  return (app) => {
    addRoute(app, {
      method: 'POST',
      right: 'operate',
      url: '/api/v1/heads/:head/backtest',
      summary: 'Says what alerts versions of a head would have raised in the past; the job has the answer',
      path: headPathSchema,
      body: backtestRequestSchema,
      answer: jobStartedSchema,
      status: 202,
      others: { ...missing, 429: errorAnswerSchema },
      handle({ path: { head }, body: { by, versions, rule, until = clock.now(), ...rest } }) {
        requirePeriod(rest.since, until);
        const params = {
          ...rest,
          head,
          until,
          versions: versionsOf(head, versions, rest.site),
          rule: rule === 'configured' ? ruleOf(head) : rule === 'version' ? {} : rule,
        };
        return { job: jobs.start('backtest', params, by) };
      },
    });
    addRoute(app, {
      method: 'GET',
      right: 'view',
      url: '/api/v1/head-versions/:head/:version/thresholds',
      summary: 'What each threshold would find, take wrongly and raise a day, and the one that serves a goal best',
      path: headVersionPathSchema,
      query: thresholdsQuerySchema,
      answer: thresholdsAnswerSchema,
      others: missing,
      async handle({ path: { head, version }, query }) {
        const { classes, positive, held_out } = await readRun(registry, head, version);
        const held = {
          scores: held_out.map(({ score }) => score),
          positive: held_out.map(({ label }) => label === classes[positive]),
          groups: held_out.map(({ group }) => group),
        };
        const table = thresholdTable(held, alertsPerDay(head, version, query.job));
        return { ...table, rows: [...table.rows], picked: pickedView(pickThreshold(table, goalOf(query))) };
      },
    });
  };
}

function goalOf({ goal, at_most, at_least, sure }: z.output<typeof thresholdsQuerySchema>): ThresholdGoal {
  switch (goal) {
    case 'alerts_per_day':
      return { kind: goal, at_most };
    case 'f1':
      return { kind: goal };
    case 'recall':
    case 'precision':
      return { kind: goal, at_least, sure };
  }
}

function pickedView(picked: PickedThreshold): ThresholdsAnswer['picked'] {
  return picked.met
    ? { met: true, row: picked.row, why: null }
    : { met: false, row: picked.nearest ?? null, why: picked.message };
}
