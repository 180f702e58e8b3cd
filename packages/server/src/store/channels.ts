import type { Millis } from '@splitsight/kernel';
import { type ChannelSettings, channelInputSchema, parseJsonMessage } from '@splitsight/wire';
import type { z } from 'zod';
import type { Connection } from './database.ts';

export const channelsSql = `
  CREATE TABLE channels (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    revision INTEGER NOT NULL,
    input TEXT NOT NULL,     -- JSON, without secrets
    agreed TEXT,             -- the destination outside the perimeter that somebody has agreed to
    secrets BLOB,            -- encrypted; NULL without any
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL
  ) STRICT;

  -- Encrypted keys that the server has made for itself.
  CREATE TABLE notify_keys (
    name TEXT PRIMARY KEY,
    sealed BLOB NOT NULL
  ) STRICT, WITHOUT ROWID;
`;

const keptSchema = channelInputSchema.omit({ secrets: true, agreed: true });

/** What a channel is, without its secrets. */
export type ChannelFacts = z.output<typeof keptSchema>;

export interface ChannelRow {
  readonly id: number;
  readonly revision: number;
  readonly facts: ChannelFacts & { readonly settings: ChannelSettings };
  readonly agreed: string | null;
  readonly secrets: Uint8Array | null;
  readonly changedAt: Millis;
  readonly changedBy: string;
}

export interface ChannelTable {
  /** @returns its id. */
  add(row: Omit<ChannelRow, 'id'>): number;
  put(row: ChannelRow): void;
  remove(id: number): void;
  list(): readonly ChannelRow[];
  key(name: string): Uint8Array | undefined;
  putKey(name: string, sealed: Uint8Array): void;
}

interface Row extends Omit<ChannelRow, 'facts'> {
  readonly input: string;
}

export function createChannelTable(connection: Connection): ChannelTable {
  const insert = connection.prepare(
    `INSERT INTO channels (revision, input, agreed, secrets, changed_at, changed_by)
     VALUES (:revision, :input, :agreed, :secrets, :changedAt, :changedBy)`,
  );
  const update = connection.prepare(
    `UPDATE channels SET revision = :revision, input = :input, agreed = :agreed, secrets = :secrets,
       changed_at = :changedAt, changed_by = :changedBy WHERE id = :id`,
  );
  const remove = connection.prepare('DELETE FROM channels WHERE id = ?');
  const list = connection.prepare<unknown[], Row>(
    `SELECT id, revision, input, agreed, secrets, changed_at AS changedAt, changed_by AS changedBy
     FROM channels ORDER BY id`,
  );
  const key = connection.prepare<unknown[], Uint8Array>('SELECT sealed FROM notify_keys WHERE name = ?').pluck();
  const putKey = connection.prepare('INSERT OR REPLACE INTO notify_keys (name, sealed) VALUES (?, ?)');
  return {
    add: ({ facts, ...row }) => Number(insert.run({ ...row, input: JSON.stringify(facts) }).lastInsertRowid),
    put: ({ facts, ...row }) => void update.run({ ...row, input: JSON.stringify(facts) }),
    remove: (id) => void remove.run(id),
    list: () => list.all().map(({ input, ...row }) => ({ ...row, facts: parseJsonMessage(keptSchema, input) })),
    key: (name) => key.get(name),
    putKey: (name, sealed) => void putKey.run(name, sealed),
  };
}
