import type { Millis } from '@splitsight/kernel';
import type { Alert, AlertEvent, NoticeBody, NoticeGroup } from '@splitsight/wire';
import { heldKey } from '../store/notices.ts';

/** A message has room for so many cameras and heads; the others are counted. */
const maxGroups = 20;

/** What decides when an alert is told of. */
export interface Placing {
  readonly event: Pick<AlertEvent, 'type' | 'after'>;
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

/** What alerts have in common that become one message. */
export function groupKeyOf({ type, after }: Pick<AlertEvent, 'type' | 'after'>): string {
  return [type, after.severity, after.site, after.camera, after.head].join('/');
}

export function bodyOf({ type, after }: AlertEvent): NoticeBody {
  const event = type === 'end' ? 'end' : 'new';
  return { groups: [{ event, first: after, last: after, count: 1 }], more: { groups: 0, alerts: 0 }, test: false };
}

/** One message for several; what has no room is counted. */
export function mergeBodies(bodies: readonly [NoticeBody, ...NoticeBody[]]): NoticeBody {
  const groups = new Map<string, NoticeGroup>();
  let more = { groups: 0, alerts: 0 };
  for (const body of bodies) {
    more = { groups: more.groups + body.more.groups, alerts: more.alerts + body.more.alerts };
    for (const group of body.groups) {
      const key = groupKeyOf({ type: group.event, after: group.last });
      const known = groups.get(key);
      if (known) groups.set(key, { ...known, last: newer(known.last, group.last), count: known.count + group.count });
      else if (groups.size < maxGroups) groups.set(key, group);
      else more = { groups: more.groups + 1, alerts: more.alerts + group.count };
    }
  }
  return { groups: [...groups.values()], more, test: bodies.some(({ test }) => test) };
}

/** How many alerts a message tells of. */
export function alertsIn({ groups, more }: NoticeBody): number {
  return groups.reduce((sum, { count }) => sum + count, more.alerts);
}

function newer(a: Alert, b: Alert): Alert {
  return b.raised_at >= a.raised_at ? b : a;
}
