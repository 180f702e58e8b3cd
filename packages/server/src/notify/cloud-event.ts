import type { NoticeBody } from '@splitsight/wire';
import type { Delivery } from './channel.ts';

/** A message as a CloudEvent in structured mode. https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md */
export interface CloudEvent {
  readonly specversion: '1.0';
  /** The idempotency key: with `source` it names the event. */
  readonly id: string;
  readonly source: string;
  readonly type: 'splitsight.alert.new' | 'splitsight.alert.end' | 'splitsight.alert.several' | 'splitsight.test';
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly data: {
    readonly text: string;
    readonly link: string | null;
    readonly alerts: NoticeBody['groups'];
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
  const [first] = body.groups;
  const last = first?.last;
  const isOne = body.groups.length === 1 && body.more.groups === 0;
  const events = new Set(body.groups.map(({ event }) => event));
  const happened = body.groups.map(({ last: alert }) => alert.ended_at ?? alert.raised_at);
  return {
    specversion: '1.0',
    id: key,
    source,
    type: body.test
      ? 'splitsight.test'
      : events.size === 1 && first
        ? `splitsight.alert.${first.event}`
        : 'splitsight.alert.several',
    subject: isOne && last ? `${last.site}/${last.camera}/${last.head}` : body.test ? 'test' : 'several',
    time: new Date(happened.length > 0 ? Math.max(...happened) : now).toISOString(),
    datacontenttype: 'application/json',
    data: {
      text: [text.title, ...text.lines].join('\n'),
      link: text.link,
      alerts: body.groups,
      more: body.more,
      picture: picture && { media_type: 'image/jpeg', base64: Buffer.from(picture.jpeg).toString('base64') },
    },
  };
}
