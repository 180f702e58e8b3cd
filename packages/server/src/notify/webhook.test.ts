import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { sleep } from '@splitsight/kernel';
import { waitFor } from '@splitsight/testkit';
import { describe, expect, it } from 'vitest';
import { raise } from '../testing/notify/alerts.ts';
import { useNotify } from '../testing/notify/notify-bench.ts';
import { verifySignature } from '../testing/notify/verify-signature.ts';

const { open, endpoint, path } = useNotify();
const secret = `whsec_${Buffer.from('a key of twenty-four by').toString('base64')}`;

describe('a webhook channel', () => {
  it('posts a signed CloudEvent', async () => {
    const hook = await endpoint();
    const { notify, add, sent } = open({ public_url: 'https://desk.example' });
    const channel = await add({ settings: { kind: 'webhook', url: `${hook.url}/in?x=1` }, secrets: { secret } });
    const event = raise();
    notify.onAlert(event);
    await sent(channel.id);
    const [request] = hook.received;
    expect(request).toMatchObject({ method: 'POST', path: '/in?x=1' });
    expect(request?.headers['content-type']).toBe('application/cloudevents+json; charset=utf-8');
    expect(verifySignature(secret, request?.headers ?? {}, request?.body.toString() ?? '', Date.now())).toBe(true);
    expect(verifySignature(secret, request?.headers ?? {}, '{}', Date.now())).toBe(false);
    const told = JSON.parse(String(request?.body));
    expect(told).toMatchObject({
      specversion: '1.0',
      id: request?.headers['webhook-id'],
      source: 'https://desk.example',
      type: 'splitsight.alert.new',
      subject: 'yard/gate/fire',
      time: new Date(event.after.raised_at).toISOString(),
      datacontenttype: 'application/json',
      data: { alerts: [{ count: 1, event: 'new', first: event.after }], more: { alerts: 0, groups: 0 }, picture: null },
    });
    expect(told.data.link).toBe('https://desk.example/alerts?site=yard&camera=gate');
  });

  it('sends a message again under the same key until it is taken', async () => {
    const hook = await endpoint();
    let failures = 3;
    hook.answer(() => ({ status: failures-- > 0 ? 503 : 204 }));
    const began = performance.now();
    const { notify, add, sent, states } = open();
    const channel = await add({ settings: { kind: 'webhook', url: hook.url } });
    notify.onAlert(raise());
    expect(await sent(channel.id)).toMatchObject({ state: 'idle', sent: 1, failed: 3, error: null });
    expect(new Set(hook.received.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
    expect(hook.received).toHaveLength(4);
    // Once a second at most.
    expect(states.length).toBeLessThanOrEqual(Math.ceil((performance.now() - began) / 1000));
  });

  it('is left alone for as long as it wants', async () => {
    const hook = await endpoint();
    const times: number[] = [];
    hook.answer(() => {
      times.push(performance.now());
      return times.length === 1 ? { status: 429, headers: { 'retry-after': '1' } } : {};
    });
    const { notify, add, sent } = open();
    const channel = await add({ settings: { kind: 'webhook', url: hook.url } });
    notify.onAlert(raise());
    await sent(channel.id);
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(995);
  });

  it('gives up at once what will never be taken, and keeps it to be sent again or deleted', async () => {
    const hook = await endpoint();
    hook.answer(() => ({ status: 422, body: 'no\nsuch <field>' }));
    const { notify, add, ask, view, sent } = open();
    const { id } = await add({ settings: { kind: 'webhook', url: hook.url } });
    for (const camera of ['gate', 'yard']) notify.onAlert(raise({ camera }));
    await waitFor(async () => (await view(id)).dead === 2);
    const { body } = await ask('GET', `channels/${id}/dead`);
    const dead = body as { notices: { id: number; error: string; tries: number }[]; total: number };
    expect(dead).toMatchObject({ total: 2, notices: [{ tries: 1 }, { tries: 1 }] });
    expect(dead.notices[0]?.error).toContain('answered 422 (no such <field>)');
    hook.answer(() => ({}));
    expect((await ask('POST', `channels/${id}/dead/${dead.notices[0]?.id}/retry`)).body).toEqual({ done: 1 });
    expect(await sent(id)).toMatchObject({ dead: 1, sent: 1 });
    expect((await ask('DELETE', `channels/${id}/dead/${dead.notices[1]?.id}`)).body).toEqual({ done: 1 });
    expect(await view(id)).toMatchObject({ dead: 0 });
    expect((await ask('DELETE', `channels/${id}/dead/${dead.notices[1]?.id}`)).status).toBe(404);
  });

  it('gives up what has expired', async () => {
    const hook = await endpoint();
    hook.answer(() => ({ status: 500 }));
    let now = Date.now();
    const { notify, add, view } = open({}, { clock: { now: () => now } });
    const { id } = await add({ settings: { kind: 'webhook', url: hook.url }, expire_s: 10 });
    notify.onAlert(raise());
    await waitFor(() => hook.received.length > 0);
    now += 11_000;
    await waitFor(async () => (await view(id)).dead === 1);
  });

  it('does not follow redirects', async () => {
    const [hook, other] = [await endpoint(), await endpoint()];
    hook.answer(() => ({ status: 307, headers: { location: other.url } }));
    const { notify, add, view } = open();
    const { id } = await add({ settings: { kind: 'webhook', url: hook.url } });
    notify.onAlert(raise());
    await waitFor(async () => (await view(id)).failed > 0);
    expect(other.received).toHaveLength(0);
  });

  it('never posts to a metadata service, by whatever name', async () => {
    const { ask, add } = open();
    for (const host of ['169.254.169.254', '[::ffff:169.254.169.254]', '0xA9FEA9FE', '[fe80::1]']) {
      const { id } = await add({ on: false, settings: { kind: 'webhook', url: `http://${host}/latest` } });
      const { body } = await ask('POST', `channels/${id}/test`);
      expect(body).toMatchObject({ delivered: false, answer: expect.stringContaining('never sent to this address') });
    }
  });

  it('is not switched on for an address outside before somebody agrees to it', async () => {
    const { ask, add } = open();
    const settings = { kind: 'webhook', url: 'http://203.0.113.7:8080/in' };
    const input = { name: 'cloud', settings, on: true };
    const refused = await ask('POST', 'channels', input);
    expect(refused).toMatchObject({ status: 409, body: { error: { code: 'NOTIFY_LEAVES' } } });
    const agreed = await ask('POST', 'channels', { ...input, agreed: '203.0.113.7:8080' });
    expect(agreed).toMatchObject({ status: 201, body: { leaves_perimeter: true, destination: '203.0.113.7:8080' } });
    expect(agreed.body).toMatchObject({ warning: expect.stringContaining('outside the perimeter') });
    expect(await add({ settings: { kind: 'webhook', url: 'http://127.0.0.1:9' } })).toMatchObject({
      leaves_perimeter: false,
      warning: null,
    });
  });

  it('that is stuck holds up no other, and waits for no answer for ever', async () => {
    const [stuck, well] = [await endpoint(), await endpoint()];
    stuck.answer(() => 'never');
    const { notify, add, sent, view } = open({ timeout_s: 0.3 });
    const slow = await add({ settings: { kind: 'webhook', url: stuck.url } });
    const fast = await add({ settings: { kind: 'webhook', url: well.url } });
    for (let n = 0; n < 20; n++) notify.onAlert(raise({ camera: `c${n}` }));
    expect(await sent(fast.id)).toMatchObject({ sent: 20 });
    expect(await view(slow.id)).toMatchObject({ sent: 0, queued: 20 });
    await waitFor(async () => (await view(slow.id)).error?.includes('no answer within 0.3 s'));
    await waitFor(() => stuck.peak() >= 4);
    expect(stuck.peak()).toBe(4);
  });

  it('reads no more of an answer than it needs', async () => {
    const hook = await endpoint();
    hook.answer(() => ({ status: 400, body: 'x'.repeat(5_000_000) }));
    const { notify, add, view } = open();
    const { id } = await add({ settings: { kind: 'webhook', url: hook.url } });
    notify.onAlert(raise());
    const { error } = await waitFor(async () => {
      const one = await view(id);
      return one.dead === 1 && one;
    });
    expect(error?.length).toBeLessThan(400);
  });

  it('carries the picture where channel and site allow it, and does not wait for it for ever', async () => {
    const hook = await endpoint();
    const jpeg = new Uint8Array([255, 216, 255]);
    let isSlow = false;
    const pictureOf = async () => {
      if (isSlow) await sleep(60_000);
      return { jpeg };
    };
    const { notify, add, ask, sent } = open({ picture_wait_s: 0.1 }, { pictureOf });
    const { id } = await add({ settings: { kind: 'webhook', url: hook.url }, pictures: true });
    const pictures = () => hook.received.map(({ body }) => JSON.parse(String(body)).data.picture);
    notify.onAlert(raise());
    await sent(id);
    expect(pictures()).toEqual([{ media_type: 'image/jpeg', base64: '/9j/' }]);
    isSlow = true;
    notify.onAlert(raise({ camera: 'yard' }));
    await waitFor(() => hook.received.length === 2);
    expect(pictures()[1]).toBeNull();
    await ask('POST', `channels/${id}/test`);
    expect(JSON.parse(String(hook.received[2]?.body))).toMatchObject({ type: 'splitsight.test', data: { alerts: [] } });
  });

  it('has a picture in the egress ledger when it leaves the perimeter, and only then', async () => {
    const hook = await endpoint();
    const ledger: [site: string, bytes: number][] = [];
    const { notify, add, sent } = open(
      {},
      {
        pictureOf: async () => ({ jpeg: new Uint8Array([255, 216, 255]) }),
        egress: { notified: (...entry) => void ledger.push(entry) },
      },
    );
    const channel = { settings: { kind: 'webhook', url: hook.url }, pictures: true };
    const inside = await add({ ...channel, name: 'inside' });
    const outside = await add({ ...channel, name: 'outside', agreed: new URL(hook.url).host });
    notify.onAlert(raise());
    await Promise.all([sent(inside.id), sent(outside.id)]);
    expect(hook.received).toHaveLength(2);
    expect(ledger).toEqual([['yard', 3]]);
  });

  it('keeps its secrets where the database tells nobody', async () => {
    const hook = await endpoint();
    const { add, ask, stop } = open();
    const settings = { kind: 'webhook', url: hook.url };
    const { id, revision, secrets } = await add({ settings, secrets: { secret, authorization: 'Bearer xyzzy' } });
    expect(secrets).toEqual({ secret: true, authorization: true });
    const listed = JSON.stringify((await ask('GET', 'channels')).body);
    expect(listed).not.toContain('xyzzy');
    const changed = await ask('PUT', `channels/${id}`, {
      name: 'b',
      settings,
      on: true,
      secrets: { secret: null },
      revision,
    });
    expect(changed.body).toMatchObject({ secrets: { secret: false, authorization: true }, revision: 2 });
    await ask('POST', `channels/${id}/test`);
    expect(hook.received[0]?.headers.authorization).toBe('Bearer xyzzy');
    await stop();
    for (const file of ['test.db', 'test.db-wal']) {
      if (statSync(path(file), { throwIfNoEntry: false }))
        expect(readFileSync(path(file)).includes('xyzzy')).toBe(false);
    }
    expect(statSync(path('notify.key')).mode & 0o777).toBe(0o600);
    writeFileSync(path('notify.key'), Buffer.alloc(32));
    const again = open();
    expect(await again.view(id)).toMatchObject({ state: 'locked', secrets: { authorization: false } });
  });

  it('forgets its secrets when its messages go elsewhere', async () => {
    const { add, ask } = open();
    const { id, revision } = await add({
      settings: { kind: 'webhook', url: 'http://127.0.0.1:9' },
      secrets: { secret },
    });
    const settings = { kind: 'webhook', url: 'http://127.0.0.1:10' };
    const { body } = await ask('PUT', `channels/${id}`, { name: 'b', settings, revision });
    expect(body).toMatchObject({ secrets: { secret: false } });
  });
});
