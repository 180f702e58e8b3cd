import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from '../../e2e/command.ts';

/** What these tests need of an MQTT client. */
export interface MqttClient {
  on(
    event: 'message',
    onMessage: (topic: string, payload: Uint8Array, packet: { readonly retain: boolean }) => void,
  ): void;
  on(event: 'error' | 'connect', on: () => void): void;
  subscribeAsync(filter: string, options: object): Promise<unknown>;
  publish(topic: string, payload: Uint8Array | string, options: object): void;
  end(force: boolean): void;
}

const { connectAsync } = createRequire(join(root, 'packages/edge/package.json'))('mqtt') as {
  connectAsync(url: string, options: object): Promise<MqttClient>;
};

/** Connects once; a client that is cut off stays so, unless told otherwise. */
export async function connectMqtt(url: string, options: object = {}): Promise<MqttClient> {
  const client = await connectAsync(url, { reconnectPeriod: 0, ...options });
  client.on('error', () => {});
  return client;
}
