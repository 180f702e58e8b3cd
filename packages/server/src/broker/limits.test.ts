import { connect as connectTcp, type Socket } from 'node:net';
import { waitFor } from '@splitsight/testkit';
import { describe, expect, it } from 'vitest';
import { features, holdTime, status, useBroker } from '../testing/broker-bench.ts';

const { setUp, later } = useBroker();

/** A client at the bytes, whose connection says a keep-alive of one second. */
function openRaw(port: number): { readonly socket: Socket; answers(): number; isOver(): boolean } {
  const socket = connectTcp(port, '127.0.0.1');
  later(() => socket.destroy());
  let answers = 0;
  let isOver = false;
  socket.on('data', () => answers++);
  socket.on('error', () => {});
  socket.on('close', () => {
    isOver = true;
  });
  socket.write(Buffer.from('100c00044d515454040200010000', 'hex'));
  return { socket, answers: () => answers, isOver: () => isOver };
}

describe('a client', () => {
  it('that nothing is read from does not seem to be gone', async () => {
    const { pass, until } = holdTime(later);
    let isRoom = true;
    let looks = 0;
    const { broker, port, closed } = await setUp({
      hasRoom() {
        looks++;
        return isRoom;
      },
    });
    broker.receive((_topic, _payload, settled) => settled());
    const { socket, answers, isOver } = openRaw(port);
    await until(() => answers() > 0);
    isRoom = false;
    const before = looks;
    socket.write(Buffer.from('c000', 'hex'));
    await until(() => looks > before);
    pass(2500);
    await new Promise(setImmediate);
    expect([isOver(), closed.totals()]).toEqual([false, {}]);
    isRoom = true;
    pass(10);
    await until(() => answers() > 1);
    pass(2500);
    await until(isOver);
  });

  it('that takes long to send a large message is there', async () => {
    const { pass, until } = holdTime(later);
    let reads = 0;
    const { broker, port, closed } = await setUp({
      hasRoom() {
        reads++;
        return true;
      },
    });
    let size = 0;
    broker.receive((_topic, payload, settled) => {
      size = payload.length;
      settled();
    });
    const { socket, answers, isOver } = openRaw(port);
    await until(() => answers() > 0);
    const rest = Buffer.alloc(20_000 - 2 - features.length);
    socket.write(Buffer.concat([Buffer.from([0x30, 0xa0, 0x9c, 0x01, 0, features.length]), Buffer.from(features)]));
    for (let at = 0; at < rest.length; at += 2000) {
      const before = reads;
      socket.write(rest.subarray(at, at + 2000));
      await until(() => reads > before);
      pass(400);
    }
    await until(() => size === rest.length);
    expect([isOver(), closed.totals()]).toEqual([false, {}]);
  });

  it('may leave a feature message as its will, which others hear, too', async () => {
    const { broker, connect, hear } = await setUp();
    const heard = await hear(await connect(), features);
    const got: string[] = [];
    broker.receive((_topic, payload, settled) => {
      got.push(Buffer.from(payload).toString());
      settled();
    });
    const will = { topic: features, payload: Buffer.from('last'), qos: 1, retain: false } as const;
    for (const clientId of ['a', 'b']) {
      const agent = await connect({ clientId, will });
      agent.stream.destroy();
    }
    await waitFor(() => heard.length === 2);
    expect([got, heard]).toEqual([
      ['last', 'last'],
      ['last', 'last'],
    ]);
  });

  it('has room for what it retains again when it was cleared, by a client or by the server', async () => {
    const { broker, connect, hear } = await setUp({ maxRetained: 2 });
    const agent = await connect();
    const topicOf = (name: string) => status.replace('gate', name);
    const keep = (name: string, payload = name) => agent.publishAsync(topicOf(name), payload, { qos: 1, retain: true });
    for (const name of ['a', 'b', 'c']) await keep(name);
    await keep('a', '');
    await keep('d');
    broker.publish(topicOf('b'), '', { retain: true });
    await keep('e');
    const kept = await hear(await connect(), 'splitsight/#');
    await waitFor(() => kept.length >= 2);
    expect(new Set(kept)).toEqual(new Set(['d', 'e']));
  });
});
