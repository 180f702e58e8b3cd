import {
  type EgressKind,
  type EgressRow,
  egressAnswerSchema,
  type NodeHealth,
  nodeHealthSchema,
  parseMessage,
} from '@splitsight/wire';
import type { Connection } from './database.ts';

export const egressSql = `
  -- What left each site a day, by kind: as it came in here, and as its agents told.
  CREATE TABLE egress (
    site TEXT NOT NULL,
    day TEXT NOT NULL,
    kind TEXT NOT NULL,
    messages INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    told_messages INTEGER NOT NULL,
    told_bytes INTEGER NOT NULL,
    PRIMARY KEY (site, day, kind)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX egress_by_day ON egress (day);

  -- The last totals of every agent, from which its next ones are counted on.
  CREATE TABLE egress_told (
    site TEXT NOT NULL,
    node TEXT NOT NULL,
    sent TEXT NOT NULL,       -- JSON
    PRIMARY KEY (site, node)
  ) STRICT, WITHOUT ROWID;
`;

/** What is added to the books of a site, a day and a kind. */
export interface EgressEntry {
  readonly site: string;
  readonly day: string;
  readonly kind: EgressKind;
  messages: number;
  bytes: number;
  toldMessages: number;
  toldBytes: number;
}

export type Sent = NonNullable<NodeHealth['sent']>;

/** The totals that a node told last. */
export interface Told {
  readonly site: string;
  readonly node: string;
  readonly sent: Sent;
}

/** The books of what left the sites; retention deletes old ones, with the other books. */
export interface EgressTable {
  /** All or nothing. */
  add(entries: readonly EgressEntry[], told: readonly Told[]): void;
  list(from: string, to: string, site: string | undefined): readonly EgressRow[];
  told(): readonly Told[];
}

export function createEgressTable(connection: Connection): EgressTable {
  const add = connection.prepare(
    `INSERT INTO egress VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
       messages = messages + excluded.messages, bytes = bytes + excluded.bytes,
       told_messages = told_messages + excluded.told_messages, told_bytes = told_bytes + excluded.told_bytes`,
  );
  const putTold = connection.prepare('INSERT OR REPLACE INTO egress_told VALUES (?, ?, ?)');
  const list = connection.prepare<unknown[], object>(
    'SELECT * FROM egress WHERE day BETWEEN ? AND ? AND site = coalesce(?, site) ORDER BY site, day, kind LIMIT 100000',
  );
  const told = connection.prepare<unknown[], { site: string; node: string; sent: string }>('SELECT * FROM egress_told');
  return {
    add: connection.transaction((entries: readonly EgressEntry[], tellers: readonly Told[]) => {
      for (const { site, day, kind, messages, bytes, toldMessages, toldBytes } of entries)
        add.run(site, day, kind, messages, bytes, toldMessages, toldBytes);
      for (const { site, node, sent } of tellers) putTold.run(site, node, JSON.stringify(sent));
    }).immediate,
    list: (from, to, site) => parseMessage(egressAnswerSchema.shape.rows, list.all(from, to, site ?? null)),
    told: () =>
      told.all().map(({ site, node, sent }) => ({
        site,
        node,
        sent: parseMessage(nodeHealthSchema.shape.sent, JSON.parse(sent)) ?? {},
      })),
  };
}
