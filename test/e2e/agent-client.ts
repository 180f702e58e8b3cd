import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from './command.ts';

/** What a test needs of an MQTT client. */
interface AgentClient {
  publishAsync(topic: string, payload: Uint8Array | string, options: object): Promise<unknown>;
  endAsync(): Promise<void>;
}

const { connectAsync } = createRequire(join(root, 'packages/dashboard/package.json'))('mqtt') as {
  connectAsync(url: string, options: object): Promise<AgentClient>;
};

/** Speaks to a server as the agents of the site `yard` do, QoS 1. */
export async function speakAsAgent(
  url: string,
  talk: (say: (topic: string, payload: Uint8Array | string) => Promise<unknown>) => Promise<void>,
): Promise<void> {
  const agent = await connectAsync(url, { reconnectPeriod: 0 });
  await talk((topic, payload) => agent.publishAsync(`splitsight/v1/yard/${topic}`, payload, { qos: 1 }));
  await agent.endAsync();
}
