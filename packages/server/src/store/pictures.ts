import type { Millis } from '@splitsight/kernel';
import { type PictureReason, type PictureView, parseMessage, pictureViewSchema } from '@splitsight/wire';
import type { Connection } from './database.ts';

export const picturesSql = `
  -- Pictures that were asked for; the files of those that are here lie beside the database.
  CREATE TABLE pictures (
    id TEXT PRIMARY KEY,
    site TEXT NOT NULL,
    camera TEXT NOT NULL,
    alert_id TEXT,
    offset_ms INTEGER,
    state TEXT NOT NULL,      -- waiting, here, none
    reason TEXT,
    by_whom TEXT,
    asked_at INTEGER NOT NULL,
    captured_at INTEGER,
    received_at INTEGER,
    width INTEGER,
    height INTEGER,
    bytes INTEGER NOT NULL DEFAULT 0
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX pictures_by_alert ON pictures (alert_id) WHERE alert_id IS NOT NULL;
  CREATE INDEX pictures_by_camera ON pictures (site, camera, captured_at) WHERE state = 'here';
  CREATE INDEX pictures_by_time ON pictures (asked_at);
  CREATE INDEX pictures_kept ON pictures (asked_at) WHERE state = 'here';

  CREATE TABLE picture_policies (
    site TEXT PRIMARY KEY,
    policy TEXT,              -- NULL: the site's own configuration decides
    revision INTEGER NOT NULL,
    changed_by TEXT NOT NULL,
    changed_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
`;

/** The rows of pictures. */
export interface PictureTable {
  /** Adds and replaces, all or none. */
  put(views: readonly PictureView[]): void;
  get(id: string): PictureView | undefined;
  /** In the order of their moments; where one was asked for again, the last answer. */
  ofAlert(alert: string): readonly PictureView[];
  /** Those that are here, newest first. */
  ofCamera(site: string, camera: string, limit: number): readonly PictureView[];
  /** The newest of every camera that is here. */
  latest(): readonly PictureView[];
  /** What was waiting when the server was stopped will not come. */
  giveUp(reason: PictureReason): void;
  /** The bytes of all files. */
  bytes(): number;
  ids(): ReadonlySet<string>;
  /** The oldest that are here. */
  oldest(limit: number): readonly PictureView[];
  /** Forgets pictures asked for before a moment, some at a time. @returns their ids. */
  forget(before: Millis): readonly string[];
}

const step = 500;
const columns = `id, site, camera, alert_id AS alert, offset_ms, state, reason, by_whom AS "by", asked_at, captured_at,
  received_at, width, height, bytes`;

export function createPictureTable(connection: Connection): PictureTable {
  const rows = (where: string) => connection.prepare<unknown[], object>(`SELECT ${columns} FROM pictures ${where}`);
  const upsert = connection.prepare(
    `INSERT OR REPLACE INTO pictures (id, site, camera, alert_id, offset_ms, state, reason, by_whom, asked_at,
       captured_at, received_at, width, height, bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const one = rows('WHERE id = ?');
  // The newest row of each moment says how it stands.
  const ofAlert = rows(
    `WHERE alert_id = ? AND NOT EXISTS (SELECT 1 FROM pictures AS later WHERE later.alert_id = pictures.alert_id
       AND later.offset_ms IS pictures.offset_ms AND (later.asked_at, later.id) > (pictures.asked_at, pictures.id))
     ORDER BY offset_ms`,
  );
  const ofCamera = rows(`WHERE site = ? AND camera = ? AND state = 'here' ORDER BY captured_at DESC LIMIT ?`);
  const latest = rows(
    `WHERE id IN (SELECT id FROM (SELECT id, max(captured_at) FROM pictures WHERE state = 'here' GROUP BY site, camera))`,
  );
  const giveUp = connection.prepare(`UPDATE pictures SET state = 'none', reason = ? WHERE state = 'waiting'`);
  const bytes = connection
    .prepare<unknown[], number>(`SELECT coalesce(sum(bytes), 0) FROM pictures WHERE state = 'here'`)
    .pluck();
  const ids = connection.prepare<unknown[], string>(`SELECT id FROM pictures WHERE state = 'here'`).pluck();
  const oldest = rows(`WHERE state = 'here' ORDER BY asked_at LIMIT ?`);
  const old = connection
    .prepare<unknown[], string>(`SELECT id FROM pictures WHERE asked_at < ? ORDER BY asked_at LIMIT ${step}`)
    .pluck();
  const remove = connection.prepare('DELETE FROM pictures WHERE id = ?');

  return {
    put: connection.transaction((views: readonly PictureView[]) => {
      for (const { id, site, camera, alert, offset_ms, state, reason, by, asked_at, ...file } of views) {
        const { captured_at, received_at, width, height, bytes: size } = file;
        const who = [state, reason, by, asked_at] as const;
        upsert.run(id, site, camera, alert, offset_ms, ...who, captured_at, received_at, width, height, size);
      }
    }).immediate,
    get(id) {
      const row = one.get(id);
      return row && viewOf(row);
    },
    ofAlert: (alert) => ofAlert.all(alert).map(viewOf),
    ofCamera: (site, camera, limit) => ofCamera.all(site, camera, limit).map(viewOf),
    latest: () => latest.all().map(viewOf),
    giveUp: (reason) => void giveUp.run(reason),
    bytes: () => Number(bytes.get()),
    ids: () => new Set(ids.all()),
    oldest: (limit) => oldest.all(limit).map(viewOf),
    forget: connection.transaction((before: Millis) => {
      const gone = old.all(before);
      for (const id of gone) remove.run(id);
      return gone;
    }).immediate,
  };
}

function viewOf(row: object): PictureView {
  return parseMessage(pictureViewSchema, row);
}
