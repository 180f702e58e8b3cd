import {
  type CameraView,
  newSnoozeBodySchema,
  type Snooze,
  snoozeAnswerSchema,
  snoozePathSchema,
  snoozesAnswerSchema,
} from '@splitsight/wire';
import { serverError } from '../errors.ts';
import type { Principal } from '../people/principal.ts';
import type { RuleBook } from '../rules/rule-book.ts';
import type { SnoozeBook } from '../rules/snoozes.ts';
import { builtInPrefix } from '../rules/watch.ts';
import type { RouteGroup } from './http.ts';
import { addRoute, errorAnswerSchema } from './route.ts';
import { isAllSeen } from './rule-places.ts';

export interface SnoozeRouteParts {
  readonly snoozes: SnoozeBook;
  readonly book: Pick<RuleBook, 'get'>;
  readonly cameras: () => readonly CameraView[];
}

/** What is to raise no alerts for a while. */
export function snoozeRoutes({ snoozes, book, cameras }: SnoozeRouteParts): RouteGroup {
  const patternOf = ({ site, camera }: Pick<Snooze, 'site' | 'camera'>) =>
    site === null ? '*' : `${site}/${camera ?? '*'}`;
  const isOf = (who: Principal, snooze: Pick<Snooze, 'site' | 'camera'>) =>
    isAllSeen(who, patternOf(snooze), cameras());
  const isSeen = (who: Principal, { site, camera }: Snooze) => site === null || who.sees(site, camera ?? undefined);

  return (app) => {
    addRoute(app, {
      method: 'GET',
      right: 'view',
      url: '/api/v1/snoozes',
      summary: 'What raises no alerts now, and until when',
      answer: snoozesAnswerSchema,
      handle: ({ who }) => ({ snoozes: snoozes.all().filter((snooze) => isSeen(who, snooze)) }),
    });
    addRoute(app, {
      method: 'POST',
      right: 'operate',
      url: '/api/v1/snoozes',
      summary: 'Lets a camera, a site or a rule raise no alerts until a moment; what it would have raised is counted',
      body: newSnoozeBodySchema,
      answer: snoozeAnswerSchema,
      status: 201,
      others: { 404: errorAnswerSchema, 409: errorAnswerSchema },
      handle({ who, body }) {
        if (!isOf(who, body)) throw serverError('RULE_PLACE', patternOf(body));
        if (body.rule !== null && !body.rule.startsWith(builtInPrefix)) book.get(body.rule);
        return { snooze: snoozes.add(body, who.name) };
      },
    });
    addRoute(app, {
      method: 'DELETE',
      right: 'operate',
      url: '/api/v1/snoozes/:id',
      summary: 'Ends a snooze before its time',
      path: snoozePathSchema,
      answer: snoozesAnswerSchema,
      others: { 404: errorAnswerSchema },
      handle({ who, path: { id } }) {
        const snooze = snoozes.all().find((one) => one.id === id);
        if (!snooze || !isSeen(who, snooze)) throw serverError('SNOOZE_UNKNOWN', String(id));
        if (!isOf(who, snooze)) throw serverError('RULE_PLACE', patternOf(snooze));
        snoozes.remove(id, who.name);
        return { snoozes: snoozes.all().filter((one) => isSeen(who, one)) };
      },
    });
  };
}
