import type { Millis } from '@splitsight/kernel';
import { boxSchema, fingerprintSchema, momentSchema, regionKinds } from '@splitsight/wire';
import { z } from 'zod';
import type { Item } from './data-set.ts';
import { encodeOrigin, parseOrigin } from './origin.ts';

/** `<site>/<camera>`. */
const cameraKey = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,62}\/[a-z0-9][a-z0-9_-]{0,62}$/);

/** An item in JSON: how the API takes and gives it, and how it stands in items.ndjson. */
export const itemRecordSchema = z.strictObject({
  origin: z
    .string()
    .max(600)
    .describe('vector:<site>/<camera>/<boot id>/<sequence>/<region> or picture:<name>#<view>; unique in a data set'),
  label: z.string().describe('an id: it becomes a class of the head'),
  fingerprint: fingerprintSchema,
  camera: cameraKey.nullable().default(null).describe('<site>/<camera>; null when no camera saw it'),
  captured_at: momentSchema.nullable().default(null),
  region: z.enum(regionKinds).default('global'),
  box: boxSchema.default({ x: 0, y: 0, width: 1, height: 1 }),
  group: z
    .string()
    .min(1)
    .max(200)
    .nullable()
    .default(null)
    .describe('items of one group never stand on both sides of a split; null: to be found'),
  judged: z.boolean().default(true).describe('whether it may be held out to judge a head'),
  weight: z.number().min(1e-6).max(1e6).default(1).describe('how much it counts beside others'),
  vector: z.base64().max(64_000).describe('the codec’s bytes in base64'),
});
export type ItemRecord = z.output<typeof itemRecordSchema>;

export function encodeItem(item: Item): ItemRecord {
  const { origin, capturedAt, vector, box, ...rest } = item;
  return {
    ...rest,
    origin: encodeOrigin(origin),
    captured_at: capturedAt,
    box: { ...box },
    vector: Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64'),
  };
}

/** @throws CodedError DATASET_ORIGIN */
export function decodeItem(record: ItemRecord): Item {
  const { origin, captured_at, vector, ...rest } = record;
  const capturedAt: Millis | null = captured_at;
  return { ...rest, origin: parseOrigin(origin), capturedAt, vector: new Uint8Array(Buffer.from(vector, 'base64')) };
}
