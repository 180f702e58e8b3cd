import type { Millis } from '@splitsight/kernel';
import { type NoticeBody, noticeBodySchema } from '@splitsight/wire';
import { z } from 'zod';
import type { Connection } from './database.ts';

/**
 * `open`: takes further alerts of its group; `sealed`: was tried and stays as it is; `sending`: being tried now;
 * `dead`: given up.
 */
export const noticesSql = `
  CREATE TABLE notices (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    channel_id INTEGER NOT NULL,
    key TEXT NOT NULL,       -- the idempotency key
    group_key TEXT NOT NULL,
    state TEXT NOT NULL,     -- open, sealed, sending, dead
    body TEXT NOT NULL,      -- JSON
    alerts INTEGER NOT NULL,
    delivered TEXT NOT NULL, -- JSON: which of several receivers have it
    opened_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    error TEXT
  ) STRICT;
  CREATE INDEX notices_waiting ON notices (channel_id, state, due_at, id);
  CREATE INDEX notices_open ON notices (channel_id, group_key) WHERE state = 'open';
`;

/** A message to one channel. */
export interface Notice {
  readonly id: number;
  readonly channelId: number;
  readonly key: string;
  readonly groupKey: string;
  readonly state: 'open' | 'sealed' | 'sending' | 'dead';
  readonly body: NoticeBody;
  readonly alerts: number;
  readonly delivered: readonly string[];
  readonly openedAt: Millis;
  readonly dueAt: Millis;
  readonly expiresAt: Millis;
  readonly tries: number;
  readonly error: string | null;
}

interface Row extends Omit<Notice, 'body' | 'delivered'> {
  readonly body: string;
  readonly delivered: string;
}

/** The rows of messages. */
export interface NoticeTable {
  add(notice: Omit<Notice, 'id'>): void;
  put(notice: Notice): void;
  remove(id: number): void;
  removeAll(channelId: number): void;
  get(id: number): Notice | undefined;
  /** The message of a group that still takes alerts. */
  open(channelId: number, groupKey: string): Notice | undefined;
  /** Those that wait and are due, first those due first. */
  due(channelId: number, now: Millis, limit: number): readonly Notice[];
  /** When the next one that waits is due. */
  nextDue(channelId: number): Millis | undefined;
  /** Those that wait, or with `dead` those given up, oldest first. */
  list(channelId: number, dead: boolean, limit: number): readonly Notice[];
  /** How many wait or are given up, and since when the oldest waits. */
  count(channelId: number): { readonly waiting: number; readonly dead: number; readonly oldestAt: Millis | null };
  /** The clock was set: what waits, but for an end of quiet hours, waits as long as before, and nothing expires by it. */
  shift(by: Millis): void;
  /** What was being sent when the server ended waits again. */
  reopen(): void;
}

/** The group of everything that is held back during quiet hours. */
export const heldKey = 'held';
const deliveredSchema = z.array(z.string());

export function createNoticeTable(connection: Connection): NoticeTable {
  const columns = `id, channel_id AS channelId, key, group_key AS groupKey, state, body, alerts, delivered,
    opened_at AS openedAt, due_at AS dueAt, expires_at AS expiresAt, tries, error`;
  const insert = connection.prepare(
    `INSERT INTO notices (channel_id, key, group_key, state, body, alerts, delivered, opened_at, due_at, expires_at, tries, error)
     VALUES (:channelId, :key, :groupKey, :state, :body, :alerts, :delivered, :openedAt, :dueAt, :expiresAt, :tries, :error)`,
  );
  const update = connection.prepare(
    `UPDATE notices SET state = :state, body = :body, alerts = :alerts, delivered = :delivered, due_at = :dueAt,
       expires_at = :expiresAt, tries = :tries, error = :error WHERE id = :id`,
  );
  const remove = connection.prepare('DELETE FROM notices WHERE id = ?');
  const removeAll = connection.prepare('DELETE FROM notices WHERE channel_id = ?');
  const one = connection.prepare<unknown[], Row>(`SELECT ${columns} FROM notices WHERE id = ?`);
  const open = connection.prepare<unknown[], Row>(
    `SELECT ${columns} FROM notices WHERE channel_id = ? AND group_key = ? AND state = 'open' ORDER BY id LIMIT 1`,
  );
  const due = connection.prepare<unknown[], Row>(
    `SELECT ${columns} FROM notices WHERE channel_id = ? AND state IN ('open', 'sealed') AND due_at <= ?
     ORDER BY due_at, id LIMIT ?`,
  );
  const nextDue = connection
    .prepare<unknown[], number | null>(
      `SELECT min(due_at) FROM notices WHERE channel_id = ? AND state IN ('open', 'sealed')`,
    )
    .pluck();
  const waiting = connection.prepare<unknown[], Row>(
    `SELECT ${columns} FROM notices WHERE channel_id = ? AND state <> 'dead' ORDER BY id LIMIT ?`,
  );
  const dead = connection.prepare<unknown[], Row>(
    `SELECT ${columns} FROM notices WHERE channel_id = ? AND state = 'dead' ORDER BY id LIMIT ?`,
  );
  const count = connection.prepare<unknown[], { waiting: number; dead: number; oldestAt: number | null }>(
    `SELECT count(*) FILTER (WHERE state <> 'dead') AS waiting, count(*) FILTER (WHERE state = 'dead') AS dead,
       min(opened_at) FILTER (WHERE state <> 'dead') AS oldestAt FROM notices WHERE channel_id = ?`,
  );
  const reopen = connection.prepare(`UPDATE notices SET state = 'sealed' WHERE state = 'sending'`);
  const shift = connection.prepare(
    `UPDATE notices SET due_at = due_at + iif(group_key = '${heldKey}', 0, :by),
       expires_at = expires_at + iif(group_key = '${heldKey}', max(0, :by), :by) WHERE state <> 'dead'`,
  );
  return {
    add: (notice) => void insert.run(columnsOf(notice)),
    put: (notice) => void update.run(columnsOf(notice)),
    remove: (id) => void remove.run(id),
    removeAll: (channelId) => void removeAll.run(channelId),
    get: (id) => noticeOf(one.get(id)),
    open: (channelId, groupKey) => noticeOf(open.get(channelId, groupKey)),
    due: (channelId, now, limit) => due.all(channelId, now, limit).flatMap((row) => noticeOf(row) ?? []),
    nextDue: (channelId) => nextDue.get(channelId) ?? undefined,
    list: (channelId, isDead, limit) =>
      (isDead ? dead : waiting).all(channelId, limit).flatMap((row) => noticeOf(row) ?? []),
    count: (channelId) => count.get(channelId) ?? { waiting: 0, dead: 0, oldestAt: null },
    shift: (by) => void shift.run({ by }),
    reopen: () => void reopen.run(),
  };
}

function columnsOf<Of extends Omit<Notice, 'id'>>(notice: Of) {
  return { ...notice, body: JSON.stringify(notice.body), delivered: JSON.stringify(notice.delivered) };
}

function noticeOf(row: Row | undefined): Notice | undefined {
  if (!row) return undefined;
  const delivered = deliveredSchema.parse(JSON.parse(row.delivered));
  return { ...row, body: noticeBodySchema.parse(JSON.parse(row.body)), delivered };
}
