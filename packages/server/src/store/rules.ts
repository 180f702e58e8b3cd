import { type Rule, ruleSchema, type Snooze, snoozeSchema } from '@splitsight/wire';
import { z } from 'zod';
import type { Connection } from './database.ts';

/** Rules and their history, how sites are armed, and what is snoozed. */
export const rulesSql = `
  CREATE TABLE rules (
    id TEXT PRIMARY KEY,
    rule TEXT NOT NULL,      -- JSON
    revision INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  -- Only ever added to; the newest of each rule are kept.
  CREATE TABLE rule_changes (
    id INTEGER PRIMARY KEY,
    rule_id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    at INTEGER NOT NULL,
    by_whom TEXT NOT NULL,
    rule TEXT                -- JSON; NULL: it was deleted
  ) STRICT;
  CREATE INDEX rule_changes_by_rule ON rule_changes (rule_id, id);

  -- Which content of the configuration's file of rules was taken over.
  CREATE TABLE rule_file (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    sha256 TEXT NOT NULL
  ) STRICT;

  CREATE TABLE arming (
    site TEXT PRIMARY KEY,
    profile TEXT NOT NULL,
    since INTEGER,
    by_whom TEXT,
    custom TEXT NOT NULL     -- JSON: the site's own profiles
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE snoozes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    site TEXT,
    camera TEXT,
    rule TEXT,
    until INTEGER NOT NULL,
    why TEXT NOT NULL,
    by_whom TEXT NOT NULL,
    created_at INTEGER NOT NULL
  ) STRICT;
`;

/** A rule as it is kept. */
export interface StoredRule {
  readonly rule: Rule;
  /** From 1 on; goes on counting where a rule of the id was deleted before. */
  readonly revision: number;
  readonly changedAt: number;
  readonly changedBy: string;
}

export interface RuleChange {
  readonly revision: number;
  readonly at: number;
  readonly by: string;
  /** null: it was deleted. */
  readonly rule: unknown;
}

/** The rows of rules. The caller holds the transaction. */
export interface RuleTable {
  /** In the order of their ids. */
  all(): readonly StoredRule[];
  /** The revision of the last rule of this id, also of one that was deleted; 0 when there was none. */
  lastRevision(id: string): number;
  put(stored: StoredRule): void;
  remove(id: string, revision: number, at: number, by: string): void;
  /** Newest first. */
  history(id: string): readonly RuleChange[];
  fileHash(): string | undefined;
  setFileHash(sha256: string): void;
}

const keptChanges = 100;

export function createRuleTable(connection: Connection): RuleTable {
  const select = connection.prepare<unknown[], { rule: string; revision: number; at: number; by: string }>(
    'SELECT rule, revision, changed_at AS "at", changed_by AS "by" FROM rules ORDER BY id',
  );
  const last = connection
    .prepare<[string], number>('SELECT coalesce(max(revision), 0) FROM rule_changes WHERE rule_id = ?')
    .pluck();
  const upsert = connection.prepare(
    `INSERT INTO rules VALUES (:id, :text, :revision, :changedAt, :changedBy) ON CONFLICT (id) DO UPDATE
     SET rule = :text, revision = :revision, changed_at = :changedAt, changed_by = :changedBy`,
  );
  const drop = connection.prepare('DELETE FROM rules WHERE id = ?');
  const note = connection.prepare(
    'INSERT INTO rule_changes (rule_id, revision, at, by_whom, rule) VALUES (:id, :revision, :at, :by, :text)',
  );
  const forget = connection.prepare(
    `DELETE FROM rule_changes WHERE rule_id = :id AND id <=
       (SELECT id FROM rule_changes WHERE rule_id = :id ORDER BY id DESC LIMIT 1 OFFSET ${keptChanges})`,
  );
  const changes = connection.prepare<[string], { revision: number; at: number; by: string; rule: string | null }>(
    'SELECT revision, at, by_whom AS "by", rule FROM rule_changes WHERE rule_id = ? ORDER BY id DESC',
  );
  const hash = connection.prepare<[], string>('SELECT sha256 FROM rule_file').pluck();
  const putHash = connection.prepare(
    'INSERT INTO rule_file VALUES (1, :sha256) ON CONFLICT (only) DO UPDATE SET sha256 = :sha256',
  );

  function record(id: string, revision: number, at: number, by: string, text: string | null): void {
    note.run({ id, revision, at, by, text });
    forget.run({ id });
  }

  return {
    all: () =>
      select.all().map(({ rule, revision, at, by }) => ({
        rule: ruleSchema.parse(JSON.parse(rule)),
        revision,
        changedAt: at,
        changedBy: by,
      })),
    lastRevision: (id) => last.get(id) ?? 0,
    put({ rule, revision, changedAt, changedBy }) {
      const text = JSON.stringify(rule);
      upsert.run({ id: rule.id, text, revision, changedAt, changedBy });
      record(rule.id, revision, changedAt, changedBy, text);
    },
    remove(id, revision, at, by) {
      drop.run(id);
      record(id, revision, at, by, null);
    },
    history: (id) => changes.all(id).map((row) => ({ ...row, rule: row.rule === null ? null : JSON.parse(row.rule) })),
    fileHash: () => hash.get(),
    setFileHash: (sha256) => void putHash.run({ sha256 }),
  };
}

/** How a site is armed. */
export interface ArmingRow {
  readonly site: string;
  readonly profile: string;
  readonly since: number | null;
  readonly by: string | null;
  readonly custom: readonly string[];
}

export interface ArmingTable {
  all(): readonly ArmingRow[];
  put(row: ArmingRow): void;
}

export function createArmingTable(connection: Connection): ArmingTable {
  const select = connection.prepare<[], Omit<ArmingRow, 'custom'> & { custom: string }>(
    'SELECT site, profile, since, by_whom AS "by", custom FROM arming',
  );
  const upsert = connection.prepare('INSERT OR REPLACE INTO arming VALUES (:site, :profile, :since, :by, :custom)');
  return {
    all: () => select.all().map((row) => ({ ...row, custom: z.array(z.string()).parse(JSON.parse(row.custom)) })),
    put: ({ custom, ...row }) => void upsert.run({ ...row, custom: JSON.stringify(custom) }),
  };
}

export interface SnoozeTable {
  /** Those that last at a moment; the others are deleted. */
  lasting(now: number): readonly Snooze[];
  add(snooze: Omit<Snooze, 'id'>): Snooze;
  remove(id: number): void;
}

export function createSnoozeTable(connection: Connection): SnoozeTable {
  const columns = 'id, site, camera, rule, until, why, by_whom AS "by", created_at';
  const select = connection.prepare(`SELECT ${columns} FROM snoozes ORDER BY until, id`);
  const expire = connection.prepare('DELETE FROM snoozes WHERE until <= ?');
  const insert = connection.prepare(
    `INSERT INTO snoozes (site, camera, rule, until, why, by_whom, created_at)
     VALUES (:site, :camera, :rule, :until, :why, :by, :created_at)`,
  );
  const drop = connection.prepare('DELETE FROM snoozes WHERE id = ?');
  return {
    lasting(now) {
      expire.run(now);
      return z.array(snoozeSchema).parse(select.all());
    },
    add(snooze) {
      const { lastInsertRowid } = insert.run(snooze);
      return { ...snooze, id: Number(lastInsertRowid) };
    },
    remove: (id) => void drop.run(id),
  };
}
