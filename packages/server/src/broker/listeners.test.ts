import { waitFor } from '@splitsight/testkit';
import { expect, it } from 'vitest';
import { features, useBroker } from '../testing/broker-bench.ts';

const { setUp } = useBroker();

it('feature messages go past the broker again when nobody hears them any more', async () => {
  const { broker, connect, hear } = await setUp();
  const taken: string[] = [];
  broker.receive((_topic, payload, settled) => {
    taken.push(Buffer.from(payload).toString());
    settled();
  });
  /** What takes the slow way, which is the one to those who subscribed. */
  const slow: string[] = [];
  broker.subscribe(features, (_topic, payload) => void slow.push(Buffer.from(payload).toString()));
  const agent = await connect();
  const send = (text: string) => agent.publishAsync(features, text, { qos: 1 });
  const one = await connect();
  const other = await connect();

  await send('1');
  const heard = await hear(one, 'splitsight/v1/+/cam/#');
  await hear(one, features);
  await hear(other, features);
  await send('2');
  await one.unsubscribeAsync(features);
  await other.unsubscribeAsync(features);
  await send('3');
  await waitFor(() => heard.includes('3'));
  await one.unsubscribeAsync('splitsight/v1/+/cam/#');
  await send('4');
  await hear(other, '#');
  await send('5');
  await other.endAsync(true);
  await waitFor(() => broker.clients() === 2);
  await send('6');
  expect(taken).toEqual(['1', '2', '3', '4', '5', '6']);
  await waitFor(() => slow.length >= 3);
  expect(slow).toEqual(['2', '3', '5']);
});
