import { logLevels } from '@splitsight/kernel/node';
import { idPattern } from '@splitsight/wire';
import { z } from 'zod';
import { monitorSchema } from './monitor.ts';
import { notifySchema } from './notify.ts';
import { picturesSchema } from './pictures.ts';
import { ruleSchema } from './rule.ts';
import { storeSchema } from './store.ts';

const host = z.string().min(1).max(255).default('127.0.0.1');
const port = z.int().min(0).max(65_535);

const mqttSchema = z.strictObject({
  host: host.describe('the address to listen on; 0.0.0.0 lets other machines in'),
  port: port.default(1883).describe('the TCP port of the broker; 0 takes any free one'),
  max_packet_bytes: z
    .int()
    .min(1024)
    .max(16_777_216)
    .default(300_000)
    .describe('a client that sends a larger packet is disconnected'),
  max_clients: z.int().min(1).max(100_000).default(1000).describe('further connections are closed at once'),
});

const httpSchema = z.strictObject({
  host: host.describe('the address to listen on; 0.0.0.0 lets other machines in'),
  port: port
    .default(8080)
    .describe('the port of page, API, live WebSocket and MQTT over WebSocket; 0 takes any free one'),
  login: z
    .enum(['required', 'off'])
    .default('required')
    .describe('off: everybody who reaches the port may do everything; only with a host that is this machine itself'),
  session_idle_s: z
    .number()
    .min(60)
    .max(31_536_000)
    .default(43_200)
    .describe('a login ends after so long without use; a live page that is open uses it'),
  session_max_s: z.number().min(60).max(31_536_000).default(604_800).describe('a login ends after so long in any case'),
  trusted_proxies: z
    .array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]))
    .max(64)
    .default([])
    .describe(
      'addresses, or networks such as 10.0.0.0/8, of proxies whose X-Forwarded-For, -Proto and -Host are believed',
    ),
  max_live_clients: z.int().min(1).max(10_000).default(100).describe('how many pages may watch at a time'),
});

const headSchema = z.strictObject({
  model: z
    .string()
    .min(1)
    .describe('the folder of the head: manifest.json and head.onnx; a relative path starts from the working directory'),
  name: z.string().regex(idPattern).optional().describe('what to call it in place of its own name'),
  rule: ruleSchema.default({}).describe('what is left out comes from the head’s manifest, then from the defaults'),
});

const admitSchema = z.strictObject({
  late_s: z
    .number()
    .min(0.1)
    .max(86_400)
    .default(5)
    .describe('vectors captured longer ago are scored and stored, but raise no live alert'),
  future_s: z.number().min(0.1).max(86_400).default(5).describe('how far the clock of an edge machine may be ahead'),
  ahead: z
    .enum(['mark', 'refuse'])
    .default('mark')
    .describe('vectors from further ahead: mark and use them like the others, or refuse them'),
  max_cameras: z
    .int()
    .min(1)
    .max(100_000)
    .default(4096)
    .describe('vectors of further cameras are refused; one that never sent anything good makes room for another'),
  max_nodes: z.int().min(1).max(100_000).default(1024).describe('messages of further edge machines are refused'),
});

/** The configuration file of splitsight-server. */
export const serverConfigSchema = z.strictObject({
  topic_prefix: z.string().regex(idPattern).default('splitsight').describe('the first level of every MQTT topic'),
  mqtt: mqttSchema.prefault({}).describe('the embedded MQTT broker'),
  http: httpSchema.prefault({}).describe('the page, the API and the WebSockets'),
  store: storeSchema.prefault({}).describe('where vectors, decisions and alerts are kept'),
  heads: z
    .array(headSchema)
    .max(64)
    .default([{ model: 'models/fire-resnet18-w0.5-224-u8', rule: {} }])
    .describe('what to look for; every head scores every frame it fits'),
  backbones: z
    .array(z.string().min(1))
    .max(16)
    .default(['models/resnet18-w0.5-224'])
    .describe('folders of the backbones that edge machines use: their vectors are kept even when no head reads them'),
  heads_dir: z
    .string()
    .min(1)
    .optional()
    .describe('where versions of heads are kept; the folder `heads` beside the database unless told'),
  rules: z
    .string()
    .min(1)
    .max(4096)
    .optional()
    .describe(
      'a YAML file of rules, as `splitsight rules export` writes it: taken over at start whenever its content has changed; a relative path starts from the working directory',
    ),
  admit: admitSchema.prefault({}).describe('which vectors are let in'),
  monitor: monitorSchema.prefault({}).describe('how heads at work are watched'),
  notify: notifySchema.prefault({}).describe('how people and programs are told of alerts'),
  pictures: picturesSchema.prefault({}).describe('pictures of alerts, and those that somebody asked for'),
  log_level: z.enum(logLevels).default('info').describe('how much is logged'),
});
export type ServerConfig = z.output<typeof serverConfigSchema>;

/** The JSON Schema (2020-12) of the configuration file, with a description and default of every key. */
export function describeServerConfig(): unknown {
  return z.toJSONSchema(serverConfigSchema, { io: 'input', unrepresentable: 'any' });
}
