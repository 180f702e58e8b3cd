import type { Millis } from '@splitsight/kernel';
import type { JobView } from '@splitsight/wire';
import { dayLength, dayOf } from '../clock/days.ts';
import { calibrationOf } from '../monitor/evidence.ts';
import type { MonitorView } from '../monitor/monitor.ts';
import { scoreEdges } from '../monitor/score-bins.ts';
import type { CheckTable } from '../store/monitor-checks.ts';
import type { ScoreTable } from '../store/monitor-scores.ts';
import type { FindJudged } from '../store/monitor-verdicts.ts';
import type { RouteGroup } from './http.ts';
import {
  acceptBodySchema,
  calibrationAnswerSchema,
  calibrationQuerySchema,
  checkAnswerSchema,
  checkBodySchema,
  type DriftFinding,
  driftAnswerSchema,
  driftQuerySchema,
  monitorAnswerSchema,
  scoresAnswerSchema,
  scoresQuerySchema,
} from './monitor-api.ts';
import { addRoute, errorAnswerSchema } from './route.ts';

/** What the routes about watching heads are answered from. */
export interface MonitorSources {
  readonly now: () => Millis;
  /** How old the alerts are whose verdicts count, unless told. */
  readonly verdictDays: number;
  readonly monitor: {
    readonly view: MonitorView;
    check(by: string): JobView;
    accept(site: string, camera: string, by: string): void;
  };
  readonly scores: Pick<ScoreTable, 'days'>;
  readonly checks: Pick<CheckTable, 'findingsOf'>;
  readonly judged: FindJudged;
}

const maxFindings = 100;
const maxShifts = 1000;

/** How heads at work do: scores, drift, calibration, and what is stale. */
export function monitorRoutes({ now, verdictDays, monitor, scores, checks, judged }: MonitorSources): RouteGroup {
  const { view } = monitor;
  const overview = () => {
    const of = (verdict: DriftFinding['verdict']) => view.findings().filter((one) => one.verdict === verdict).length;
    return {
      checked_at: view.checkedAt(),
      next_check_at: view.nextCheckAt(),
      job: view.job(),
      heads: [...view.states()],
      cameras: { steady: of('steady'), drifted: of('drifted'), too_little: of('too_little') },
      shifted: view.shifts().slice(0, maxShifts),
    };
  };

  return (app) => {
    addRoute(app, {
      method: 'GET',
      right: 'view',
      url: '/api/v1/monitor',
      summary: 'Which heads are stale and why, and what the last check found',
      answer: monitorAnswerSchema,
      handle: overview,
    });
    addRoute(app, {
      method: 'GET',
      right: 'view',
      url: '/api/v1/monitor/scores',
      summary: 'How often a head scored how high, by day; up to a minute old',
      query: scoresQuerySchema,
      answer: scoresAnswerSchema,
      handle: ({ query: { from = now() - 7 * dayLength, to = now(), ...rest } }) => ({
        edges: [...scoreEdges],
        days: scores
          .days({ ...rest, from: Math.floor(from / dayLength), to: Math.floor(to / dayLength) })
          .map(({ version, day: of, cameras, counts }) => ({
            ...{ version, day: dayOf(of * dayLength), cameras },
            counts: [...counts],
          })),
      }),
    });
    addRoute(app, {
      method: 'GET',
      right: 'view',
      url: '/api/v1/monitor/drift',
      summary: 'Which cameras show something else than in the days before',
      query: driftQuerySchema,
      answer: driftAnswerSchema,
      handle: ({ query: { site, camera } }) => ({
        cameras:
          camera === undefined
            ? view
                .findings()
                .filter((one) => one.site === (site ?? one.site))
                .toSorted(byUrgency)
            : sitesOf(view.findings(), camera, site).flatMap((of) => checks.findingsOf(of, camera, maxFindings)),
      }),
    });
    addRoute(app, {
      method: 'POST',
      right: 'operate',
      url: '/api/v1/monitor/accept',
      summary: 'What a camera shows since it drifted is right: later days are compared with that',
      body: acceptBodySchema,
      answer: monitorAnswerSchema,
      others: { 404: errorAnswerSchema },
      handle({ body: { site, camera, by } }) {
        monitor.accept(site, camera, by);
        return overview();
      },
    });
    addRoute(app, {
      method: 'GET',
      right: 'view',
      url: '/api/v1/monitor/calibration',
      summary: 'Whether alerts are right as often as their scores say, by operators’ verdicts',
      query: calibrationQuerySchema,
      answer: calibrationAnswerSchema,
      handle({ query: { head, version, site, days = verdictDays } }) {
        const own = judged({ head, version, site, since: Math.max(0, now() - days * dayLength) });
        const unsure = own.filter(({ verdict }) => verdict === 'unsure').length;
        return { head, version: version ?? null, days, unsure, calibration: mutable(calibrationOf(own)) };
      },
    });
    addRoute(app, {
      method: 'POST',
      right: 'operate',
      url: '/api/v1/monitor/check',
      summary: 'Compares cameras and heads with their past now; answers with the job',
      body: checkBodySchema,
      answer: checkAnswerSchema,
      handle: ({ body: { by } }) => ({ job: monitor.check(by) }),
    });
  };
}

/** What drifted first, then by how unlikely it is. */
function byUrgency(a: DriftFinding, b: DriftFinding): number {
  const rank = ({ verdict }: DriftFinding) => ['drifted', 'steady', 'too_little'].indexOf(verdict);
  return rank(a) - rank(b) || (a.p ?? 1) - (b.p ?? 1) || (b.distance ?? 0) - (a.distance ?? 0);
}

function sitesOf(findings: readonly DriftFinding[], camera: string, site: string | undefined): readonly string[] {
  if (site !== undefined) return [site];
  return [...new Set(findings.filter((one) => one.camera === camera).map((one) => one.site))];
}

function mutable(found: ReturnType<typeof calibrationOf>) {
  return found && { ...found, bins: [...found.bins] };
}
