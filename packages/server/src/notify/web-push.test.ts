import { waitFor } from '@splitsight/testkit';
import { describe, expect, it } from 'vitest';
import { raise } from '../testing/notify/alerts.ts';
import { useNotify } from '../testing/notify/notify-bench.ts';
import { createPushBrowser, readVapid } from '../testing/notify/push-browser.ts';

const { open, endpoint } = useNotify();
const settings = { kind: 'web_push', contact: 'mailto:admin@example.org' };
const agreed = 'push services of the browsers';

describe('a web push channel', () => {
  it('tells every browser, encrypted for it and signed with one key', async () => {
    const service = await endpoint();
    const { notify, add, ask, sent } = open({ public_url: 'https://desk.example' });
    const browsers = ['a', 'b'].map((name) => createPushBrowser(`${service.url}/${name}`));
    for (const { subscription } of browsers) await ask('POST', 'push/subscribe', subscription);
    const { id, leaves_perimeter } = await add({ settings, agreed, expire_s: 600 });
    expect(leaves_perimeter).toBe(true);
    const { body } = await ask('GET', 'push');
    expect(body).toMatchObject({ channels: 1, subscriptions: [{}, {}] });
    notify.onAlert(raise());
    await sent(id);
    expect(service.received.map(({ path }) => path).toSorted()).toEqual(['/a', '/b']);
    const [first] = service.received;
    expect(first?.headers).toMatchObject({ 'content-encoding': 'aes128gcm', ttl: '600', urgency: 'high' });
    const told = JSON.parse(browsers[0]?.read(first?.body ?? new Uint8Array()) ?? '');
    expect(told).toMatchObject({
      title: 'Alert: fire at gate (yard)',
      link: 'https://desk.example/alerts?site=yard&camera=gate',
      tag: expect.any(String),
    });
    expect(first?.body.includes('fire')).toBe(false);
    const vapid = readVapid(String(first?.headers.authorization));
    expect(vapid).toMatchObject({
      key: (body as { key: string }).key,
      claims: { aud: service.url, sub: 'mailto:admin@example.org' },
    });
  });

  it('forgets a browser that has unsubscribed, and sends again only where it failed', async () => {
    const service = await endpoint();
    let failures = 2;
    service.answer(({ path }) => ({ status: path === '/gone' ? 410 : path === '/down' && failures-- > 0 ? 503 : 201 }));
    const { notify, add, ask, sent } = open();
    for (const name of ['gone', 'down', 'well']) {
      await ask('POST', 'push/subscribe', createPushBrowser(`${service.url}/${name}`).subscription);
    }
    const { id } = await add({ settings, agreed });
    notify.onAlert(raise());
    await sent(id);
    const times = (path: string) => service.received.filter((one) => one.path === path).length;
    expect([times('/gone'), times('/down'), times('/well')]).toEqual([1, 3, 1]);
    const topics = service.received.map(({ headers }) => headers['topic']);
    expect(new Set(topics).size).toBe(1);
    expect((await ask('GET', 'push')).body).toMatchObject({ subscriptions: [{}, {}] });
  });

  it('tells a user nothing of cameras that are not theirs, and nobody who is gone', async () => {
    const service = await endpoint();
    let sight: { sees(site: string): boolean; seesAll: boolean } | null = {
      sees: (site) => site === 'yard',
      seesAll: false,
    };
    const { notify, add, ask, sent } = open({}, { sightOf: () => sight });
    await ask('POST', 'push/subscribe', createPushBrowser(`${service.url}/a`).subscription);
    const { id } = await add({ settings, agreed });
    notify.onAlert(raise({ site: 'dock' }));
    await sent(id);
    expect(service.received).toHaveLength(0);
    notify.onAlert(raise());
    await waitFor(() => service.received.length === 1);
    sight = null;
    notify.onAlert(raise());
    const again = await waitFor(async () => {
      const { body } = await ask('GET', `channels/${id}`);
      return JSON.stringify(body).includes('"sent":3');
    });
    expect(again).toBe(true);
    expect(service.received).toHaveLength(1);
  });

  it('takes no subscription whose service is not a known one', async () => {
    const { ask } = open({ push_services: ['.push.example'] });
    for (const endpointOf of [
      'https://push.example/x',
      'https://evil.example/.push.example',
      'http://a.push.example/x',
      'http://127.0.0.1:9/x',
    ]) {
      const { status, body } = await ask('POST', 'push/subscribe', createPushBrowser(endpointOf).subscription);
      expect({ status, body }).toMatchObject({ status: 400, body: { error: { code: 'NOTIFY_PUSH' } } });
    }
    const { status } = await ask('POST', 'push/subscribe', createPushBrowser('https://a.push.example/x').subscription);
    expect(status).toBe(200);
  });

  it('keeps its key over a restart, and ends subscriptions on request', async () => {
    const first = open();
    const { subscription } = createPushBrowser('http://127.0.0.1:9/x');
    await first.ask('POST', 'push/subscribe', subscription);
    const { body } = await first.ask('GET', 'push');
    await first.stop();
    const second = open();
    expect((await second.ask('GET', 'push')).body).toEqual(body);
    const { body: left } = await second.ask('POST', 'push/unsubscribe', { endpoint: subscription.endpoint });
    expect(left).toMatchObject({ subscriptions: [] });
  });
});
