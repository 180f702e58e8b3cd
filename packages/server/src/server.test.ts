import { spawn, spawnSync } from 'node:child_process';
import { createManualClock, fetchOnce, waitFor } from '@splitsight/testkit';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { camera, site } from './testing/frames.ts';
import { eventsOf, metric } from './testing/observe.ts';
import { useWorkbench } from './testing/workbench.ts';

const { start, connect, send, subscribe, watch, expectAlert, head, later } = useWorkbench();

describe('the server', () => {
  it('raises an alert on MQTT, on the WebSocket and in the API, and ends it', async () => {
    const server = await start();
    const agent = await connect(server.mqtt);
    const desk = await subscribe(server, 'splitsight/v1/yard/alerts');
    const home = await subscribe(server, 'splitsight/v1/yard/alert/gate/fire');
    const { messages } = await watch(server);

    await send(agent, { red: 0 });
    await waitFor(() => home.length === 1);
    await send(agent, { red: 255 });
    await waitFor(() => desk.length === 1);
    const [raised] = eventsOf(desk);
    expect(raised).toMatchObject({ type: 'new', before: null, after: { site, camera, head: 'fire', state: 'active' } });
    expect(raised?.after.score).toBeGreaterThan(0.99);
    const shown = await waitFor(() => messages.find((one) => one.type === 'alert'));
    expect(shown.event).toEqual(raised);
    await waitFor(() => messages.some((one) => one.type === 'decisions' && one.items.length > 0));

    await waitFor(() => desk.length === 2);
    expect(eventsOf(desk)[1]).toMatchObject({ type: 'end', after: { id: raised?.after.id, state: 'ended' } });
    await waitFor(() => home.length === 3);
    expect(home.map(({ text }) => text)).toEqual(['OFF', 'ON', 'OFF']);
    const answer = await fetchOnce(`${server.http}/api/v1/alerts?camera=gate`);
    expect(await answer.json()).toMatchObject({
      alerts: [{ id: raised?.after.id, state: 'ended' }],
      next_before: null,
    });
    expect(await metric(server, 'alert_latency_seconds_count')).toBe(1);
  });

  it('is heard by Debian’s mosquitto_sub', async ({ skip }) => {
    if (spawnSync('mosquitto_sub', ['--help']).error) skip('mosquitto-clients is not installed');
    const server = await start();
    const agent = await connect(server.mqtt);
    const topic = 'splitsight/v1/+/alerts';
    const listener = spawn('stdbuf', ['-oL', 'mosquitto_sub', '-p', String(server.port), '-t', topic, '-C', '1', '-d']);
    let output = '';
    listener.stdout.on('data', (data) => {
      output += data;
    });
    later(() => listener.kill());
    await waitFor(() => output.includes('Subscribed'));
    await send(agent, { red: 255 });
    await waitFor(() => output.includes('"type":"new"'));
  });

  it('serves MQTT over WebSocket on the HTTP port', async () => {
    const server = await start();
    const agent = await connect(`${server.http.replace('http', 'ws')}/mqtt`);
    const desk = await subscribe(server, 'splitsight/v1/yard/alerts');
    await send(agent, { red: 255 });
    await waitFor(() => desk.length > 0);
  });

  it('shows a node and its cameras as offline when the node dies', async () => {
    const server = await start();
    const { messages } = await watch(server);
    const nodeStatus = 'splitsight/v1/yard/node/pi/status';
    const will = { topic: nodeStatus, payload: Buffer.from('offline'), qos: 1, retain: true } as const;
    const agent = await connect(server.mqtt, { will });
    await agent.publishAsync(nodeStatus, 'online', { qos: 1, retain: true });
    const status = JSON.stringify({ state: 'online', since: 1, node: 'pi' });
    await agent.publishAsync('splitsight/v1/yard/cam/gate/status', status, { qos: 1, retain: true });
    const states = () => messages.flatMap((one) => (one.type === 'camera' ? [one.camera.state] : []));
    await waitFor(() => states().includes('online'));
    agent.stream.destroy();
    await waitFor(() => states().at(-1) === 'offline');
    const nodes = await fetchOnce(`${server.http}/api/v1/nodes`);
    expect(await nodes.json()).toMatchObject({ nodes: [{ node: 'pi', status: 'offline' }] });
  });

  it('stores and scores spooled vectors, but raises no alert from them', async () => {
    const server = await start();
    const desk = await subscribe(server, 'splitsight/v1/yard/alerts');
    const agent = await connect(server.mqtt);
    for (let back = 20; back > 0; back--) await send(agent, { red: 255, capturedAt: Date.now() - 60_000 * back });
    await send(agent, { red: 0 });
    await waitFor(async () => (await metric(server, 'splitsight_decisions_total')) === 21);
    expect(await metric(server, 'splitsight_messages_marked_total{reason="late"}')).toBe(20);
    await server.stop();
    expect(desk).toEqual([]);
    const database = new Database(server.config.store.path, { readonly: true });
    expect(database.prepare('SELECT timing, COUNT(*) AS n FROM vectors GROUP BY timing').all()).toEqual([
      { timing: 0, n: 1 },
      { timing: 1, n: 20 },
    ]);
    expect(database.prepare('SELECT COUNT(*) FROM decisions WHERE score > 0.9').pluck().get()).toBe(20);
    database.close();
  });

  it('goes on with an active alert after a restart, and ends it when the camera stays silent', async () => {
    const first = await start({ heads: [{ model: head(), rule: { off_delay_s: 60 } }] });
    const desk = await subscribe(first, 'splitsight/v1/yard/alerts');
    await send(await connect(first.mqtt), { red: 255 });
    await waitFor(() => desk.length === 1);
    const id = eventsOf(desk)[0]?.after.id;
    await first.stop();

    const clock = createManualClock(Date.now());
    const second = await start({ heads: [{ model: head(), rule: { off_delay_s: 1 } }] }, { clock });
    const home = await subscribe(second, 'splitsight/v1/yard/alert/gate/fire');
    const after = await subscribe(second, 'splitsight/v1/yard/alerts');
    await waitFor(() => home.length > 0);
    expect(home[0]).toMatchObject({ text: 'ON', retain: true });
    expect(after).toEqual([]);
    clock.advance(1100);
    await waitFor(() => after.length > 0);
    expect(eventsOf(after)).toMatchObject([{ type: 'end', after: { id, state: 'ended' } }]);
  });

  it('ends an alert whose head is gone after a restart', async () => {
    const first = await start({ heads: [{ model: head(), rule: { off_delay_s: 60 } }] });
    await expectAlert(first);
    await first.stop();
    const second = await start({ heads: [] });
    const answer = await fetchOnce(`${second.http}/api/v1/alerts`);
    expect(await answer.json()).toMatchObject({ alerts: [{ state: 'ended' }] });
  });

  it('stops twice, quickly, and leaves its ports and its database free', async () => {
    const server = await start();
    await watch(server);
    const agent = await connect(server.mqtt);
    for (let sent = 0; sent < 50; sent++) void send(agent, { red: 0 }).catch(() => {});
    const startedAt = performance.now();
    await Promise.all([server.stop(), server.stop()]);
    await server.stop();
    // Whoever waits for clients to go waits for the end of their keep-alive, which is a minute and more.
    expect(performance.now() - startedAt).toBeLessThan(30_000);
    await start({ mqtt: { port: server.port }, http: { port: Number(new URL(server.http).port) } });
  });
});
