import { dayLength, dayOf } from '../clock/days.ts';
import { serverError } from '../errors.ts';
import { closeHeads, openScoringHead, type ScoringHead } from '../heads/scoring-head.ts';
import type { PastParts } from '../history/open-history.ts';
import { requirePeriod } from '../history/period.ts';
import { recomputeAlert } from '../history/recompute.ts';
import { recomputedAlertSchema } from '../history/recompute-schema.ts';
import { rateDisagreements } from '../history/shadow-report.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { lastShadowVersion, readDisagreements } from '../store/disagreements.ts';
import { readEvidence } from '../store/evidence.ts';
import { findAlert } from '../store/history-alerts.ts';
import { createFrameFinder } from '../store/history-frame.ts';
import { alertPathSchema } from './fields.ts';
import { headPathSchema } from './head-api.ts';
import {
  accountsAnswerSchema,
  accountsQuerySchema,
  recomputeRequestSchema,
  shadowReportQuerySchema,
  shadowReportSchema,
} from './history-api.ts';
import type { RouteGroup } from './http.ts';
import { addRoute, errorAnswerSchema } from './route.ts';
import { jobStartedSchema } from './run-api.ts';

const missing = { 404: errorAnswerSchema };
/** As many disagreements are counted; more than are stored of a head in ten days. */
const maxCounted = 100_000;
const maxAccounts = 10_000;

/** What heads made of frames, and whether alerts can be computed again. */
export function historyRoutes({
  clock,
  store,
  books,
  registry,
  jobs,
}: PastParts & { readonly jobs: Pick<Jobs, 'start'> }): RouteGroup {
  const { connection } = store;
  const frames = createFrameFinder(connection);

  /** The version of a head that is in the shadow somewhere, or else the one that disagreed last. */
  function shadowOf(head: string): string | undefined {
    const inShadow = registry.record(head).roles.find(({ role, version }) => role === 'shadow' && version !== null);
    return inShadow?.version ?? lastShadowVersion(connection, head);
  }

  return (app) => {
    addRoute(app, {
      method: 'GET',
      right: 'view',
      url: '/api/v1/accounts',
      summary: 'What became of every frame that heads looked at, by day and camera',
      query: accountsQuerySchema,
      answer: accountsAnswerSchema,
      handle: ({ query }) => ({ accounts: [...books.accounts(query)] }),
    });
    addRoute(app, {
      method: 'GET',
      right: 'view',
      url: '/api/v1/heads/:head/shadow-report',
      summary: 'Where the version in the shadow and the live one disagree',
      path: headPathSchema,
      query: shadowReportQuerySchema,
      answer: shadowReportSchema,
      handle({ path: { head }, query: { version = shadowOf(head), limit, site, camera, ...days } }) {
        const { since = dayOf(clock.now() - 6 * dayLength), until = dayOf(clock.now()) } = days;
        if (since > until) throw serverError('HISTORY_PERIOD', `from ${since} to ${until}`);
        const period = { since: Date.parse(since), until: Date.parse(until) + dayLength };
        const where = { head, site, camera };
        const disagreements =
          version === undefined
            ? []
            : readDisagreements(connection, { ...where, ...period, shadowVersion: version, limit: maxCounted });
        const accounts = books
          .accounts({ ...where, since, until, role: 'shadow', limit: maxAccounts })
          .filter((account) => account.version === version);
        const { total, days: daily } = rateDisagreements(accounts, disagreements);
        return {
          ...{ head, version: version ?? null, since, until, total, days: [...daily] },
          disagreements: disagreements.toReversed().slice(0, limit),
          cut: disagreements.length > limit || accounts.length >= maxAccounts,
        };
      },
    });
    addRoute(app, {
      method: 'GET',
      right: 'view',
      url: '/api/v1/alerts/:id/recompute',
      summary: 'Computes an alert again from what is stored, and compares it bit for bit',
      path: alertPathSchema,
      answer: recomputedAlertSchema,
      others: missing,
      async handle({ path: { id } }) {
        const alert = findAlert(connection, id);
        if (!alert) throw serverError('ALERT_UNKNOWN', id);
        const opened = new Map<string, ScoringHead>();
        try {
          return await recomputeAlert(alert, {
            frames,
            evidence: (of) => readEvidence(connection, of),
            async open(head, version) {
              const known = opened.get(version);
              if (known) return known;
              const fresh = await openScoringHead(registry.folderOf(head, version), { name: head, version, rule: {} });
              opened.set(version, fresh);
              return fresh;
            },
          });
        } finally {
          await closeHeads([...opened.values()]);
        }
      },
    });
    addRoute(app, {
      method: 'POST',
      right: 'operate',
      url: '/api/v1/recompute',
      summary: 'Computes all alerts of a period again, and compares them bit for bit; the job has the answer',
      body: recomputeRequestSchema,
      answer: jobStartedSchema,
      status: 202,
      others: { 429: errorAnswerSchema },
      handle({ body: { by, until = clock.now(), ...rest } }) {
        requirePeriod(rest.since, until);
        return { job: jobs.start('recompute', { ...rest, until }, by) };
      },
    });
  };
}
