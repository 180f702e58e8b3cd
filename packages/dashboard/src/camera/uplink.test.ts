import { openBroker, type TestBroker, waitFor } from '@splitsight/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BrowserUplink, openBrowserUplink } from './uplink.ts';

const statusTopic = 'splitsight/v1/yard/node/browser-phone/status';
const infoTopic = 'splitsight/v1/yard/node/browser-phone/info';
const features = 'splitsight/v1/yard/cam/phone/features';
let broker: TestBroker;
let uplink: BrowserUplink;

beforeEach(async () => {
  broker = await openBroker();
  uplink = openBrowserUplink({
    url: broker.url,
    clientId: 'splitsight-browser-phone',
    statusTopic,
    onChange: () => {},
  });
});
afterEach(async () => {
  await uplink.stop();
  await broker.close();
});

const said = () => broker.messages.map(({ topic, payload }) => `${topic} ${new TextDecoder().decode(payload)}`);

describe('the uplink of a browser', () => {
  it('says online and what is retained on every connect, and stopped when it leaves', async () => {
    uplink.retain(infoTopic, 'first');
    uplink.retain(infoTopic, 'second');
    await waitFor(() => said().includes(`${infoTopic} second`));
    expect(said()).toContain(`${statusTopic} online`);
    await broker.stop();
    await waitFor(() => !uplink.connected());
    await broker.start();
    await waitFor(() => said().filter((line) => line === `${statusTopic} online`).length >= 2);
    await waitFor(() => said().filter((line) => line === `${infoTopic} second`).length >= 2);
    await uplink.stop();
    await waitFor(() => broker.clients().length === 0);
    expect(said().at(-1)).toBe(`${statusTopic} stopped`);
  });

  it('hears what stands at a topic and what is said there, on every connection', async () => {
    const topic = 'splitsight/v1/yard/cam/phone/enabled/state';
    const words: string[] = [];
    uplink.hear(topic, (word) => words.push(word));
    uplink.retain(topic, 'OFF');
    await waitFor(() => words.includes('OFF'));
    await broker.stop();
    await waitFor(() => !uplink.connected());
    words.length = 0;
    await broker.start();
    await waitFor(() => words.includes('OFF'));
  });

  it('sends messages as they are, and tells when the broker has them', async () => {
    await waitFor(uplink.connected);
    const payload = Uint8Array.from({ length: 300 }, (_, i) => i % 256);
    const took: number[] = [];
    expect(uplink.publish(features, payload, (time) => took.push(time))).toBe(true);
    expect(uplink.waiting()).toBe(1);
    await waitFor(() => took.length === 1);
    expect(uplink.waiting()).toBe(0);
    const arrived = broker.messages.find(({ topic }) => topic === features);
    expect(arrived?.qos).toBe(1);
    expect(Uint8Array.from(arrived?.payload ?? [])).toEqual(payload);
  });

  it('keeps nothing for later: without a connection a message is not sent', async () => {
    await waitFor(uplink.connected);
    await broker.stop();
    await waitFor(() => !uplink.connected());
    expect(uplink.publish(features, new Uint8Array([1]), () => {})).toBe(false);
    uplink.mention(features, 'lost');
    await broker.start();
    await waitFor(uplink.connected);
    expect(said().filter((line) => line.startsWith(features))).toEqual([]);
  });

  it('has at most sixteen messages on their way', async () => {
    await waitFor(uplink.connected);
    const sent = Array.from({ length: 20 }, () => uplink.publish(features, new Uint8Array([1]), () => {}));
    expect(sent.filter(Boolean)).toHaveLength(16);
    await waitFor(() => uplink.waiting() === 0);
    expect(uplink.publish(features, new Uint8Array([2]), () => {})).toBe(true);
  });
});
