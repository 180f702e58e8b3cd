import type { Alert, CameraView, NodeView } from '@splitsight/wire';
import type { Arrival, CameraRef, Timing } from '../flow.ts';
import type { RoleName } from '../registry/state.ts';
import type { Connection } from './database.ts';
import { encodeRegions } from './region-blob.ts';

/** A decision that is to be kept. */
export interface DecisionRow {
  readonly arrival: Arrival;
  readonly head: string;
  readonly headVersion: string;
  readonly score: number;
  /** What the version was at work for; live unless told. */
  readonly role?: RoleName;
}

/** A frame of which a shadow version and the live one said otherwise. */
export interface DisagreementRow {
  readonly arrival: Arrival;
  readonly head: string;
  readonly liveVersion: string;
  readonly shadowVersion: string;
  readonly liveScore: number;
  readonly shadowScore: number;
  /** Which of them was at or above the threshold of its rule. */
  readonly positive: RoleName;
}

/** Writes single rows; the caller holds the transaction. */
export interface RowWriter {
  /** @returns whether the message was new: the database has each (camera, boot, sequence) once. */
  vectors(arrival: Arrival): boolean;
  decision(row: DecisionRow): void;
  disagreement(row: DisagreementRow): void;
  alert(alert: Alert): void;
  /** How a camera is, or only which one it was. */
  camera(view: CameraView | Pick<CameraView, 'site' | 'camera'>): void;
  node(view: NodeView): void;
  /** Gives a camera its number, if it has none. */
  place(from: CameraRef): void;
  /** Forgets the numbers of new cameras, kinds and heads: their transaction was rolled back. */
  forget(): void;
}

const timings: Readonly<Record<Timing, number>> = { live: 0, late: 1, ahead: 2 };

export function createRowWriter(connection: Connection): RowWriter {
  const insertVectors = connection.prepare(
    `INSERT OR IGNORE INTO vectors (camera_id, boot_id, sequence, captured_at, received_at, timing, kind_id, regions)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const insertDecision = connection.prepare(
    `INSERT INTO decisions (camera_id, head_id, captured_at, received_at, timing, score, role)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const insertDisagreement = connection.prepare(
    `INSERT INTO disagreements (camera_id, boot_id, sequence, captured_at, received_at, head, live_version,
       shadow_version, live_score, shadow_score, positive) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const upsertAlert = connection.prepare(
    `INSERT INTO alerts (id, site, camera, head, state, raised_at, late, alert) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET state = excluded.state, alert = excluded.alert`,
  );
  const upsertCamera = connection.prepare(
    `INSERT INTO cameras (site, camera, view) VALUES (?, ?, ?)
     ON CONFLICT (site, camera) DO UPDATE SET view = excluded.view`,
  );
  const upsertNode = connection.prepare(
    `INSERT INTO nodes (site, node, view) VALUES (?, ?, ?)
     ON CONFLICT (site, node) DO UPDATE SET view = excluded.view`,
  );
  const cameraId = createNumbering(connection, 'cameras', ['site', 'camera']);
  const kindId = createNumbering(connection, 'kinds', ['fingerprint', 'codec', 'vector_bytes']);
  const headId = createNumbering(connection, 'heads', ['name', 'version']);

  return {
    vectors({ from, message, kind: { fingerprint, codec, vectorBytes }, receivedAt, timing }) {
      const { bootId, sequence, capturedAt, regions } = message;
      const camera = cameraId.of(from.key, from.site, from.camera);
      const kind = kindId.of(`${fingerprint}/${codec}/${vectorBytes}`, fingerprint, codec, vectorBytes);
      const blob = encodeRegions(regions);
      return (
        insertVectors.run(camera, bootId, sequence, capturedAt, receivedAt, timings[timing], kind, blob).changes > 0
      );
    },
    decision({ arrival: { from, message, receivedAt, timing }, head, headVersion, score, role }) {
      const camera = cameraId.of(from.key, from.site, from.camera);
      const id = headId.of(`${head}/${headVersion}`, head, headVersion);
      insertDecision.run(camera, id, message.capturedAt, receivedAt, timings[timing], score, role === 'shadow' ? 1 : 0);
    },
    disagreement({ arrival: { from, message, receivedAt }, head, liveVersion, shadowVersion, ...said }) {
      const camera = cameraId.of(from.key, from.site, from.camera);
      const frame = [camera, message.bootId, message.sequence, message.capturedAt, receivedAt] as const;
      const { liveScore, shadowScore, positive } = said;
      insertDisagreement.run(...frame, head, liveVersion, shadowVersion, liveScore, shadowScore, positive);
    },
    alert(alert) {
      const { id, site, camera, head, state, raised_at } = alert;
      upsertAlert.run(id, site, camera, head, state, raised_at, alert.late ? 1 : 0, JSON.stringify(alert));
    },
    camera: (view) => void upsertCamera.run(view.site, view.camera, 'state' in view ? JSON.stringify(view) : null),
    node: (view) => void upsertNode.run(view.site, view.node, JSON.stringify(view)),
    place: (from) => void cameraId.of(from.key, from.site, from.camera),
    forget() {
      for (const numbering of [cameraId, kindId, headId]) numbering.forget();
    },
  };
}

/** Gives each distinct row of a small table its number, from memory when it can. */
function createNumbering(connection: Connection, table: string, columns: readonly string[]) {
  const insert = connection.prepare(
    `INSERT OR IGNORE INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
  );
  const select = connection
    .prepare<unknown[], number>(`SELECT id FROM ${table} WHERE ${columns.map((name) => `${name} = ?`).join(' AND ')}`)
    .pluck();
  const known = new Map<string, number>();
  return {
    of(key: string, ...values: readonly (string | number)[]): number {
      const id = known.get(key);
      if (id !== undefined) return id;
      insert.run(...values);
      const found = Number(select.get(...values));
      known.set(key, found);
      return found;
    },
    forget: () => known.clear(),
  };
}
