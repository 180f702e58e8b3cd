import type { Connection } from './database.ts';
import type { FileKeeper } from './file-space.ts';
import { createTableSizes, type TableSize } from './table-sizes.ts';

/** How large what is kept is, by kind: about. */
export interface KeptSizes {
  /** Looks at some more rows; to be called several times a second. */
  look(): void;
  /** Undefined until enough rows were looked at. */
  sizes(): Readonly<Record<'vectors' | 'decisions' | 'alerts' | 'rest', TableSize>> | undefined;
}

/** What a row takes beside what its columns hold, with its place in the indexes and on pages that are not full. */
const overhead = { item: 250, alert: 250, frame: 170, slack: 1.3 } as const;
const pageBytes = 4096;

/**
 * Vectors are most of a database: they are what is left of it, all others taken away. That holds however they were thinned,
 * and at once when some are deleted.
 */
export function createKeptSizes(connection: Connection, file: Pick<FileKeeper, 'space'>): KeptSizes {
  const vectorRows = createTableSizes(connection, 'vectors');
  const decisionRows = createTableSizes(connection, 'decisions');
  const number = (sql: string) => {
    const statement = connection.prepare<[], number | null>(sql).pluck();
    return () => statement.get() ?? 0;
  };
  const newest = '(SELECT id FROM alerts ORDER BY raised_at DESC LIMIT 50)';
  const alerts = number('SELECT count(*) FROM alerts');
  const alertBytes = number(`SELECT avg(length(alert)) FROM alerts WHERE id IN ${newest}`);
  const frames = number('SELECT count(*) FROM evidence');
  const frameBytes = number(`SELECT avg(length(scores) + length(rule)) FROM evidence WHERE alert_id IN ${newest}`);
  const items = number('SELECT sum(n) FROM item_counts');
  const itemBytes = number('SELECT avg(length(region)) FROM (SELECT region FROM items ORDER BY id DESC LIMIT 50)');
  const trees = number('SELECT count(*) FROM sqlite_schema WHERE rootpage > 0');

  return {
    look() {
      vectorRows.look();
      decisionRows.look();
    },
    sizes() {
      const sampled = vectorRows.size();
      const decisions = decisionRows.size();
      if (!sampled || !decisions) return undefined;
      const alertSize = alerts() * (alertBytes() + overhead.alert) + frames() * (frameBytes() + overhead.frame);
      const ofAlerts = { rows: alerts(), bytes: Math.round(alertSize * overhead.slack) };
      const ofItems = items() * (itemBytes() + overhead.item);
      const rest = { rows: 0, bytes: Math.round(ofItems + trees() * pageBytes) };
      const { bytes, freeBytes } = file.space();
      const others = decisions.bytes + ofAlerts.bytes + rest.bytes;
      const left = sampled.rows === 0 ? 0 : Math.max(0, bytes - freeBytes - others);
      const rowBytes = sampled.rows === 0 ? 1 : sampled.bytes / sampled.rows;
      const vectors = { rows: Math.round(left / rowBytes), bytes: left };
      return { vectors, decisions, alerts: ofAlerts, rest };
    },
  };
}
