import type { Clock, Millis } from '@splitsight/kernel';
import {
  type CameraView,
  type CoverageReason,
  type CoverageSumsAnswer,
  coverageAnswerSchema,
  coveragePathSchema,
  coverageQuerySchema,
  coverageSumsAnswerSchema,
  coverageSumsQuerySchema,
  maxCoverageStretches,
} from '@splitsight/wire';
import { serverError } from '../errors.ts';
import { type CameraRef, cameraRef } from '../flow.ts';
import { describePeriod, requirePeriod } from '../history/period.ts';
import type { Coverage } from '../watched/coverage.ts';
import { cut, sumUp, type Timeline } from '../watched/timeline.ts';
import type { RouteGroup } from './http.ts';
import { addRoute, errorAnswerSchema } from './route.ts';

export interface CoverageRouteParts {
  readonly coverage: Pick<Coverage, 'read' | 'knownFrom'>;
  readonly clock: Clock;
  readonly cameras: () => readonly CameraView[];
}

const usual: Millis = 86_400_000;
/** Of all cameras at once. */
const longest: Millis = 31 * 86_400_000;

/** When cameras were watched. */
export function coverageRoutes({ coverage, clock, cameras }: CoverageRouteParts): RouteGroup {
  function periodOf(query: { readonly from?: Millis | undefined; readonly to?: Millis | undefined }) {
    const to = Math.min(query.to ?? clock.now(), clock.now());
    const from = query.from ?? Math.max(0, to - usual);
    requirePeriod(from, to);
    return { from, to };
  }

  return (app) => {
    addRoute(app, {
      method: 'GET',
      right: 'view',
      url: '/api/v1/sites/:site/cameras/:camera/coverage',
      summary: 'When a camera was watched, watched late, or not watched and why',
      path: coveragePathSchema,
      query: coverageQuerySchema,
      answer: coverageAnswerSchema,
      others: { 404: errorAnswerSchema },
      handle({ path: { site, camera }, query, who }) {
        const ref = cameraRef(site, camera);
        const isKnown = who.sees(site, camera) && coverage.knownFrom(ref) !== undefined;
        if (!isKnown && !cameras().some((one) => one.site === site && one.camera === camera && who.sees(site, camera)))
          throw serverError('COVERAGE_CAMERA', ref.key);
        const { from, to } = periodOf(query);
        const timeline = coverage.read(ref, from, to);
        const told = timeline.slice(0, maxCoverageStretches);
        const next = timeline[maxCoverageStretches]?.from ?? null;
        const known_from = knownWithin(ref, from, to);
        return {
          site,
          camera,
          from,
          to: next ?? to,
          ...sumUp(cut(told, known_from, next ?? to)),
          known_from,
          stretches: [...told],
          next_from: next,
        };
      },
    });
    addRoute(app, {
      method: 'GET',
      right: 'view',
      url: '/api/v1/coverage',
      summary: 'How much of a period each camera was watched',
      query: coverageSumsQuerySchema,
      answer: coverageSumsAnswerSchema,
      handle({ query, who }) {
        const { from, to } = periodOf(query);
        if (to - from > longest) throw serverError('HISTORY_PERIOD', `${describePeriod(from, to)}, more than 31 days`);
        const seen = cameras().filter(({ site, camera }) => who.sees(site, camera) && site === (query.site ?? site));
        return { from, to, cameras: seen.map(({ site, camera }) => sumsOf(site, camera, from, to)) };
      },
    });
  };

  /** The moment of a period from which on time counts. */
  function knownWithin(ref: CameraRef, from: Millis, to: Millis): Millis {
    return Math.min(to, Math.max(from, coverage.knownFrom(ref) ?? to));
  }

  function sumsOf(site: CameraView['site'], camera: CameraView['camera'], from: Millis, to: Millis) {
    const ref = cameraRef(site, camera);
    const known = knownWithin(ref, from, to);
    const timeline = known < to ? coverage.read(ref, known, to) : [];
    return { site, camera, ...sumUp(timeline), known_from: known, ...gapsOf(timeline) };
  }
}

type Gaps = Pick<CoverageSumsAnswer['cameras'][number], 'gaps' | 'longest_gap_ms' | 'why'>;

/** The times that nobody watched; neighbours of several reasons are one. */
function gapsOf(timeline: Timeline): Gaps {
  const why: Partial<Record<CoverageReason, Millis>> = {};
  let gaps = 0;
  let longestGap = 0;
  let since: Millis | null = null;
  for (const one of timeline) {
    if (one.why === null) {
      since = null;
      continue;
    }
    if (since === null) {
      gaps++;
      since = one.from;
    }
    longestGap = Math.max(longestGap, one.to - since);
    why[one.why] = (why[one.why] ?? 0) + one.to - one.from;
  }
  return { gaps, longest_gap_ms: longestGap, why };
}
