import { parseJsonMessage, type Trouble, troubleSchema } from '@splitsight/wire';
import type { Connection } from './database.ts';

export const troublesSql = `
  -- What is wrong and was told: its end is told, too, also after a restart.
  CREATE TABLE troubles (
    key TEXT PRIMARY KEY,
    trouble TEXT NOT NULL    -- JSON
  ) STRICT, WITHOUT ROWID;
`;

/** The troubles that go on. */
export interface TroubleTable {
  list(): ReadonlyMap<string, Trouble>;
  /** Writes changes in one transaction; null removes. */
  save(changes: ReadonlyMap<string, Trouble | null>): void;
}

export function createTroubleTable(connection: Connection): TroubleTable {
  const all = connection.prepare<[], { key: string; trouble: string }>('SELECT key, trouble FROM troubles');
  const put = connection.prepare('INSERT OR REPLACE INTO troubles (key, trouble) VALUES (?, ?)');
  const remove = connection.prepare('DELETE FROM troubles WHERE key = ?');
  const save = connection.transaction((changes: ReadonlyMap<string, Trouble | null>) => {
    for (const [key, trouble] of changes) {
      if (trouble) put.run(key, JSON.stringify(trouble));
      else remove.run(key);
    }
  });
  return {
    list: () => new Map(all.all().map(({ key, trouble }) => [key, parseJsonMessage(troubleSchema, trouble)])),
    save: (changes) => save.immediate(changes),
  };
}
