import { connect as connectTcp } from 'node:net';
import { fetchOnce, waitFor } from '@splitsight/testkit';
import type { Fingerprint } from '@splitsight/wire';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { camera, featuresTopic } from './testing/frames.ts';
import { dropped, metric } from './testing/observe.ts';
import { useWorkbench } from './testing/workbench.ts';

const { start, connect, send, subscribe, watch, expectAlert, frame, path, later } = useWorkbench();

describe('bad input', () => {
  it('of any kind on the features topic is counted, and the next frame is scored', async () => {
    const server = await start();
    const agent = await connect(server.mqtt);
    const future = frame({ red: 255 });
    future[1] = 9;
    const publish = (payload: Buffer | string) => agent.publishAsync(featuresTopic, payload, { qos: 1 });
    await publish('this is not CBOR');
    await publish('');
    await publish(future);
    await publish(Buffer.alloc(270_000, 0x80));
    await publish(Buffer.from('a0', 'hex'));
    await waitFor(async () => (await dropped(server, 'shape')) === 1);
    expect(await dropped(server, 'not_cbor')).toBe(2);
    expect(await dropped(server, 'version')).toBe(1);
    expect(await dropped(server, 'too_large')).toBe(1);
    await expectAlert(server);
  });

  it('from another backbone is refused, and the camera says why', async () => {
    const server = await start();
    const agent = await connect(server.mqtt);
    await send(agent, { red: 255, from: 'feedfeedfeedfeed' as Fingerprint });
    await waitFor(async () => (await dropped(server, 'fingerprint')) === 1);
    const answer = await fetchOnce(`${server.http}/api/v1/cameras`);
    const reason = expect.stringContaining('VECTOR_FINGERPRINT');
    expect(await answer.json()).toMatchObject({ cameras: [{ camera, reason }] });
    expect(server.lines.filter(({ fields }) => fields?.code === 'VECTOR_FINGERPRINT')).toHaveLength(1);
    expect(await metric(server, 'splitsight_decisions_total')).toBe(0);
  });

  it('from a clock an hour off is marked: behind raises nothing, ahead raises and says so', async () => {
    const server = await start();
    const desk = await subscribe(server, 'splitsight/v1/yard/alerts');
    const agent = await connect(server.mqtt);
    const reasons = async () => JSON.stringify(await (await fetchOnce(`${server.http}/api/v1/cameras`)).json());
    await send(agent, { red: 255, capturedAt: Date.now() - 3_600_000 });
    await waitFor(async () => (await reasons()).includes('CLOCK_BEHIND'));
    expect(desk).toEqual([]);
    await send(agent, { red: 255, capturedAt: Date.now() + 3_600_000, boot: '2' });
    await waitFor(() => desk.length > 0);
    expect(await metric(server, 'splitsight_messages_marked_total{reason="ahead"}')).toBe(1);
    expect(await metric(server, 'alert_latency_seconds_count')).toBe(0);
  });

  it('too large for a packet closes that connection only', async () => {
    const server = await start();
    const other = await connect(server.mqtt);
    const agent = await connect(server.mqtt);
    let isClosed = false;
    agent.on('close', () => {
      isClosed = true;
    });
    agent.publish(featuresTopic, Buffer.alloc(400_000), { qos: 1 }, () => {});
    await waitFor(() => isClosed);
    expect(await metric(server, 'splitsight_mqtt_clients_closed_total{reason="oversized"}')).toBe(1);
    expect(other.connected).toBe(true);
    await expectAlert(server);
  });

  it('on topics that are the server’s closes that connection, and nobody hears it', async () => {
    const server = await start();
    const everything = await subscribe(server, 'splitsight/#');
    for (const topic of ['splitsight/v1/yard/alerts', 'splitsight/v1/yard/alert/gate/fire', 'elsewhere']) {
      const agent = await connect(server.mqtt);
      agent.publish(topic, 'ON', { qos: 1, retain: true }, () => {});
      await waitFor(() => !agent.connected);
    }
    expect(await metric(server, 'splitsight_mqtt_clients_closed_total{reason="forbidden_topic"}')).toBe(3);
    await expectAlert(server);
    expect(everything.filter(({ text }) => text === 'ON').length).toBeLessThanOrEqual(1);
  });

  it('in place of MQTT closes that connection only', async () => {
    const server = await start();
    for (const garbage of ['GET / HTTP/1.1\r\n\r\n', '\u0000\u0000\u0000\u0000', '\u0010\u0004oops']) {
      const socket = connectTcp(server.port, '127.0.0.1');
      socket.on('error', () => {});
      later(() => socket.destroy());
      socket.write(garbage);
    }
    await expectAlert(server);
  });

  it('on the WebSocket is answered with a code, and ends that page only', async () => {
    const server = await start();
    const good = await watch(server);
    const bad = await watch(server);
    bad.socket.send('garbage');
    bad.socket.send(Buffer.from([1, 2, 3]));
    bad.socket.send('{"type":"order66"}');
    await waitFor(() => bad.closedWith !== undefined);
    expect(bad.closedWith).toBe(1008);
    expect(bad.messages.slice(1)).toMatchObject(
      Array.from({ length: 3 }, () => ({ type: 'error', code: 'LIVE_REQUEST' })),
    );
    const large = await watch(server);
    large.socket.send('x'.repeat(5000));
    await waitFor(() => large.closedWith !== undefined);
    await expectAlert(server);
    await waitFor(() => good.messages.some(({ type }) => type === 'alert'));
  });

  it('a page of another site gets no WebSocket', async () => {
    const server = await start();
    const attempt = async (path: string, headers: Record<string, string>) => {
      const socket = new WebSocket(`${server.http.replace('http', 'ws')}${path}`, { headers });
      later(() => socket.terminate());
      return new Promise<string>((resolve) => {
        socket.on('open', () => resolve('open'));
        socket.on('error', ({ message }) => resolve(message));
      });
    };
    expect(await attempt('/api/v1/live', { origin: 'http://evil.example' })).toContain('403');
    expect(await attempt('/mqtt', { origin: 'http://evil.example' })).toContain('403');
    expect(await attempt('/api/v1/live', { origin: server.http })).toBe('open');
    expect(await attempt('/elsewhere', {})).toContain('404');
  });

  it('too many clients are turned away', async () => {
    const server = await start({ mqtt: { max_clients: 2 }, http: { max_live_clients: 1 } });
    await connect(server.mqtt);
    await connect(server.mqtt);
    const third = connectTcp(server.port, '127.0.0.1');
    third.on('error', () => {});
    await new Promise((resolve) => third.on('close', resolve));
    expect(await metric(server, 'splitsight_mqtt_clients_closed_total{reason="too_many"}')).toBe(1);
    await watch(server);
    const second = new WebSocket(`${server.http.replace('http', 'ws')}/api/v1/live`);
    const code = await new Promise((resolve) => second.on('close', resolve));
    expect(code).toBe(1013);
  });

  it('a model of a truncated file, or none, keeps the server from starting', async () => {
    await expect(start({ heads: [{ model: path('nowhere') }] })).rejects.toMatchObject({
      code: 'MODEL_MISSING',
    });
  });
});
