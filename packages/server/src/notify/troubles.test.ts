import { fetchOnce, waitFor } from '@splitsight/testkit';
import { type Trouble, troubleSchema } from '@splitsight/wire';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { raise } from '../testing/notify/alerts.ts';
import { useNotify } from '../testing/notify/notify-bench.ts';
import { useWorkbench } from '../testing/workbench.ts';

const { open, endpoint, path } = useNotify();
const { start, connect } = useWorkbench();

const at = Date.parse('2026-01-10T12:00:00Z');
function troubleOf(given: Partial<Record<keyof Trouble, unknown>> = {}): Trouble {
  return troubleSchema.parse({
    ...{ id: 'a', kind: 'camera-offline', site: 'yard', node: 'pi', camera: 'gate', reason: null },
    ...{ since: at - 60_000, raised_at: at, ended_at: null },
    ...given,
  });
}
const begun = (given: Partial<Record<keyof Trouble, unknown>> = {}) =>
  ({ type: 'new', trouble: troubleOf(given) }) as const;
const server = { site: null, node: null, camera: null };
const typesOf = (bodies: readonly { readonly body: Buffer }[]) =>
  bodies.map(({ body }) => JSON.parse(String(body)) as { type: string; subject: string });

describe('channels that want troubles', () => {
  it('post them as events of a type of their own, with their end', async () => {
    const hook = await endpoint();
    const { notify, add, sent } = open({ public_url: 'https://desk.example' });
    const { id } = await add({ settings: { kind: 'webhook', url: hook.url } });
    notify.onTrouble(begun({ reason: 'CAMERA_REFUSED: nobody answers' }));
    await sent(id);
    notify.onTrouble({ type: 'end', trouble: troubleOf({ ended_at: at + 5000 }) });
    // Several are sent at a time.
    await waitFor(() => hook.received.length === 2);
    notify.onTrouble(begun({ ...server, kind: 'disk-full' }));
    await waitFor(() => hook.received.length === 3);
    expect(typesOf(hook.received)).toMatchObject([
      {
        type: 'splitsight.trouble.new',
        subject: 'yard/gate/camera-offline',
        time: '2026-01-10T12:00:00.000Z',
        data: {
          text: 'Trouble: gate (yard), camera offline\ngate (yard): camera offline since 10/01/2026, 11:59:00: CAMERA_REFUSED: nobody answers',
          alerts: [],
          troubles: [{ event: 'new', count: 1, trouble: { kind: 'camera-offline' } }],
        },
      },
      { type: 'splitsight.trouble.end', subject: 'yard/gate/camera-offline', time: '2026-01-10T12:00:05.000Z' },
      { type: 'splitsight.trouble.new', subject: 'server/disk-full' },
    ]);
  });

  it('say those of 200 cameras in two messages', async () => {
    const hook = await endpoint();
    const { notify, add } = open();
    await add({ settings: { kind: 'webhook', url: hook.url }, group_s: 1, language: 'ru' });
    notify.onTrouble(begun({ camera: 'first' }));
    await waitFor(() => hook.received.length === 1);
    for (let n = 0; n < 200; n++) notify.onTrouble(begun({ camera: `c${n}` }));
    await waitFor(() => hook.received.length === 2);
    const told = JSON.parse(String(hook.received[1]?.body)).data;
    expect(told.text).toMatch(/^200 неисправностей\nc0 \(yard\): камера недоступна с .*и ещё 180 неисправностей$/s);
    expect(told).toMatchObject({ alerts: [], more: { troubles: 180 } });
    expect(told.troubles).toHaveLength(20);
  });

  it('are those of their sites and cameras; those of the server are everybody’s', async () => {
    const hook = await endpoint();
    const { notify, add } = open();
    const settings = { kind: 'webhook', url: hook.url };
    await add({ settings: { ...settings, url: `${hook.url}/none` }, filter: { trouble: false } });
    await add({ settings: { ...settings, url: `${hook.url}/dock` }, filter: { sites: ['dock'] } });
    await add({ settings: { ...settings, url: `${hook.url}/gate` }, filter: { cameras: ['yard/gate'] } });
    notify.onTrouble(begun({ camera: 'roof' }));
    notify.onTrouble(begun());
    notify.onTrouble(begun({ ...server, kind: 'database' }));
    await waitFor(() => hook.received.length === 3);
    expect(hook.received.map((one) => one.path).sort()).toEqual(['/dock', '/gate', '/gate']);
  });

  it('are told in templates, too', async () => {
    const { notify, add, published } = open();
    const payload = '{"what":"{{head}}","where":"{{node}}","why":"{{reason}}","event":"{{event}}","at":"{{time}}"}';
    await add({ settings: { kind: 'mqtt', topic: 'alarms/{{site}}/{{camera}}', payload } });
    notify.onTrouble(begun({ kind: 'node-offline', camera: null, reason: 'a "why"' }));
    await waitFor(() => published.length === 1);
    expect(published[0]?.topic).toBe('alarms/yard/pi');
    expect(JSON.parse(published[0]?.text ?? '')).toEqual({
      ...{ what: 'node-offline', where: 'pi', why: 'a "why"', event: 'new', at: '2026-01-10T12:00:00.000Z' },
    });
  });

  it('hear of them, and of alerts, from memory while the database cannot be written', async () => {
    const hook = await endpoint();
    const { notify, add, view, stop } = open();
    const { id } = await add({ settings: { kind: 'webhook', url: hook.url } });
    let failures = 2;
    hook.answer(() => ({ status: failures-- > 0 ? 503 : 204 }));
    // As on a full disk: no queue takes anything.
    const other = new Database(path('test.db'));
    other.exec(`CREATE TRIGGER full BEFORE INSERT ON notices BEGIN SELECT RAISE(ABORT, 'full'); END`);
    notify.onTrouble(begun({ ...server, kind: 'database' }));
    notify.onAlert(raise());
    await waitFor(() => hook.received.length === 3);
    const told = typesOf(hook.received);
    expect(told[2]).toMatchObject({
      type: 'splitsight.alert.new',
      data: { alerts: [{ count: 1 }], troubles: [{ trouble: { kind: 'database' } }] },
    });
    expect(new Set(hook.received.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
    other.exec('DROP TRIGGER full');
    other.close();
    notify.onAlert(raise());
    await waitFor(() => hook.received.length === 4);
    expect((await view(id)).dropped).toEqual({});
    await stop();
  });

  it('hear from a real server of an agent that is gone, and that it is back', async () => {
    const hook = await endpoint();
    const running = await start({ notify: { trouble_after_s: 1 } });
    const asked = await fetchOnce(`${running.http}/api/v1/channels`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'desk', on: true, settings: { kind: 'webhook', url: hook.url } }),
    });
    expect(asked.status).toBe(201);
    const agent = await connect(running.mqtt);
    const say = (word: string) => agent.publishAsync('splitsight/v1/yard/node/pi/status', word, { qos: 1 });
    await say('offline');
    await agent.publishAsync(
      'splitsight/v1/yard/cam/gate/status',
      JSON.stringify({ state: 'offline', since: 5, node: 'pi' }),
      { qos: 1 },
    );
    await waitFor(() => hook.received.length === 1);
    const list = async () => (await fetchOnce(`${running.http}/api/v1/troubles`)).json();
    expect(await list()).toMatchObject({ total: 1, troubles: [{ kind: 'node-offline', node: 'pi', ended_at: null }] });
    const metrics = await (await fetchOnce(`${running.http}/metrics`)).text();
    expect(metrics.match(/^splitsight_troubles\{.*[1-9]$/gm)).toEqual(['splitsight_troubles{kind="node-offline"} 1']);
    await agent.publishAsync(
      'splitsight/v1/yard/cam/gate/status',
      JSON.stringify({ state: 'online', since: 6, node: 'pi' }),
      { qos: 1 },
    );
    await say('online');
    await waitFor(() => hook.received.length === 2);
    expect(typesOf(hook.received)).toMatchObject([
      { type: 'splitsight.trouble.new', subject: 'yard/pi/node-offline' },
      { type: 'splitsight.trouble.end', subject: 'yard/pi/node-offline' },
    ]);
    expect(await list()).toEqual({ troubles: [], total: 0 });
  });
});
