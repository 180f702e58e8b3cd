import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer as createHttpServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, noBrowser, openBrowser, type Page } from '@splitsight/dashboard/testing/browser';
import { createServer, serverConfigSchema } from '@splitsight/server';
import { waitFor, writeTinyBackbone, writeTinyHead } from '@splitsight/testkit';
import { type BootId, encodeFeatureMessage, type Fingerprint, wholeFrame } from '@splitsight/wire';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from './command.ts';
import { publishOnce } from './publish-once.ts';

const built = process.env.SPLITSIGHT_TEST_PAGE ?? join(root, 'packages/dashboard/dist');
const reason = noBrowser ?? (existsSync(join(built, 'index.html')) ? undefined : 'the page is not built: pnpm build');
const silent = { debug() {}, info() {}, warn() {}, error() {} };

describe.skipIf(reason !== undefined)(`notifications${reason ? ` (skipped: ${reason})` : ''}`, () => {
  const complaints: string[] = [];
  const received: string[] = [];
  let status = 200;
  let browser: Browser;
  let folder: string;
  let server: ReturnType<typeof createServer>;
  let hook: Server;
  let hookUrl: string;
  let fingerprint: Fingerprint;
  let address: string;
  let page: Page;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'splitsight-notifications-'));
    hook = createHttpServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      received.push(Buffer.concat(chunks).toString());
      response.writeHead(status).end();
    });
    await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
    const listening = hook.address();
    hookUrl = `http://127.0.0.1:${typeof listening === 'object' && listening ? listening.port : 0}/in`;
    const [backbone, head] = [join(folder, 'backbone'), join(folder, 'head')];
    fingerprint = writeTinyBackbone(backbone).fingerprint;
    writeTinyHead(head, backbone);
    const config = serverConfigSchema.parse({
      ...{ mqtt: { port: 0 }, http: { port: 0, login: 'off' }, store: { path: join(folder, 'test.db') } },
      ...{ heads: [{ model: head }], backbones: [backbone], notify: { timeout_s: 2 } },
    });
    server = createServer(config, { log: silent, page: built });
    await server.start(new AbortController().signal);
    address = `http://127.0.0.1:${server.addresses().http.port}`;
    browser = await openBrowser();
    page = await open();
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    hook?.closeAllConnections();
    await new Promise((resolve) => hook?.close(resolve));
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(): Promise<Page> {
    const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1440, height: 900 } });
    const opened = await context.newPage();
    opened.setDefaultTimeout(20_000);
    opened.on('pageerror', (error) => complaints.push(error.message));
    opened.on('request', (request) => {
      if (!/^(data:|blob:|http:\/\/127\.0\.0\.1:)/.test(request.url())) complaints.push(request.url());
    });
    return opened;
  }

  /** The tiny head sees something red. */
  async function raiseAlert(): Promise<void> {
    const bytes = encodeFeatureMessage({
      ...{ bootId: '0011223344556677' as BootId, sequence: 0, capturedAt: Date.now(), fingerprint, codec: 'u8' },
      regions: [{ kind: 'global', box: wholeFrame, vector: Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 255) }],
    });
    await publishOnce(server.addresses().mqtt.port, 'splitsight/v1/yard/cam/gate/features', bytes);
  }

  /** The page's service worker, with the push service played by the browser's own tools. */
  async function openWorker(of: Page) {
    const context = of.context();
    await context.grantPermissions(['notifications']);
    const tools = await context.newCDPSession(of);
    const known = new Promise<string>((resolve) => {
      tools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
        const found = registrations.find(({ scopeURL }) => scopeURL === `${address}/`);
        if (found) resolve(found.registrationId);
      });
    });
    await tools.send('ServiceWorker.enable');
    await of.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
    const registrationId = await known;
    return (data: string) => tools.send('ServiceWorker.deliverPushMessage', { origin: address, registrationId, data });
  }

  const card = (name: string) => page.getByRole('listitem').filter({ has: page.getByRole('heading', { name }) });

  it('get a channel, tested and switched on', async () => {
    await page.goto(`${address}/notifications`);
    await page.getByText('Nobody is told of alerts yet.').waitFor();
    await page.getByRole('button', { name: 'Webhook' }).click();
    const dialog = page.getByRole('dialog', { name: 'Webhook' });
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    expect(await dialog.getByText('This is missing or not valid.').count()).toBe(2);
    await dialog.getByLabel('Name').fill('<b>desk</b>');
    await dialog.getByLabel('Address (URL)').fill(hookUrl);
    await dialog.getByRole('button', { name: 'Make one' }).click();
    expect(await dialog.getByLabel('Signing secret').inputValue()).toMatch(/^whsec_/);
    await dialog.getByLabel('Quiet hours', { exact: true }).check();
    await dialog.getByLabel('From').fill('23:30');
    expect(await dialog.getByLabel('To', { exact: true }).inputValue()).toBe('06:00');
    // At night the test would wait for the morning.
    await dialog.getByLabel('Quiet hours', { exact: true }).uncheck();
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await card('<b>desk</b>').getByText('off', { exact: true }).waitFor();
    await card('<b>desk</b>').getByRole('button', { name: 'Send a test' }).click();
    await card('<b>desk</b>')
      .getByText(/Delivered in \d+ ms: HTTP 200/)
      .waitFor();
    expect(JSON.parse(received[0] ?? '')).toMatchObject({ type: 'splitsight.test' });
    await card('<b>desk</b>').getByRole('button', { name: 'Switch on' }).click();
    await card('<b>desk</b>').getByText('works', { exact: true }).waitFor();
  });

  it('say what they will send where before they leave the perimeter', async () => {
    await page.getByRole('button', { name: 'Telegram' }).click();
    const dialog = page.getByRole('dialog', { name: 'Telegram' });
    await dialog.getByLabel('Name').fill('guards');
    await dialog.getByLabel('Chats', { exact: true }).fill('-100123, @guards');
    await dialog.getByLabel('Token', { exact: true }).fill('123:abc');
    await dialog.getByLabel('Send the picture along').check();
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    const warning = 'This channel sends texts of alerts and their pictures to api.telegram.org, outside the perimeter.';
    await card('guards').getByText(warning).waitFor();
    await card('guards').getByRole('button', { name: 'Switch on' }).click();
    const asked = page.getByRole('dialog', { name: 'Switch guards on?' });
    await asked.getByText(warning).waitFor();
    await asked.getByRole('button', { name: 'Agree and switch on' }).click();
    await card('guards').getByText('works', { exact: true }).waitFor();
    await card('guards').getByRole('button', { name: 'Switch off' }).click();
    await card('guards').getByText('off', { exact: true }).waitFor();
  });

  it('lose nothing that was typed when somebody else changes the channel meanwhile', async () => {
    await card('guards').getByRole('button', { name: 'Change', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Change guards' });
    expect(await dialog.getByLabel('Token', { exact: true }).inputValue()).toBe('');
    await dialog.getByLabel('Name').fill('guards of mine');
    const channels = await (await fetch(`${address}/api/v1/channels`)).json();
    const { id, revision, settings } = channels.channels[1];
    await fetch(`${address}/api/v1/channels/${id}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', 'x-splitsight': '1' },
      body: JSON.stringify({ name: 'guards of theirs', settings, revision }),
    });
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await dialog.getByText('Somebody else has changed this channel meanwhile.').waitFor();
    await dialog.getByRole('button', { name: 'Keep mine, and save over it' }).click();
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await card('guards of mine').waitFor();
  });

  it('are shown when they fail, and sent again from the list of what was given up', async () => {
    status = 400;
    await raiseAlert();
    await card('<b>desk</b>').getByText('failing', { exact: true }).waitFor();
    await card('<b>desk</b>').getByRole('button', { name: 'Given up: 1' }).click();
    const dialog = page.getByRole('dialog', { name: 'What <b>desk</b> could not deliver' });
    await dialog.getByText('answered 400').waitFor();
    status = 200;
    await dialog.getByRole('button', { name: 'Send again', exact: true }).click();
    await dialog.getByText('Nothing was given up.').waitFor();
    await waitFor(() => received.length >= 3);
    await page.keyboard.press('Escape');
    await card('<b>desk</b>').getByText('works', { exact: true }).waitFor();
  });

  it('are shown by the service worker, once though they come twice', async () => {
    const deliver = await openWorker(page);
    const alert = {
      title: 'Alert: <b>fire</b>',
      body: 'gate',
      tag: 'one',
      link: 'https://elsewhere.example/alerts?site=yard',
    };
    const shown = await waitFor(
      async () => {
        for (const data of [alert, { ...alert, link: null }, {}]) await deliver(JSON.stringify(data));
        const found = await page.evaluate(async () => {
          const worker = await navigator.serviceWorker.ready;
          return (await worker.getNotifications()).map(({ title, body, tag }) => ({ title, body, tag }));
        });
        return found.length > 1 && found;
      },
      // A browser drops what comes while its worker is only just being put to work.
      { timeout: 30_000, interval: 300 },
    );
    expect(shown).toHaveLength(2);
    expect(shown).toContainEqual({ title: 'Alert: <b>fire</b>', body: 'gate', tag: 'one' });
    expect(shown).toContainEqual({ title: 'SplitSight', body: '', tag: 'splitsight' });
  });

  it('complain about nothing, and ask no other host', () => {
    expect(complaints).toEqual([]);
  });
});
