import type { Clock } from '@splitsight/kernel';
import { type CameraView, ruleTryBodySchema } from '@splitsight/wire';
import type { RuleConfig } from '../config/rule.ts';
import { serverError } from '../errors.ts';
import { requirePeriod } from '../history/period.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { HeadRegistry } from '../registry/registry.ts';
import { everySite, versionAt } from '../registry/state.ts';
import type { RouteGroup } from './http.ts';
import { addRoute, errorAnswerSchema } from './route.ts';
import { requirePlaces } from './rule-places.ts';
import { jobStartedSchema } from './run-api.ts';

export interface RuleTryParts {
  readonly clock: Pick<Clock, 'now'>;
  readonly registry: Pick<HeadRegistry, 'record'>;
  readonly jobs: Pick<Jobs, 'start'>;
  readonly cameras: () => readonly CameraView[];
  /** What the configuration says of a head's rule: what the rule that is tried leaves out. */
  readonly ruleOf: (head: string) => RuleConfig;
}

/** What a rule, saved or not, would have raised in the past. */
export function ruleTryRoutes({ clock, registry, jobs, cameras, ruleOf }: RuleTryParts): RouteGroup {
  return (app) => {
    addRoute(app, {
      method: 'POST',
      right: 'operate',
      url: '/api/v1/rules/try',
      summary: 'Says what alerts a rule would have raised in the past, saved or not; the job has the answer',
      body: ruleTryBodySchema,
      bodyLimit: 256 * 1024,
      answer: jobStartedSchema,
      status: 202,
      others: { 404: errorAnswerSchema, 429: errorAnswerSchema },
      handle({ who, body: { rule: given, until = clock.now(), ...rest } }) {
        const rule = { ...given, id: given.id ?? 'new' };
        requirePlaces(who, rule, cameras());
        requirePeriod(rest.since, until);
        const { site, camera } = placeOf(rule.cameras);
        const live = versionAt(registry.record(rule.head).roles, 'live', site ?? everySite);
        if (live === null) throw serverError('REGISTRY_UNKNOWN', `${rule.head}: none is live`);
        const params = { ...rest, head: rule.head, versions: [live], rule: ruleOf(rule.head), whole_rule: rule, until };
        return {
          job: jobs.start('backtest', { ...params, ...(site && { site }), ...(camera && { camera }) }, who.name),
        };
      },
    });
  };
}

/** The one site, or camera, that a rule is for: what is elsewhere need not be read. */
function placeOf(patterns: readonly string[]): { readonly site?: string; readonly camera?: string } {
  const [first = '*'] = patterns;
  const [site = '', camera = '*'] = first.split('/');
  if (first === '*' || patterns.some((pattern) => pattern.split('/')[0] !== site)) return {};
  return patterns.length === 1 && camera !== '*' ? { site, camera } : { site };
}
