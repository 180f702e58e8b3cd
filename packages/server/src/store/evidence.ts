import type { Millis } from '@splitsight/kernel';
import { hex8Pattern } from '@splitsight/wire';
import { z } from 'zod';
import type { Look } from '../alert/state.ts';
import type { CameraRef } from '../flow.ts';
import type { Connection } from './database.ts';
import { type EvidenceRule, evidenceRuleSchema } from './evidence-rule.ts';

export const evidenceSql = `
  -- The frames that each alert was raised from, in their order; the last one decided. Their vectors are kept as long as it.
  CREATE TABLE evidence (
    alert_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    camera_id INTEGER NOT NULL,
    boot_id TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    captured_at INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    head_version TEXT NOT NULL,
    scores TEXT NOT NULL,    -- JSON: float32 values, one a class, in the region that decided; to the bit
    rule TEXT NOT NULL,      -- JSON: what it was raised by
    PRIMARY KEY (alert_id, position)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX evidence_by_frame ON evidence (boot_id, sequence, camera_id);
`;

/** What an alert was raised from. */
export interface EvidenceRow {
  readonly alertId: string;
  readonly from: CameraRef;
  readonly rule: EvidenceRule;
  readonly looks: readonly Look[];
}

/** Writes what alerts were raised from; the caller holds the transaction. */
export function createEvidenceWriter(connection: Connection): (row: EvidenceRow) => void {
  const insert = connection.prepare(
    `INSERT OR IGNORE INTO evidence
     VALUES (?, ?, coalesce((SELECT id FROM cameras WHERE site = ? AND camera = ?), 0), ?, ?, ?, ?, ?, ?, ?)`,
  );
  return ({ alertId, from, rule, looks }) => {
    const text = JSON.stringify(rule);
    for (const [position, look] of looks.entries()) {
      const { frame, capturedAt, seenAt, headVersion, scores } = look;
      const moments = [capturedAt, seenAt, headVersion] as const;
      const id = [alertId, position, from.site, from.camera, frame.bootId, frame.sequence] as const;
      insert.run(...id, ...moments, JSON.stringify(scores), text);
    }
  };
}

/** A frame that an alert was raised from. */
export interface EvidenceFrame {
  readonly bootId: string;
  readonly sequence: number;
  readonly capturedAt: Millis;
  readonly receivedAt: Millis;
  readonly headVersion: string;
  readonly scores: readonly number[];
  readonly rule: EvidenceRule;
}

const rowSchema = z
  .object({
    boot_id: z.string().regex(hex8Pattern),
    sequence: z.int(),
    captured_at: z.int(),
    received_at: z.int(),
    head_version: z.string(),
    scores: z.string().transform((text) => z.array(z.number()).parse(JSON.parse(text))),
    rule: z.string().transform((text) => evidenceRuleSchema.parse(JSON.parse(text))),
  })
  .transform(
    (row): EvidenceFrame => ({
      bootId: row.boot_id,
      sequence: row.sequence,
      capturedAt: row.captured_at,
      receivedAt: row.received_at,
      headVersion: row.head_version,
      scores: row.scores,
      rule: row.rule,
    }),
  );

/** The frames that an alert was raised from, in their order; none where nothing is known. */
export function readEvidence(connection: Connection, alertId: string): readonly EvidenceFrame[] {
  const rows = connection.prepare('SELECT * FROM evidence WHERE alert_id = ? ORDER BY position').all(alertId);
  return z.array(rowSchema).parse(rows);
}
