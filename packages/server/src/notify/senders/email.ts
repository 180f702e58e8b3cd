import { isIP } from 'node:net';
import { messageOf } from '@splitsight/kernel';
import { createTransport } from 'nodemailer';
import type { NoticeText, Send } from '../channel.ts';
import { escapeHtml } from '../escape.ts';
import { DeliveryFailure, oneLine } from '../failure.ts';
import { resolveTarget } from '../resolve.ts';

const pictureId = 'alert@splitsight';

/** Hands the message to a mail server, as text and as HTML. */
export const sendEmail: Send<'email'> = async (delivery) => {
  const { settings, secrets, channel, key, text, picture, timeout, signal } = delivery;
  const { host, port, security, user, from, to } = settings;
  const { address } = await resolveTarget(host, channel.outside);
  const transport = createTransport({
    host: address,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    tls: isIP(host) === 0 ? { servername: host } : {},
    ...(user !== '' && { auth: { user, pass: secrets.password ?? '' } }),
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    socketTimeout: timeout,
    // Nothing of a message may make it read files or addresses.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const stop = () => transport.close();
  signal.addEventListener('abort', stop, { once: true });
  try {
    const { response } = await transport.sendMail({
      from,
      to: [...to],
      subject: text.title,
      text: [...text.lines, ...(text.link === null ? [] : ['', text.link])].join('\n'),
      html: htmlOf(text, picture !== null),
      messageId: `<${key}@splitsight>`,
      headers: { 'auto-submitted': 'auto-generated' },
      attachments: picture ? [{ filename: 'alert.jpg', content: Buffer.from(picture.jpeg), cid: pictureId }] : [],
    });
    return oneLine(response);
  } catch (error) {
    throw mailFailure(error, host);
  } finally {
    signal.removeEventListener('abort', stop);
    transport.close();
  }
};

function htmlOf({ title, lines, link }: NoticeText, hasPicture: boolean): string {
  const picture = hasPicture ? `<p><img src="cid:${pictureId}" alt="" style="max-width:100%"></p>` : '';
  const items = lines.map((line) => `<li>${escapeHtml(line)}</li>`).join('');
  const more = link === null ? '' : `<p><a href="${escapeHtml(link)}">${escapeHtml(link)}</a></p>`;
  return `<!doctype html><meta charset="utf-8"><h1 style="font-size:1.2em">${escapeHtml(title)}</h1>${picture}<ul>${items}</ul>${more}`;
}

/** A 5xx of the mail server is final, but for logins, which somebody can mend. https://www.rfc-editor.org/rfc/rfc5321#section-4.2.1 */
function mailFailure(error: unknown, host: string): DeliveryFailure {
  const what = `${host} (${oneLine(messageOf(error))})`;
  const status = error instanceof Error && 'responseCode' in error ? Number(error.responseCode) : 0;
  const isLogin = error instanceof Error && 'code' in error && error.code === 'EAUTH';
  if (status === 0) return new DeliveryFailure('NOTIFY_UNREACHABLE', what, { retry: true }, error);
  return new DeliveryFailure('NOTIFY_REFUSED', what, { retry: status < 500 || isLogin }, error);
}
