import { createECDH, randomBytes } from 'node:crypto';
import { createServer as createHttpServer, type Server } from 'node:http';
import type { Page } from '@splitsight/dashboard/testing/browser';
import { fetchOnce, waitFor } from '@splitsight/testkit';
import { type BootId, encodeFeatureMessage, wholeFrame } from '@splitsight/wire';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { speakAsAgent } from './agent-client.ts';
import { noPage, usePageBench } from './page-bench.ts';

describe.skipIf(noPage.skip)(`notifications${noPage.why}`, () => {
  const received: string[] = [];
  let status = 200;
  let hook: Server;
  let hookUrl: string;
  let page: Page;
  const bench = usePageBench({
    config: ({ head, backbone }) => ({ heads: [{ model: head }], backbones: [backbone], notify: { timeout_s: 60 } }),
    async prepare({ open }) {
      page = await open();
    },
  });

  beforeAll(async () => {
    hook = createHttpServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      received.push(Buffer.concat(chunks).toString());
      response.writeHead(status).end();
    });
    await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
    const listening = hook.address();
    hookUrl = `http://127.0.0.1:${typeof listening === 'object' && listening ? listening.port : 0}/in`;
  });

  afterAll(async () => {
    hook?.closeAllConnections();
    await new Promise((resolve) => hook?.close(resolve));
  });

  /** The tiny head sees something red. */
  async function raiseAlert(): Promise<void> {
    const bytes = encodeFeatureMessage({
      ...{ bootId: '0011223344556677' as BootId, sequence: 0, capturedAt: Date.now(), codec: 'u8' },
      fingerprint: bench.fingerprint,
      regions: [{ kind: 'global', box: wholeFrame, vector: Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 255) }],
    });
    await speakAsAgent(bench.mqtt.url, async (say) => void (await say('cam/gate/features', Buffer.from(bytes))));
  }

  /** The page's service worker, with the push service played by the browser's own tools. */
  async function openWorker(of: Page) {
    const context = of.context();
    await context.grantPermissions(['notifications']);
    const tools = await context.newCDPSession(of);
    const known = new Promise<string>((resolve) => {
      tools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
        const found = registrations.find(({ scopeURL }) => scopeURL === `${bench.address}/`);
        if (found) resolve(found.registrationId);
      });
    });
    await tools.send('ServiceWorker.enable');
    await of.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
    const registrationId = await known;
    return (data: string) =>
      tools.send('ServiceWorker.deliverPushMessage', { origin: bench.address, registrationId, data });
  }

  const card = (name: string) => page.getByRole('listitem').filter({ has: page.getByRole('heading', { name }) });

  it('get a channel, tested and switched on', async () => {
    await page.goto(`${bench.address}/notifications`);
    await page.getByText('Nobody is told of alerts yet.').waitFor();
    await page.getByRole('button', { name: 'Webhook' }).click();
    const dialog = page.getByRole('dialog', { name: 'Webhook' });
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await expect.poll(() => dialog.getByText('This is missing or not valid.').count()).toBe(2);
    await dialog.getByLabel('Name').fill('<b>desk</b>');
    await dialog.getByLabel('Address (URL)').fill(hookUrl);
    await dialog.getByRole('button', { name: 'Make one' }).click();
    await expect.poll(() => dialog.getByLabel('Signing secret').inputValue()).toMatch(/^whsec_/);
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
    const channels = await (await fetchOnce(`${bench.address}/api/v1/channels`)).json();
    const { id, revision, settings } = channels.channels[1];
    await fetchOnce(`${bench.address}/api/v1/channels/${id}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', 'x-splitsight': '1' },
      body: JSON.stringify({ name: 'guards of theirs', settings, revision }),
    });
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await dialog.getByText('Somebody else has changed this channel meanwhile.').waitFor();
    // Before it is known what they saved, saving would meet it again.
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route(`${bench.address}/api/v1/channels/${id}`, async (route) => {
      await held;
      await route.continue();
    });
    await dialog.getByRole('button', { name: 'Keep mine, and save over it' }).click();
    const save = dialog.getByRole('button', { name: 'Save', exact: true });
    await expect.poll(() => save.isDisabled()).toBe(true);
    release();
    await save.click();
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

  it('open their alert when pressed, on this host whatever they say', async () => {
    const deliver = await openWorker(page);
    const link = 'https://elsewhere.example/alerts?site=yard';
    const worker = await waitFor(() => page.context().serviceWorkers()[0]);
    await waitFor(
      async () => {
        await deliver(JSON.stringify({ title: 'Alert: fire', tag: 'two', link }));
        return page.evaluate(async () => {
          const shown = await navigator.serviceWorker.ready;
          return (await shown.getNotifications({ tag: 'two' })).length > 0;
        });
      },
      { interval: 300 },
    );
    // As the browser does it; it allows an event that was made by a script no waiting.
    await worker.evaluate(async () => {
      const world = globalThis as unknown as ServiceWorkerGlobal;
      const [notification] = await world.registration.getNotifications({ tag: 'two' });
      const press = new world.NotificationEvent('notificationclick', { notification });
      world.dispatchEvent(Object.assign(press, { waitUntil: () => undefined }));
    });
    await page.waitForURL(`${bench.address}/alerts?site=yard`);
    await page.getByRole('heading', { level: 1, name: 'Alerts' }).waitFor();
  });

  it('are switched on for a browser, and off again', async () => {
    await page.goto(`${bench.address}/notifications`);
    const part = page.getByRole('region', { name: 'This browser' });
    // This one has no push service: nothing is reached from here.
    await part.getByRole('button', { name: 'Show alerts here' }).click();
    await part.getByText('This browser does not want to show notifications').waitFor();
    await page.addInitScript(
      givePushService,
      subscriptionOf('https://updates.push.services.mozilla.com/wpush/v2/desk'),
    );
    await page.reload();
    await part.getByRole('button', { name: 'Show alerts here' }).click();
    await part.getByText('Alerts are shown here, also while the page is closed.').waitFor();
    await part.getByRole('button', { name: 'Show them no more' }).click();
    await part.getByText('Alerts are not shown here while the page is closed.').waitFor();
    const push = async () => (await fetchOnce(`${bench.address}/api/v1/push`)).json();
    await expect.poll(push).toMatchObject({ subscriptions: [] });
  });

  it('complain about nothing, and ask no other host', () => {
    expect(bench.complaints).toEqual([]);
  });
});

/** What a service worker has and a page has not. */
interface ServiceWorkerGlobal {
  readonly registration: ServiceWorkerRegistration;
  readonly NotificationEvent: new (type: string, init: { notification: Notification | undefined }) => Event;
  dispatchEvent(event: Event): boolean;
}

/** As a push service hands it out, with keys of its own. */
function subscriptionOf(endpoint: string) {
  const keys = {
    p256dh: createECDH('prime256v1').generateKeys('base64url'),
    auth: randomBytes(16).toString('base64url'),
  };
  return { endpoint, keys };
}

/** Plays the push service in the page. */
function givePushService(given: ReturnType<typeof subscriptionOf>): void {
  let present: object | null = null;
  const subscription = {
    ...given,
    toJSON: () => given,
    async unsubscribe() {
      present = null;
      return true;
    },
  };
  Object.assign(PushManager.prototype, {
    async subscribe() {
      present = subscription;
      return present;
    },
    getSubscription: async () => present,
  });
}
