import { waitFor } from '@splitsight/testkit';
import { parseCameraId, parseSiteId } from '@splitsight/wire';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { describe, expect, it } from 'vitest';
import { raise } from '../testing/notify/alerts.ts';
import { useNotify } from '../testing/notify/notify-bench.ts';

const { open, later } = useNotify();

/** A real mail server on loopback. */
async function openMailServer(options: SMTPServerOptions = {}) {
  const mails: { readonly to: readonly string[]; readonly text: string; readonly secure: boolean }[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map(({ address }) => address);
        mails.push({ to, text: Buffer.concat(chunks).toString(), secure: session.secure });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  later(() => new Promise<void>((resolve) => server.close(resolve)));
  const address = server.server.address();
  return { mails, port: typeof address === 'object' && address ? address.port : 0 };
}

const from = 'splitsight@example.org';
const plain = { kind: 'email', host: '127.0.0.1', security: 'none', from, to: ['desk@example.org', 'b@example.org'] };

describe('an e-mail channel', () => {
  it('sends text and escaped HTML, with the picture in it', async () => {
    const { mails, port } = await openMailServer();
    const name = '<img src=x onerror=alert(1)>&"';
    const camera = { site: parseSiteId('yard'), camera: parseCameraId('gate'), name };
    const { notify, add, sent } = open(
      { public_url: 'https://desk.example' },
      { pictureOf: async () => ({ jpeg: new Uint8Array([255, 216, 255]) }), cameras: () => [camera] },
    );
    const { id } = await add({
      settings: { ...plain, port },
      pictures: true,
      language: 'ru',
      time_zone: 'Europe/Moscow',
    });
    notify.onAlert(raise({ raised_at: Date.parse('2026-01-10T12:00:00Z') }));
    await sent(id);
    const [mail] = mails;
    expect(mail?.to).toEqual(plain.to);
    const parts = partsOf(mail?.text ?? '');
    const html = parts.find(({ type }) => type.startsWith('text/html'))?.text ?? '';
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;&amp;&quot;');
    expect(html).not.toContain('<img src=x');
    expect(html).toContain('<img src="cid:alert@splitsight"');
    expect(html).toContain('href="https://desk.example/alerts?site=yard&amp;camera=gate"');
    const text = parts.find(({ type }) => type.startsWith('text/plain'))?.text ?? '';
    expect(text).toContain(name);
    expect(text).toContain('15:00:00');
    expect(parts.find(({ type }) => type.startsWith('image/jpeg'))?.text).toBe('/9j/');
    expect(mail?.text).toMatch(/^Auto-Submitted: auto-generated/im);
  });

  it('cannot be made to add headers by a name', async () => {
    const { mails, port } = await openMailServer();
    const camera = { site: parseSiteId('yard'), camera: parseCameraId('gate'), name: 'a\r\nBcc: eve@example.org' };
    const { notify, add, sent } = open({}, { cameras: () => [camera] });
    const { id } = await add({ settings: { ...plain, port } });
    notify.onAlert(raise());
    await sent(id);
    expect(mails[0]?.text.split('\r\n\r\n')[0]).not.toMatch(/^bcc:/im);
  });

  it('sends nothing in the clear where TLS is asked for', async () => {
    const { mails, port } = await openMailServer();
    const { ask, add } = open();
    const { id } = await add({ settings: { ...plain, port, security: 'starttls' }, on: false });
    const { body } = await ask('POST', `channels/${id}/test`);
    expect(body).toMatchObject({ delivered: false });
    expect(mails).toHaveLength(0);
  });

  it('does not trust a certificate that nobody has signed', async () => {
    const { mails, port } = await openMailServer({ disabledCommands: [], logger: false });
    const { ask, add } = open();
    const { id } = await add({ settings: { ...plain, port, security: 'starttls' }, on: false });
    const { body } = await ask('POST', `channels/${id}/test`);
    expect(body).toMatchObject({ delivered: false, answer: expect.stringMatching(/self.signed|certificate/i) });
    expect(mails).toHaveLength(0);
  });

  it('tries again after a 4xx and a refused login, and gives up after a 5xx', async () => {
    const codes = [451, 550];
    const { port, mails } = await openMailServer({
      onMailFrom(_address, _session, done) {
        const code = codes.shift();
        done(code ? Object.assign(new Error('not now'), { responseCode: code }) : undefined);
      },
    });
    const { notify, add, view } = open();
    const { id } = await add({ settings: { ...plain, port } });
    notify.onAlert(raise());
    const after = await waitFor(async () => {
      const one = await view(id);
      return one.dead === 1 && one;
    });
    expect(after).toMatchObject({ failed: 2, queued: 0, error: expect.stringContaining('550') });
    expect(mails).toHaveLength(0);
  });

  it('logs in', async () => {
    const { port, mails } = await openMailServer({
      allowInsecureAuth: true,
      authOptional: false,
      onAuth: ({ username, password }, _session, done) =>
        username === 'ann' && password === 'pass word' ? done(null, { user: 'ann' }) : done(new Error('no')),
    });
    const { ask, add } = open();
    const settings = { ...plain, port, user: 'ann' };
    const { id } = await add({ settings, secrets: { password: 'pass word' }, on: false });
    expect((await ask('POST', `channels/${id}/test`)).body).toMatchObject({ delivered: true });
    expect(mails).toHaveLength(1);
  });
});

interface Part {
  readonly type: string;
  readonly text: string;
}

/** The leaves of a MIME message, decoded; binary ones as base64. */
function partsOf(message: string): readonly Part[] {
  const [head = '', ...rest] = message.split('\r\n\r\n');
  const body = rest.join('\r\n\r\n');
  const header = (name: string) => {
    const unfolded = head.replaceAll(/\r\n\s+/g, ' ');
    return new RegExp(`^${name}: (.*)$`, 'im').exec(unfolded)?.[1] ?? '';
  };
  const type = header('content-type');
  const boundary = /boundary="?([^";]+)"?/.exec(type)?.[1];
  if (boundary !== undefined) {
    return body
      .split(`--${boundary}`)
      .slice(1, -1)
      .flatMap((part) => partsOf(part.replace(/^\r\n/, '')));
  }
  return [{ type, text: decoded(body.trimEnd(), header('content-transfer-encoding'), type.startsWith('text/')) }];
}

function decoded(body: string, encoding: string, isText: boolean): string {
  if (encoding === 'base64') return isText ? Buffer.from(body, 'base64').toString() : body.replaceAll('\r\n', '');
  if (encoding !== 'quoted-printable') return body;
  const joined = body.replaceAll('=\r\n', '');
  const bytes = joined.replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}
