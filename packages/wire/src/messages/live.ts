import { z } from 'zod';
import { armingSchema } from '../api/arming.ts';
import { channelStateSchema } from '../api/channels.ts';
import { pictureViewSchema } from '../api/pictures.ts';
import { reviewSchema } from '../api/reviews.ts';
import { alertEventSchema, alertSchema } from './alert.ts';
import {
  cameraIdSchema,
  codecSchema,
  countSchema,
  fingerprintSchema,
  headNameSchema,
  momentSchema,
  nodeIdSchema,
  probabilitySchema,
  siteIdSchema,
} from './fields.ts';
import { headPlaceSchema } from './head.ts';
import { jobViewSchema } from './job.ts';
import { cameraStatusSchema, nodeHealthSchema, nodeStatusSchema } from './node.ts';
import { switchedOffSchema } from './switch.ts';

/** A camera as the page shows it. `unknown` until its agent has said something. */
export const cameraViewSchema = z.object({
  site: siteIdSchema,
  camera: cameraIdSchema,
  name: z.string(),
  node: nodeIdSchema.nullable(),
  state: z.enum([...cameraStatusSchema.shape.state.options, 'unknown']),
  since: momentSchema.nullable(),
  reason: z.string().nullable(),
  /** Capture time of the newest feature message. */
  last_seen_at: momentSchema.nullable(),
  switched_off: switchedOffSchema.optional().describe('left out while nobody has switched it off'),
});
export type CameraView = z.output<typeof cameraViewSchema>;

/** An edge machine as the page shows it. */
export const nodeViewSchema = z.object({
  site: siteIdSchema,
  node: nodeIdSchema,
  status: nodeStatusSchema.or(z.literal('unknown')),
  version: z.string().nullable(),
  health: nodeHealthSchema.nullable(),
  trouble: z.string().optional().describe('what is wrong with it, a code and its line; left out when nothing is'),
});
export type NodeView = z.output<typeof nodeViewSchema>;

/**
 * A head as the page shows it, with the rule that turns its scores into alerts. Where sites have versions of their own, it
 * is described by the version that every other site has.
 */
export const headViewSchema = z.object({
  name: headNameSchema,
  version: z.string(),
  classes: z.array(z.string()),
  fingerprint: fingerprintSchema,
  codec: codecSchema,
  threshold: probabilitySchema,
  instant: probabilitySchema,
  severity: alertSchema.shape.severity,
  /** Which version is live where; only sites with one of their own are named. */
  live: z.array(headPlaceSchema).default([]),
  /** Which version scores silently where. */
  shadow: z.array(headPlaceSchema).default([]),
});
export type HeadView = z.output<typeof headViewSchema>;

/** A head's scores for a frame. */
export const decisionViewSchema = z.object({
  site: siteIdSchema,
  camera: cameraIdSchema,
  captured_at: momentSchema,
  /** head → the highest score of the frame's regions. */
  scores: z.record(z.string(), probabilitySchema),
});
export type DecisionView = z.output<typeof decisionViewSchema>;

/** What the server says on the WebSocket `/api/v1/live`: text frames, one JSON message each. */
export const liveMessageSchema = z.discriminatedUnion('type', [
  /** First on every connection: everything the page needs to start from. */
  z.object({
    type: z.literal('hello'),
    server_time: momentSchema,
    version: z.string(),
    cameras: z.array(cameraViewSchema),
    nodes: z.array(nodeViewSchema),
    heads: z.array(headViewSchema),
    /** The newest 100, newest first. */
    alerts: z.array(alertSchema),
  }),
  z.object({ type: z.literal('camera'), camera: cameraViewSchema }),
  z.object({ type: z.literal('node'), node: nodeViewSchema }),
  /** A camera is not in its node's configuration any more. */
  z.object({ type: z.literal('gone'), site: siteIdSchema, camera: cameraIdSchema }),
  /** All heads, whenever one comes, goes, or is there in another version. */
  z.object({ type: z.literal('heads'), heads: z.array(headViewSchema) }),
  /** The figures of a live head can no longer be relied on at a site, or can again; sent again when the reasons change. */
  z.object({
    type: z.literal('stale'),
    site: siteIdSchema,
    head: headNameSchema,
    version: z.string(),
    stale: z.boolean(),
    since: momentSchema.nullable(),
    reasons: z.array(z.string()),
  }),
  /** Scores since the last message of this type, at most ten messages a second. */
  z.object({ type: z.literal('decisions'), items: z.array(decisionViewSchema), dropped: countSchema }),
  /** A job began, is further on, or ended; at most ten a second, without what it was asked for and what came out. */
  z.object({ type: z.literal('job'), job: jobViewSchema.omit({ params: true, result: true }) }),
  /** Sent at once. */
  z.object({ type: z.literal('alert'), event: alertEventSchema, sent_at: momentSchema }),
  /** Something would have alerted, had its frames come in time. Sent once. */
  z.object({ type: z.literal('late'), alert: alertSchema }),
  /** Somebody acknowledged, judged, noted or assigned an alert. */
  z.object({ type: z.literal('review'), review: reviewSchema }),
  /** How a site is armed has changed. */
  z.object({ type: z.literal('arming'), arming: armingSchema }),
  /** Rules or snoozes have changed: whoever shows them asks for them again. */
  z.object({ type: z.literal('rules') }),
  /** A notification channel begins to fail, works again, or more waits in it; at most once a second. */
  z.object({ type: z.literal('channel'), channel: channelStateSchema }),
  /** A picture was asked for, has come, or will not come. */
  z.object({ type: z.literal('picture'), picture: pictureViewSchema }),
  /** Answers a ping with its `t`: the page learns the round trip and the server's clock. */
  z.object({ type: z.literal('pong'), t: z.number(), server_time: momentSchema }),
  z.object({ type: z.literal('error'), code: z.string(), message: z.string() }),
]);
export type LiveMessage = z.output<typeof liveMessageSchema>;

/** What a page says on the WebSocket; at most {@link maxLiveRequestBytes}. */
export const liveRequestSchema = z.discriminatedUnion('type', [z.object({ type: z.literal('ping'), t: z.number() })]);
export type LiveRequest = z.output<typeof liveRequestSchema>;

export const maxLiveRequestBytes = 4096;
