import { z } from 'zod';

/** Where messages go. */
export const brokerSchema = z.strictObject({
  url: z
    .url({ protocol: /^(mqtt|mqtts|ws|wss)$/, error: 'give an address such as mqtt://server:1883' })
    .refine((url) => !hasLogin(url), { error: 'write user and password into username and password' })
    .default('mqtt://127.0.0.1:1883')
    .describe('mqtt, mqtts, ws or wss; over WebSocket the server listens at ws://server:8080/mqtt'),
  username: z.string().min(1).max(200).nullable().default(null).describe('the MQTT user; null for none'),
  password: z
    .string()
    .max(1000)
    .nullable()
    .default(null)
    .describe('the MQTT password; password_file keeps it out of here'),
  password_file: z
    .string()
    .min(1)
    .nullable()
    .default(null)
    .describe('a file whose first line is the MQTT password; used when password is null'),
  keepalive_s: z
    .int()
    .min(1)
    .max(3600)
    .default(5)
    .describe('how soon a broken connection is noticed: after one and a half times this long'),
  client_id: z
    .string()
    .min(1)
    .max(120)
    .nullable()
    .default(null)
    .describe('the MQTT client id; null makes one of site and node'),
  max_waiting: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(5_000)
    .describe('how many messages wait in memory at most, beside those that the spool has; then the oldest is dropped'),
});
export type BrokerConfig = z.output<typeof brokerSchema>;

function hasLogin(url: string): boolean {
  const { username, password } = new URL(url);
  return username !== '' || password !== '';
}
