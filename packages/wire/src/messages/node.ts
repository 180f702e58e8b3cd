import { z } from 'zod';
import { sentKinds } from '../egress.ts';
import { precisionNames } from '../region.ts';
import {
  cameraIdSchema,
  codecSchema,
  countSchema,
  fingerprintSchema,
  millisSchema,
  momentSchema,
  nodeIdSchema,
} from './fields.ts';

/** `node/<node>/status`, retained, a bare word: `offline` is the will, `stopped` a clean exit. */
export const nodeStatusSchema = z.enum(['online', 'offline', 'stopped']);
export type NodeStatus = z.output<typeof nodeStatusSchema>;

/**
 * How a camera can be. From `frozen` to `moved` it sends pictures, and they are not what it was put up to show; `stopped` is
 * a clean exit of its agent.
 */
export const cameraStates = [
  'online',
  'offline',
  'frozen',
  'covered',
  'defocused',
  'moved',
  'disabled',
  'stopped',
] as const;

/** `cam/<camera>/status`, retained. */
export const cameraStatusSchema = z.object({
  state: z.enum(cameraStates),
  since: momentSchema,
  node: nodeIdSchema,
  /** The coded reason of a state that is not `online`. */
  reason: z.string().max(300).optional(),
});
export type CameraStatus = z.output<typeof cameraStatusSchema>;
export type CameraState = CameraStatus['state'];

/** `node/<node>/info`, retained: what the node is. */
export const nodeInfoSchema = z.object({
  version: z.string(),
  started_at: momentSchema,
  fingerprint: fingerprintSchema,
  precision: z.enum(precisionNames).optional().describe('in what numbers the backbone computes; float32 unless told'),
  codec: codecSchema,
  cameras: z.array(z.object({ id: cameraIdSchema, name: z.string() })).max(256),
  config_hash: z.string().describe('changes when the configuration does'),
});
export type NodeInfo = z.output<typeof nodeInfoSchema>;

/** The middle and the tail of a stage's durations since the last report. */
export const stageSchema = z.object({ p50: millisSchema, p99: millisSchema });

/** How the spool of a node does. */
export const spoolStates = ['ok', 'full', 'failing'] as const;

/** How well an agent knows what time it is at the server. */
export const clockStates = ['synced', 'free'] as const;

/** `node/<node>/time/get`: an agent asks what time it is. */
export const timeRequestSchema = z.object({ id: countSchema.describe('comes back in the answer') });

/** `node/<node>/time`: the server's two of the four stamps of RFC 5905, section 8. */
export const timeAnswerSchema = z.object({
  id: countSchema,
  received_at: momentSchema.describe('when the question came'),
  answered_at: momentSchema.describe('when the answer left'),
});
export type TimeAnswer = z.output<typeof timeAnswerSchema>;

/** `node/<node>/health`, every 10 s. Counts are totals since the agent started. */
export const nodeHealthSchema = z.object({
  at: momentSchema,
  uptime_s: z.number().min(0),
  rss_bytes: countSchema,
  cpu_temperature_c: z.number().nullable(),
  uplink: z.object({ connected: z.boolean(), waiting: countSchema, dropped: z.record(z.string(), countSchema) }),
  spool: z
    .object({
      state: z
        .enum(spoolStates)
        .describe('full: the oldest had to go, or the disk has no room; failing: it does not work'),
      reason: z.string().max(300).optional().describe('the coded reason of a disk that does not take messages'),
      messages: countSchema.describe('on disk, not yet acknowledged'),
      bytes: countSchema.describe('of disk that they take'),
      oldest_at: momentSchema.nullable().describe('when the oldest of them was made'),
      written: countSchema,
      sent: countSchema.describe('acknowledged after they had been written'),
      dropped: z.record(z.string(), countSchema).describe('by reason: age, size, corrupt, refused'),
    })
    .optional()
    .describe('feature messages on the disk of the edge machine; absent where none are written'),
  clock: z
    .object({
      state: z
        .enum(clockStates)
        .describe(
          'synced: the time of the server is known to within a second; free: captures have the machine’s own time',
        ),
      offset_ms: z.number().nullable().describe('the server’s clock less the machine’s; null while it is not known'),
      error_ms: z.number().min(0).nullable().describe('how wrong that may be'),
      corrected_ms: z.number().describe('what was added to the machine’s time to make capture times'),
    })
    .optional()
    .describe('absent in the reports of older agents'),
  stages_ms: z.record(z.string(), stageSchema),
  cameras: z.record(
    z.string(),
    z.object({
      fps_in: z.number().min(0).describe('frames a second from the camera'),
      fps_out: z.number().min(0).describe('feature messages a second'),
      frames: countSchema,
      published: countSchema,
      dropped: z.record(z.string(), countSchema).describe('by reason'),
      restarts: countSchema,
    }),
  ),
  sent: z
    .partialRecord(z.enum(sentKinds), z.object({ messages: countSchema, bytes: countSchema }))
    .optional()
    .describe('what this agent has sent, topics and payloads, by kind'),
  pictures: z
    .object({
      kept: countSchema.describe('in memory now'),
      bytes: countSchema,
      dropped: z.record(z.string(), countSchema).describe('by reason'),
      answered: z.record(z.string(), countSchema).describe('requests, by what became of them'),
    })
    .optional(),
});
export type NodeHealth = z.output<typeof nodeHealthSchema>;
