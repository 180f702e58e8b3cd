import { connect as connectTcp } from 'node:net';
import { waitFor } from '@splitsight/testkit';
import { describe, expect, it } from 'vitest';
import { features, holdTime, status, topics, useBroker } from '../testing/broker-bench.ts';

const { setUp, later } = useBroker();

describe('the broker', () => {
  it('hands messages on, and keeps what a camera’s status was', async () => {
    const { broker, connect, hear } = await setUp();
    const heard: string[] = [];
    broker.subscribe(topics.every('camera', 'status'), (topic, payload) => {
      heard.push(`${topic} ${Buffer.from(payload)}`);
    });
    await (await connect()).publishAsync(status, 'here', { qos: 1, retain: true });
    await waitFor(() => heard.length > 0);
    expect(heard).toEqual([`${status} here`]);
    const later = await hear(await connect(), status);
    await waitFor(() => later.length > 0);
  });

  it('keeps no vectors, no large status, and no more topics than it may', async () => {
    const { connect, hear } = await setUp({ maxRetained: 2 });
    const agent = await connect();
    const keep = (topic: string, payload: string) => agent.publishAsync(topic, payload, { qos: 1, retain: true });
    await keep(features, 'vectors');
    await keep('splitsight/v1/yard/node/pi/info', 'x'.repeat(70_000));
    for (const name of ['a', 'b', 'c']) await keep(`splitsight/v1/yard/cam/${name}/status`, name);
    await keep('splitsight/v1/yard/cam/a/status', 'again');
    const kept = await hear(await connect(), 'splitsight/#');
    await waitFor(() => kept.length >= 2);
    expect(new Set(kept)).toEqual(new Set(['again', 'b']));
  });

  it('hands pictures to nobody but the server, and takes requests for them from nobody', async () => {
    const { broker, connect, hear, closed } = await setUp();
    const got: string[] = [];
    broker.subscribe(topics.every('camera', 'snapshot'), (_topic, payload) => {
      got.push(Buffer.from(payload).toString());
    });
    const spy = await connect();
    const heard = await hear(spy, '#');
    await hear(spy, 'splitsight/v1/yard/cam/gate/snapshot');
    const agent = await connect();
    for (const qos of [0, 1] as const)
      await agent.publishAsync('splitsight/v1/yard/cam/gate/snapshot', 'jpeg', { qos });
    await agent.publishAsync(features, 'vectors', { qos: 1 });
    broker.publish('splitsight/v1/yard/alert/gate/snapshot', 'a head of this name');
    await waitFor(() => got.length === 2 && heard.includes('vectors') && heard.length > 1);
    expect(heard).not.toContain('jpeg');
    expect(heard).toContain('a head of this name');
    agent.publish('splitsight/v1/yard/cam/gate/snapshot/get', 'give', { qos: 0 });
    await waitFor(() => closed.totals().forbidden_topic === 1);
  });

  it('keeps no session: what comes while a client is away does not wait for it', async () => {
    const { connect, hear } = await setUp();
    const options = { clientId: 'desk', clean: false };
    const first = await connect(options);
    await hear(first, status);
    await first.endAsync();
    await (await connect()).publishAsync(status, 'missed', { qos: 1 });
    const second = await connect(options);
    const heard = await hear(second, status);
    await (await connect()).publishAsync(status, 'heard', { qos: 1 });
    await waitFor(() => heard.length > 0);
    expect(heard).toEqual(['heard']);
  });

  it('is not held up by a subscriber that does not read, and disconnects it in the end', async () => {
    const { broker, connect, port, closed } = await setUp();
    const slow = connectTcp(port, '127.0.0.1');
    later(() => slow.destroy());
    slow.on('error', () => {});
    // CONNECT with an empty client id, SUBSCRIBE to '#' at QoS 0.
    slow.write(Buffer.from('100c00044d5154540402003c0000', 'hex'));
    slow.write(Buffer.from('820600010001' + '2300', 'hex'));
    await new Promise((resolve) => slow.once('data', resolve));
    slow.pause();
    let heard = 0;
    broker.receive((_topic, _payload, settled) => {
      heard++;
      settled();
    });
    const agent = await connect();
    const payload = Buffer.alloc(100_000);
    for (let sent = 0; sent < 400; sent++) await agent.publishAsync(features, payload, { qos: 1 });
    await waitFor(() => heard === 400);
    await waitFor(() => closed.totals().too_slow === 1);
    expect(agent.connected).toBe(true);
  });

  it('sends nothing more to its own subscriptions once it is muted', async () => {
    const { broker, connect, hear } = await setUp();
    let heard = 0;
    broker.subscribe(topics.every('camera', 'status'), () => {
      heard++;
    });
    broker.mute();
    const others = await hear(await connect(), status);
    await (await connect()).publishAsync(status, 'here', { qos: 1 });
    await waitFor(() => others.length > 0);
    expect(heard).toBe(0);
  });

  it('acknowledges a feature message when it is kept, not before, and none once it is muted', async () => {
    const { broker, connect } = await setUp();
    const settle: (() => void)[] = [];
    broker.receive((_topic, _payload, settled) => void settle.push(settled));
    const agent = await connect();
    const acknowledged: number[] = [];
    for (const number of [0, 1, 2])
      agent.publish(features, `${number}`, { qos: 1 }, (error) => void (error ?? acknowledged.push(number)));
    await waitFor(() => settle.length === 3);
    await agent.publishAsync(status, 'meanwhile', { qos: 0 });
    expect(acknowledged).toEqual([]);
    settle[0]?.();
    settle[1]?.();
    await waitFor(() => acknowledged.length === 2);
    expect(acknowledged).toEqual([0, 1]);
    settle[2]?.();
    await waitFor(() => acknowledged.length === 3);
    broker.mute();
    agent.publish(features, '3', { qos: 1 }, (error) => void (error ?? acknowledged.push(3)));
    await (await connect()).publishAsync(status, 'still served', { qos: 1 });
    expect([acknowledged, settle.length]).toEqual([[0, 1, 2], 3]);
  });

  it('takes feature messages from the first packet on, at each QoS, and acknowledges in order', async () => {
    const { broker, connect, hear, port } = await setUp();
    const got: string[] = [];
    broker.receive((_topic, payload, settled) => {
      got.push(Buffer.from(payload).toString());
      settled();
    });
    const heard = await hear(await connect(), 'splitsight/#');
    const agent = await connect();
    for (const qos of [0, 1, 2] as const) await agent.publishAsync(features, `${qos}`, { qos });
    await waitFor(() => got.length === 3);
    const eager = connectTcp(port, '127.0.0.1');
    later(() => eager.destroy());
    let answer = '';
    eager.on('data', (data) => {
      answer += data.toString('hex');
    });
    const body = Buffer.concat([
      Buffer.from([0, features.length]),
      Buffer.from(features),
      Buffer.from([0, 9]),
      Buffer.from('x'),
    ]);
    const packet = Buffer.concat([Buffer.from([0x32, body.length]), body]);
    // CONNECT with an empty client id, and at once what should wait for its answer.
    eager.write(Buffer.concat([Buffer.from('100c00044d5154540402003c0000', 'hex'), packet, packet]));
    await waitFor(() => answer.length >= 24);
    expect(answer).toBe(`20020000${'40020009'.repeat(2)}`);
    await waitFor(() => heard.length === 5);
    expect([got, heard]).toEqual([
      [...'012', 'x', 'x'],
      [...'012', 'x', 'x'],
    ]);
  });

  it('keeps a client that sends features and nothing else, and drops one that is silent', async () => {
    const { pass, until } = holdTime(later);
    const { broker, port, closed } = await setUp();
    let heard = 0;
    broker.receive((_topic, _payload, settled) => {
      heard++;
      settled();
    });
    const [busy, silent] = [connectTcp(port, '127.0.0.1'), connectTcp(port, '127.0.0.1')];
    const body = Buffer.concat([Buffer.from([0, features.length]), Buffer.from(features)]);
    let greeted = 0;
    for (const socket of [busy, silent]) {
      later(() => socket.destroy());
      socket.on('data', () => greeted++);
      // CONNECT with a keep-alive of one second.
      socket.write(Buffer.from('100c00044d515454040200010000', 'hex'));
    }
    await until(() => greeted === 2);
    for (let sent = 1; sent <= 10; sent++) {
      busy.write(Buffer.concat([Buffer.from([0x30, body.length]), body]));
      await until(() => heard === sent);
      pass(300);
    }
    await until(() => silent.closed || silent.readableEnded);
    expect([busy.readableEnded, closed.totals()]).toEqual([false, { error: 1 }]);
  });

  it('reads from nobody while there is no room, and goes on when there is', async () => {
    let isRoom = true;
    const { broker, connect } = await setUp({ hasRoom: () => isRoom });
    let heard = 0;
    broker.receive((_topic, _payload, settled) => {
      heard++;
      settled();
    });
    const agent = await connect();
    await agent.publishAsync(features, 'one', { qos: 1 });
    isRoom = false;
    const kept = agent.publishAsync(features, 'two', { qos: 1 });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(heard).toBe(1);
    isRoom = true;
    await kept;
    expect(heard).toBe(2);
  });

  it('limits how much a client may subscribe to', async () => {
    const { connect } = await setUp();
    const client = await connect();
    const filters = Array.from({ length: 300 }, (_, index) => `splitsight/v1/yard/cam/c${index}/status`);
    const refused: unknown[] = [];
    for (const filter of filters) await client.subscribeAsync(filter).catch((error: unknown) => refused.push(error));
    expect(refused).toHaveLength(300 - 256);
  });
});
