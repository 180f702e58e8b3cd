import { fetchOnce } from '@splitsight/testkit';
import { type AlertEvent, alertEventSchema, parseJsonMessage } from '@splitsight/wire';
import type { RunningServer } from './run-server.ts';

/** An MQTT message as a test heard it. */
export interface Heard {
  readonly topic: string;
  readonly text: string;
  readonly retain: boolean;
}

export function eventsOf(heard: readonly Heard[]): AlertEvent[] {
  return heard.map(({ text }) => parseJsonMessage(alertEventSchema, text));
}

/** The value of one line of the server's metrics. */
export async function metric(server: RunningServer, line: string): Promise<number> {
  const text = await (await fetchOnce(`${server.http}/metrics`)).text();
  const found = text.split('\n').find((one) => one.startsWith(`${line} `));
  return Number(found?.slice(line.length + 1));
}

export function dropped(server: RunningServer, reason: string): Promise<number> {
  return metric(server, `splitsight_messages_dropped_total{reason="${reason}"}`);
}
