import type { Send } from '../channel.ts';
import { deliverOut } from '../http-out.ts';

/** Publishes the message to a topic of an ntfy server. https://docs.ntfy.sh/publish/ */
export const sendNtfy: Send<'ntfy'> = async ({ settings, secrets, text, picture, channel, timeout, signal }) => {
  const { server, topic, priority } = settings;
  const message = text.lines.join('\n');
  const base = server.endsWith('/') ? server : `${server}/`;
  const shared = { outside: channel.outside, timeout, signal };
  const auth: Record<string, string> = secrets.token === undefined ? {} : { authorization: `Bearer ${secrets.token}` };
  const { status } = picture
    ? await deliverOut({
        ...shared,
        url: new URL(topic, base),
        method: 'PUT',
        headers: {
          ...auth,
          title: encodedWord(text.title),
          message: encodedWord(message),
          priority: String(priority),
          filename: 'alert.jpg',
          ...(text.link !== null && { click: text.link }),
        },
        body: picture.jpeg,
      })
    : await deliverOut({
        ...shared,
        url: new URL(base),
        method: 'POST',
        headers: { ...auth, 'content-type': 'application/json' },
        body: JSON.stringify({
          ...{ topic, title: text.title, message, priority },
          ...(text.link !== null && { click: text.link }),
        }),
      });
  return `HTTP ${status}`;
};

/** Header values are ASCII; ntfy reads others as RFC 2047 has them. */
function encodedWord(text: string): string {
  return `=?UTF-8?B?${Buffer.from(text).toString('base64')}?=`;
}
