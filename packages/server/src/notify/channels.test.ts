import { waitFor } from '@splitsight/testkit';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../store/database.ts';
import { raise } from '../testing/notify/alerts.ts';
import { useNotify } from '../testing/notify/notify-bench.ts';

const { open, endpoint, path } = useNotify();

describe('channels', () => {
  it('are made, changed and removed, each with an entry in the audit', async () => {
    const { ask, stop } = open();
    const settings = { kind: 'mqtt', topic: 'alarms/{{site}}' };
    const { status, body } = await ask('POST', 'channels', { name: 'home', settings });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      id: 1,
      revision: 1,
      on: false,
      state: 'off',
      destination: 'the broker of this server',
    });
    const changed = await ask('PUT', 'channels/1', { name: 'home', on: true, settings, revision: 1 });
    expect(changed.body).toMatchObject({ revision: 2, state: 'idle', changed_by: 'local' });
    const late = await ask('PUT', 'channels/1', { name: 'mine', settings, revision: 1 });
    expect(late).toMatchObject({ status: 409, body: { error: { code: 'NOTIFY_CHANGED' } } });
    expect(JSON.stringify(late.body)).toContain('by local at');
    expect((await ask('DELETE', 'channels/1')).body).toEqual({ done: 1 });
    expect((await ask('GET', 'channels/1')).status).toBe(404);
    await stop();
    const { connection, close } = openDatabase(path('test.db'));
    expect(connection.prepare('SELECT action FROM audit ORDER BY id').pluck().all()).toEqual([
      'channel.add',
      'channel.change',
      'channel.remove',
    ]);
    close();
  });

  it.each([
    ['a topic of the server itself', { topic: 'splitsight/v1/yard/cam/gate/status' }],
    ['a topic whose first level is made up', { topic: '{{site}}/v1' }],
    ['a wildcard', { topic: 'alarms/#' }],
    ['a name nobody knows', { topic: 'alarms', payload: '{{password}}' }],
  ])('refuse %s', async (_, more) => {
    const { ask } = open();
    const { body } = await ask('POST', 'channels', { name: 'a', settings: { kind: 'mqtt', ...more } });
    expect(body).toMatchObject({ error: { code: 'NOTIFY_TEMPLATE' } });
  });

  it('refuse what does not parse, with the key that is wrong', async () => {
    const { ask } = open();
    const { status, body } = await ask('POST', 'channels', {
      name: 'x',
      settings: { kind: 'email', host: 'm', from: 'a@b.example', to: ['a@b.example\r\nBcc: c@d.example'] },
    });
    expect(status).toBe(400);
    expect(JSON.stringify(body)).toContain('settings.to.0');
  });

  it('tell of the alerts that their filter names, and of no others', async () => {
    const hook = await endpoint();
    const { notify, add, sent } = open();
    const filter = {
      sites: ['yard'],
      cameras: ['yard/gate'],
      heads: ['fire'],
      zones: ['door'],
      rules: ['night'],
      events: ['new', 'end'],
    };
    const { id } = await add({ settings: { kind: 'webhook', url: hook.url }, filter });
    const match = { zone: 'door', rule: 'night' };
    for (const other of [
      { site: 'dock' },
      { camera: 'roof' },
      { head: 'smoke' },
      { zone: null },
      { rule: null },
      { severity: 'detection' },
    ]) {
      notify.onAlert(raise({ ...match, ...other }));
    }
    const event = raise(match);
    notify.onAlert(event);
    notify.onAlert({ type: 'update', before: event.after, after: event.after });
    notify.onAlert({ type: 'end', before: event.after, after: { ...event.after, state: 'ended', ended_at: 5e12 } });
    await waitFor(() => hook.received.length === 2);
    await sent(id);
    const types = hook.received.map(({ body }) => JSON.parse(String(body)).type);
    expect(types.toSorted()).toEqual(['splitsight.alert.end', 'splitsight.alert.new']);
  });

  it('make twenty alerts a second for a minute a handful of messages, and count them all', async () => {
    const hook = await endpoint();
    let now = 1.7e12;
    const { notify, add, view } = open({}, { clock: { now: () => now } });
    const { id } = await add({ settings: { kind: 'webhook', url: hook.url }, group_s: 30, min_interval_s: 30 });
    for (let second = 0; second < 60; second++) {
      for (let n = 0; n < 20; n++) notify.onAlert(raise({ camera: `c${n % 5}`, raised_at: now }));
      await new Promise((resolve) => setImmediate(resolve));
      now += 1000;
    }
    now += 60_000;
    // Whatever waits is looked at when something happens.
    notify.onAlert(raise({ camera: 'last', raised_at: now }));
    await waitFor(
      async () => {
        now += 30_000;
        notify.onAlert(raise({ severity: 'detection' }));
        return (await view(id)).queued === 0;
      },
      { timeout: 20_000 },
    );
    const bodies = hook.received.map(({ body }) => JSON.parse(String(body)).data);
    const told = bodies.flatMap(({ alerts }) => alerts).reduce((sum: number, { count }) => sum + count, 0);
    expect(told + bodies.reduce((sum, { more }) => sum + more.alerts, 0)).toBe(1201);
    expect(hook.received.length).toBeLessThanOrEqual(6);
  });

  it('keep a bounded queue: the oldest messages go, and are counted', async () => {
    const hook = await endpoint();
    hook.answer(() => 'never');
    const { notify, add, view, ask } = open({ max_queue: 10, timeout_s: 60 });
    const { id } = await add({ settings: { kind: 'webhook', url: hook.url } });
    for (let n = 0; n < 50; n++) notify.onAlert(raise({ camera: `c${n}` }));
    await waitFor(() => hook.received.length === 4);
    expect(await view(id)).toMatchObject({ queued: 10, dropped: { queue_full: 40 }, state: 'waiting' });
    const { body } = await ask('GET', `channels/${id}/queue`);
    expect(JSON.stringify(body)).toContain('"c49"');
  });

  it('keep a bounded list of what was given up', async () => {
    const hook = await endpoint();
    hook.answer(() => ({ status: 400 }));
    const { notify, add, view } = open({ max_dead: 3 });
    const { id } = await add({ settings: { kind: 'webhook', url: hook.url } });
    for (let n = 0; n < 5; n++) notify.onAlert(raise({ camera: `c${n}` }));
    await waitFor(async () => (await view(id)).dropped.dead_full === 2);
    expect(await view(id)).toMatchObject({ dead: 3, queued: 0 });
  });

  it('keep quiet at night: what is held comes in one message in the morning, alerts may pass', async () => {
    const hook = await endpoint();
    let now = Date.parse('2026-01-10T23:00:00Z');
    const { notify, add, view } = open({}, { clock: { now: () => now } });
    const intervals = [{ days: ['sat'], from: '22:00', to: '06:00' }];
    const quiet = { intervals, alerts_pass: true };
    const filter = { severity: 'detection' };
    const { id } = await add({ settings: { kind: 'webhook', url: hook.url }, quiet, filter });
    for (let n = 0; n < 5; n++) notify.onAlert(raise({ camera: `c${n}`, severity: 'detection' }));
    notify.onAlert(raise());
    await waitFor(async () => (await view(id)).sent === 1);
    expect(await view(id)).toMatchObject({ queued: 1 });
    now = Date.parse('2026-01-11T06:00:00Z');
    notify.onAlert(raise({ camera: 'day' }));
    await waitFor(() => hook.received.length === 3);
    const counts = hook.received.map(({ body }) => JSON.parse(String(body)).data.alerts.length);
    expect(counts.toSorted()).toEqual([1, 1, 5]);
  });

  it('drop at night what nobody wants to hear of in the morning, and count it', async () => {
    const hook = await endpoint();
    const { notify, add, view } = open({}, { clock: { now: () => Date.parse('2026-01-10T23:00:00Z') } });
    const quiet = { intervals: [{ days: ['sat'], from: '22:00', to: '06:00' }], keep: 'drop' };
    const { id } = await add({ settings: { kind: 'webhook', url: hook.url }, quiet });
    notify.onAlert(raise());
    await waitFor(async () => (await view(id)).dropped.quiet === 1);
    expect(hook.received).toHaveLength(0);
  });

  it('lose nothing while the database cannot be written', async () => {
    const hook = await endpoint();
    const { notify, add, sent, log } = open();
    const { id } = await add({ settings: { kind: 'webhook', url: hook.url } });
    const other = new Database(path('test.db'));
    other.exec('BEGIN IMMEDIATE');
    notify.onAlert(raise());
    await waitFor(() => log.some(({ message }) => message === 'notifications are held up'));
    other.exec('COMMIT');
    expect(await sent(id)).toMatchObject({ sent: 1 });
    other.close();
  });

  it('are told of by name when they begin to fail, at most once a second', async () => {
    const { notify, add, states } = open();
    const { id } = await add({ settings: { kind: 'webhook', url: 'http://127.0.0.1:9' }, name: '<b>desk</b>' });
    notify.onAlert(raise());
    const failing = await waitFor(() => states.find(({ state }) => state === 'failing'));
    expect(failing).toMatchObject({ id, name: '<b>desk</b>', error: expect.stringContaining('127.0.0.1:9') });
  });
});
