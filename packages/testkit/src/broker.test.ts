import { connectAsync } from 'mqtt';
import { afterEach, expect, test } from 'vitest';
import { openBroker, type TestBroker } from './broker.ts';
import { waitFor } from './wait.ts';

let broker: TestBroker;
afterEach(() => broker.close());

test('messages are recorded in order, and the oldest go when there are too many', async () => {
  broker = await openBroker({ keep: 2 });
  const client = await connectAsync(broker.url, { clientId: 'c1' });
  expect(broker.clients()).toEqual(['c1']);
  for (const text of ['one', 'two', 'three']) await client.publishAsync('a/b', text, { qos: 1 });
  await waitFor(() => broker.forgotten() === 1);
  expect(broker.messages.map(({ payload }) => Buffer.from(payload).toString())).toEqual(['two', 'three']);
  expect(broker.messages[0]).toMatchObject({ topic: 'a/b', qos: 1, retain: false });
  await client.endAsync();
});

test('a stopped broker drops its clients and comes back on the same port', async () => {
  broker = await openBroker();
  const client = await connectAsync(broker.url, { reconnectPeriod: 20 });
  const dropped = new Promise((resolve) => client.once('close', () => resolve(true)));
  await broker.stop();
  expect(await dropped).toBe(true);
  expect(client.connected).toBe(false);
  await broker.start();
  await waitFor(() => client.connected);
  await client.publishAsync('again', 'x', { qos: 1 });
  expect(broker.messages.at(-1)?.topic).toBe('again');
  await client.endAsync();
});

test('only the right password is let in', async () => {
  broker = await openBroker({ user: 'edge', password: 'right' });
  const login = { username: 'edge', reconnectPeriod: 0 };
  await expect(connectAsync(broker.url, { ...login, password: 'wrong' })).rejects.toThrow(/not authorized/i);
  const client = await connectAsync(broker.url, { ...login, password: 'right' });
  expect(client.connected).toBe(true);
  await client.endAsync();
});
