import { openBroker, type TestBroker, waitFor } from '@splitsight/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BrowserUplink, openBrowserUplink, type UplinkLimits } from './uplink.ts';

const statusTopic = 'splitsight/v1/yard/node/browser-phone/status';
const features = 'splitsight/v1/yard/cam/phone/features';
let broker: TestBroker;
let uplink: BrowserUplink | undefined;
let judge: (payload: Uint8Array) => 'take' | 'ignore' | 'disconnect';

beforeEach(async () => {
  // A server that cannot store looks at feature messages, answers pings, and acknowledges everything else.
  judge = () => 'ignore';
  broker = await openBroker({ judge: (topic, payload) => (topic === features ? judge(payload) : 'take') });
});
afterEach(async () => {
  await uplink?.stop();
  await broker.close();
});

async function connect(limits: Partial<UplinkLimits> = {}): Promise<BrowserUplink> {
  const made = openBrowserUplink({
    ...{ url: broker.url, clientId: 'splitsight-browser-phone', statusTopic, onChange: () => {} },
    limits: { readAfter: 5, reconnectEvery: 20, ...limits },
  });
  uplink = made;
  await waitFor(made.connected);
  return made;
}

const message = (i: number) => Uint8Array.of(i >> 8, i & 255, 7, 0, 255);
const arrived = () =>
  broker.messages.flatMap(({ topic, payload }) => (topic === features ? [[...payload].join(' ')] : []));
const asText = (i: number) => [...message(i)].join(' ');
const texts = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => asText(from + i));

/** Sends messages one after the other, as soon as there is room for each. */
async function sendAll(link: BrowserUplink, from: number, to: number, onDone = (_i: number) => {}): Promise<void> {
  for (let i = from; i < to; i++)
    await waitFor(() => link.publish(features, message(i), () => onDone(i)), { interval: 1 });
}

describe('the uplink of a browser to a server that cannot store', () => {
  it('goes on sending what the server looks at, and says how much it is owed', async () => {
    const link = await connect();
    await sendAll(link, 0, 100);
    await waitFor(() => arrived().length === 100);
    expect(arrived()).toEqual(texts(0, 100));
    expect([link.waiting(), link.isOwed(), link.dropped()]).toEqual([100, true, {}]);
  });

  it('has at most sixteen on their way to a server that does not read', async () => {
    const link = await connect({ readAfter: 3_600_000 });
    const sent = Array.from({ length: 20 }, (_, i) => link.publish(features, message(i), () => {}));
    expect(sent.filter(Boolean)).toHaveLength(16);
    expect([link.waiting(), link.isOwed()]).toEqual([16, false]);
  });

  it('sends all of it again, byte for byte and the oldest first, over the next connection', async () => {
    const link = await connect();
    const done: number[] = [];
    await sendAll(link, 0, 60, (i) => done.push(i));
    await waitFor(() => arrived().length === 60);
    judge = () => 'take';
    await broker.stop();
    await waitFor(() => !link.connected());
    await broker.start();
    await waitFor(() => link.waiting() === 0);
    expect(arrived().slice(60)).toEqual(texts(0, 60));
    // How long a message took that was sent again says nothing of the link.
    expect([done, link.isOwed(), link.dropped()]).toEqual([[], false, {}]);
    await sendAll(link, 60, 61, (i) => done.push(i));
    await waitFor(() => done.length === 1);
  });

  it('keeps so many, gives up the oldest, and counts them', async () => {
    const link = await connect({ kept: { messages: 20, bytes: 1000 } });
    await sendAll(link, 0, 50);
    expect([link.waiting(), link.dropped()]).toEqual([20, { link_full: 30 }]);
    await waitFor(() => arrived().length === 50);
    judge = () => 'take';
    await broker.stop();
    await waitFor(() => !link.connected());
    await broker.start();
    await waitFor(() => link.waiting() === 0);
    expect(arrived().slice(50)).toEqual(texts(30, 50));
  });

  it('begins a new connection before MQTT’s numbers could come round', async () => {
    const link = await connect({ owed: 40 });
    const said = () => broker.messages.filter(({ payload }) => String(payload) === 'online').length;
    await sendAll(link, 0, 40);
    await waitFor(() => arrived().length === 40);
    expect(said()).toBe(1);
    judge = () => 'take';
    await sendAll(link, 40, 41);
    await waitFor(() => link.waiting() === 0);
    expect(said()).toBe(2);
    // A fresh message goes before what is sent again.
    expect(new Set(arrived().slice(40))).toEqual(new Set(texts(0, 41)));
  });

  it('gives up a message that the server ends connections for, and sends the others', async () => {
    judge = (payload) => (payload[1] === 3 ? 'disconnect' : 'take');
    const link = await connect();
    await sendAll(link, 3, 4);
    await waitFor(() => link.dropped().refused === 1);
    await waitFor(link.connected);
    await sendAll(link, 4, 6);
    await waitFor(() => link.waiting() === 0);
    expect(arrived()).toEqual([...Array.from({ length: 4 }, () => asText(3)), ...texts(4, 6)]);
  });

  it('leaves with a goodbye, whatever is owed', async () => {
    const link = await connect();
    await sendAll(link, 0, 30);
    await link.stop();
    expect(broker.messages.filter(({ topic }) => topic === statusTopic).at(-1)?.payload).toEqual(
      Buffer.from('stopped'),
    );
    await waitFor(() => broker.clients().length === 0);
  });
});
