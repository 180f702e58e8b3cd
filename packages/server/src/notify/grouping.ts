import type { Millis } from '@splitsight/kernel';
import type { Alert, AlertEvent, NoticeBody, NoticeGroup, NoticeTrouble } from '@splitsight/wire';
import { heldKey } from '../store/notices.ts';
import type { TroubleEvent } from '../trouble/step.ts';

/** What channels tell of: a turn in an alert's life, or that something is wrong or well again. */
export type News = AlertEvent | TroubleEvent;

/** A message has room for so many cameras and heads, and for so many troubles; the others are counted. */
const maxGroups = 20;

/** What decides when an alert is told of. */
export interface Placing {
  readonly event: Pick<AlertEvent, 'type' | 'after'> | TroubleEvent;
  readonly now: Millis;
  /** When the last message of this group was, or is, due. */
  readonly lastDue: Millis | undefined;
  /** Further alerts of a group within this time are one message. */
  readonly group: Millis;
  /** Until when the channel holds back. */
  readonly heldUntil: Millis | null;
}

/** Into which message an alert belongs, and when that is due: the first of a group at once, those that follow together. */
export function placeAlert(placing: Placing): { readonly groupKey: string; readonly dueAt: Millis } {
  const { event, now, lastDue, group, heldUntil } = placing;
  if (heldUntil !== null) return { groupKey: heldKey, dueAt: heldUntil };
  // A clock that was set back must not hold messages for longer than a group lasts.
  const earliest = lastDue === undefined || lastDue > now + group ? now : lastDue + group;
  return { groupKey: groupKeyOf(event), dueAt: Math.max(now, earliest) };
}

/** What alerts have in common that become one message. The troubles of a site do, whatever camera they are of. */
export function groupKeyOf(news: Placing['event']): string {
  if ('trouble' in news) return ['trouble', news.type, news.trouble.site ?? ''].join('/');
  const { type, after } = news;
  return [type, after.severity, after.site, after.camera, after.head].join('/');
}

const nothing: NoticeBody = { groups: [], troubles: [], more: { groups: 0, alerts: 0, troubles: 0 }, test: false };
/** A message that says that nothing has happened. */
export const testBody: NoticeBody = { ...nothing, test: true };

export function bodyOf(news: News): NoticeBody {
  const event = news.type === 'end' ? 'end' : 'new';
  if ('trouble' in news) return { ...nothing, troubles: [{ event, trouble: news.trouble, count: 1 }] };
  return { ...nothing, groups: [{ event, first: news.after, last: news.after, count: 1 }] };
}

/** One message for several; what has no room is counted. */
export function mergeBodies(bodies: readonly [NoticeBody, ...NoticeBody[]]): NoticeBody {
  const groups = new Map<string, NoticeGroup>();
  const troubles = new Map<string, NoticeTrouble>();
  let more = nothing.more;
  for (const body of bodies) {
    more = addMore(more, body.more);
    for (const group of body.groups) {
      const key = groupKeyOf({ type: group.event, after: group.last });
      const known = groups.get(key);
      if (known) groups.set(key, { ...known, last: newer(known.last, group.last), count: known.count + group.count });
      else if (groups.size < maxGroups) groups.set(key, group);
      else more = addMore(more, { groups: 1, alerts: group.count, troubles: 0 });
    }
    for (const one of body.troubles) {
      const { kind, site, node, camera, head } = one.trouble;
      const key = [one.event, kind, site, node, camera, head].join('/');
      const known = troubles.get(key);
      if (known || troubles.size < maxGroups) troubles.set(key, { ...one, count: one.count + (known?.count ?? 0) });
      else more = addMore(more, { groups: 0, alerts: 0, troubles: one.count });
    }
  }
  const test = bodies.some((body) => body.test);
  return { groups: [...groups.values()], troubles: [...troubles.values()], more, test };
}

function addMore(a: NoticeBody['more'], b: NoticeBody['more']): NoticeBody['more'] {
  return { groups: a.groups + b.groups, alerts: a.alerts + b.alerts, troubles: a.troubles + b.troubles };
}

/** How many alerts and troubles a message tells of. */
export function newsIn(body: NoticeBody): number {
  return alertsIn(body) + troublesIn(body);
}

export function troublesIn({ troubles, more }: NoticeBody): number {
  return troubles.reduce((sum, { count }) => sum + count, more.troubles);
}

/** How many alerts a message tells of. */
export function alertsIn({ groups, more }: NoticeBody): number {
  return groups.reduce((sum, { count }) => sum + count, more.alerts);
}

function newer(a: Alert, b: Alert): Alert {
  return b.raised_at >= a.raised_at ? b : a;
}
