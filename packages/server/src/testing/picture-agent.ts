import { encodeJpeg } from '@splitsight/vision/picture';
import {
  encodePictureMessage,
  type PictureOutcome,
  type PicturePolicy,
  type PictureRequest,
  parseJsonMessage,
  pictureRequestSchema,
} from '@splitsight/wire';
import type { MqttClient } from 'mqtt';
import type { RunningServer } from './run-server.ts';
import type { Workbench } from './workbench.ts';

const root = 'splitsight/v1/yard';

/** An agent of a test that gives pictures as it is told to. */
export interface PictureAgent {
  readonly client: MqttClient;
  readonly asked: PictureRequest[];
  /** What the server has set, each time. */
  readonly set: string[];
  state(policy: PicturePolicy, most?: PicturePolicy): Promise<void>;
  answer(request: PictureRequest, outcome?: PictureOutcome, jpeg?: Uint8Array): Promise<unknown>;
  send(bytes: Uint8Array): Promise<unknown>;
}

/** A picture of one colour. */
export function jpegOf(red = 200, width = 64, height = 36): Promise<Uint8Array> {
  const rgb = new Uint8Array(width * height * 3);
  for (let i = 0; i < rgb.length; i += 3) rgb[i] = red;
  return encodeJpeg({ width, height, rgb, capturedAt: 0 });
}

/**
 * Connects the agent `pi` with the camera `gate`.
 *
 * @param reply what it does with each request; gives a picture unless told otherwise.
 */
export async function openPictureAgent(
  bench: Workbench,
  server: RunningServer,
  policy: PicturePolicy,
  reply: (agent: PictureAgent, request: PictureRequest) => unknown = (agent, request) => agent.answer(request),
): Promise<PictureAgent> {
  const will = { topic: `${root}/node/pi/status`, payload: Buffer.from('offline'), qos: 1, retain: true } as const;
  const client = await bench.connect(server.mqtt, { will });
  const file = await jpegOf();
  const retain = (leaf: string, payload: string) =>
    client.publishAsync(`${root}/${leaf}`, payload, { qos: 1, retain: true });
  const agent: PictureAgent = {
    client,
    asked: [],
    set: [],
    async state(now, most = now) {
      const told = { policy: now, most, since: 1, node: 'pi', ring_s: 30, per_minute: 60 };
      await retain('cam/gate/pictures/state', JSON.stringify(told));
    },
    answer: ({ id, at }, outcome = 'picture', jpeg = outcome === 'picture' ? file : new Uint8Array()) =>
      agent.send(encodePictureMessage({ id, outcome, capturedAt: outcome === 'picture' ? (at ?? 5) : 0, jpeg })),
    send: (bytes) => client.publishAsync(`${root}/cam/gate/snapshot`, Buffer.from(bytes), { qos: 1 }),
  };
  client.on('message', (topic, payload) => {
    if (topic.endsWith('/set')) return void agent.set.push(payload.toString());
    const request = parseJsonMessage(pictureRequestSchema, payload.toString());
    agent.asked.push(request);
    reply(agent, request);
  });
  await client.subscribeAsync([`${root}/cam/+/snapshot/get`, `${root}/cam/+/pictures/set`], { qos: 1 });
  await retain('node/pi/status', 'online');
  await retain('cam/gate/status', JSON.stringify({ state: 'online', since: 1, node: 'pi' }));
  await agent.state(policy);
  return agent;
}
