import type { NoticeBody } from '@splitsight/wire';
import type { Delivery } from './channel.ts';

/** A message as a CloudEvent in structured mode. https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md */
export interface CloudEvent {
  readonly specversion: '1.0';
  /** The idempotency key: with `source` it names the event. */
  readonly id: string;
  readonly source: string;
  readonly type:
    | `splitsight.alert.${'new' | 'end' | 'several'}`
    | `splitsight.trouble.${'new' | 'end' | 'several'}`
    | 'splitsight.test';
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly data: {
    readonly text: string;
    readonly link: string | null;
    readonly alerts: NoticeBody['groups'];
    readonly troubles: NoticeBody['troubles'];
    readonly more: NoticeBody['more'];
    readonly picture: { readonly media_type: 'image/jpeg'; readonly base64: string } | null;
  };
}

export const cloudEventType = 'application/cloudevents+json; charset=utf-8';

/** @param source names this server: a URI reference. */
export function cloudEventOf(
  { key, body, text, picture, now }: Pick<Delivery, 'key' | 'body' | 'text' | 'picture' | 'now'>,
  source: string,
): CloudEvent {
  const happened = [...body.groups.map(({ last }) => last), ...body.troubles.map(({ trouble }) => trouble)].map(
    (one) => one.ended_at ?? one.raised_at,
  );
  return {
    specversion: '1.0',
    id: key,
    source,
    type: typeOf(body),
    subject: subjectOf(body),
    time: new Date(happened.length > 0 ? Math.max(...happened) : now).toISOString(),
    datacontenttype: 'application/json',
    data: {
      text: [text.title, ...text.lines].join('\n'),
      link: text.link,
      alerts: body.groups,
      troubles: body.troubles,
      more: body.more,
      picture: picture && { media_type: 'image/jpeg', base64: Buffer.from(picture.jpeg).toString('base64') },
    },
  };
}

/** Troubles that are told of beside alerts do not change what the message is. */
function typeOf({ test, groups, troubles }: NoticeBody): CloudEvent['type'] {
  if (test) return 'splitsight.test';
  const what = groups.length > 0 ? 'alert' : 'trouble';
  const events = new Set([...groups, ...troubles].map(({ event }) => event));
  const [event = 'new'] = events;
  return `splitsight.${what}.${events.size === 1 ? event : 'several'}`;
}

function subjectOf({ test, groups, troubles, more }: NoticeBody): string {
  if (test) return 'test';
  const [group] = groups;
  const [one] = troubles;
  if (groups.length + troubles.length > 1 || more.groups + more.troubles > 0) return 'several';
  if (group) return `${group.last.site}/${group.last.camera}/${group.last.head}`;
  return one ? subjectOfTrouble(one.trouble) : 'several';
}

function subjectOfTrouble({ site, node, camera, head, kind }: NoticeBody['troubles'][number]['trouble']): string {
  const what = camera ?? node ?? head;
  return [site ?? 'server', ...(what === null ? [] : [what]), kind].join('/');
}
