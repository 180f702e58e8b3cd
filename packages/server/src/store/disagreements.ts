import type { Millis } from '@splitsight/kernel';
import { cameraIdSchema, headNameSchema, momentSchema, siteIdSchema } from '@splitsight/wire';
import { z } from 'zod';
import type { Connection } from './database.ts';

export const disagreementsSql = `
  ALTER TABLE disagreements ADD COLUMN positive TEXT NOT NULL DEFAULT 'live'; -- who was at or above its threshold: live or shadow
`;

/** A frame of which a shadow version and the live one said otherwise. */
export const disagreementSchema = z.object({
  site: siteIdSchema,
  camera: cameraIdSchema,
  boot_id: z.string(),
  sequence: z.int().min(0),
  captured_at: momentSchema,
  received_at: momentSchema,
  head: headNameSchema,
  live_version: z.string(),
  shadow_version: z.string(),
  live_score: z.number(),
  shadow_score: z.number(),
  positive: z.enum(['live', 'shadow']).describe('the one that was at or above the threshold of its rule'),
});
export type Disagreement = z.output<typeof disagreementSchema>;

export interface DisagreementQuery {
  readonly head: string;
  readonly shadowVersion: string;
  readonly since: Millis;
  readonly until: Millis;
  readonly site?: string | undefined;
  readonly camera?: string | undefined;
  readonly limit: number;
}

/** In the order they came in. */
export function readDisagreements(connection: Connection, query: DisagreementQuery): readonly Disagreement[] {
  const { site = null, camera = null, ...rest } = query;
  const rows = connection
    .prepare(
      `SELECT site, camera, boot_id, sequence, captured_at, received_at, head, live_version, shadow_version, live_score,
         shadow_score, positive
       FROM disagreements JOIN cameras ON cameras.id = camera_id
       WHERE head = :head AND shadow_version = :shadowVersion AND received_at >= :since AND received_at < :until
         AND (:site IS NULL OR site = :site) AND (:camera IS NULL OR camera = :camera)
       ORDER BY disagreements.id LIMIT :limit`,
    )
    .all({ ...rest, site, camera });
  return z.array(disagreementSchema).parse(rows);
}

/** The version of a head that disagreed last; undefined when none ever did. */
export function lastShadowVersion(connection: Connection, head: string): string | undefined {
  return connection
    .prepare<[string], string>('SELECT shadow_version FROM disagreements WHERE head = ? ORDER BY id DESC LIMIT 1')
    .pluck()
    .get(head);
}
