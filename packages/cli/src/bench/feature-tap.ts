import type { Millis } from '@splitsight/kernel';
import { type CameraId, createTopics, decodeFeatureMessage } from '@splitsight/wire';
import { connectAsync } from 'mqtt';

/** Hears the feature messages a broker forwards, as an integrator would. */
export interface FeatureTap {
  /** When the message of the frame captured at that moment arrived; undefined when it did not, or long ago. */
  arrivalOf(camera: CameraId, capturedAt: Millis): Millis | undefined;
  close(): Promise<void>;
}

/** How many arrivals are remembered. */
const memory = 4096;

/** Subscribes to the feature messages of every camera. */
export async function openFeatureTap(brokerUrl: string): Promise<FeatureTap> {
  const topics = createTopics();
  const arrivals = new Map<string, Millis>();
  const client = await connectAsync(brokerUrl, { reconnectPeriod: 0 });
  client.on('message', (name, payload) => {
    const arrivedAt = Date.now();
    const topic = topics.parse(name);
    if (topic.kind !== 'camera') return;
    arrivals.set(`${topic.camera} ${decodeFeatureMessage(payload).capturedAt}`, arrivedAt);
    for (const oldest of arrivals.keys()) {
      if (arrivals.size <= memory) break;
      arrivals.delete(oldest);
    }
  });
  await client.subscribeAsync(topics.every('camera', 'features'));
  return {
    arrivalOf: (camera, capturedAt) => arrivals.get(`${camera} ${capturedAt}`),
    close: () => client.endAsync(true),
  };
}
