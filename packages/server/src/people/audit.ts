import type { Clock } from '@splitsight/kernel';
import type { AuditEntry } from '@splitsight/wire';
import { type AuditQuery, type AuditTable, createAuditTable } from '../store/audit.ts';
import type { Connection } from '../store/database.ts';

/** What somebody did. */
export interface Deed {
  /** The principal's name. */
  readonly by: string;
  /** A subject and a verb, such as `rule.change` or `alert.acknowledge`. */
  readonly action: string;
  /** What it was done to: an id within its kind. */
  readonly subject: string;
  /** Null where it concerns no site. */
  readonly site: string | null;
  /** What tells more, such as what it was before; no secrets. JSON, cut at {@link maxDetail} characters. */
  readonly detail?: unknown;
}

/** Who did what, and when. */
export interface Audit {
  /** Call it in the transaction of the change: both happen, or neither. */
  add(deed: Deed): void;
  /** Newest first. */
  list(query: AuditQuery): readonly AuditEntry[];
}

const maxDetail = 4000;

export function createAudit(
  connection: Connection,
  clock: Clock,
  table: AuditTable = createAuditTable(connection),
): Audit {
  return {
    add({ by, action, subject, site, detail = {} }) {
      const text = JSON.stringify(detail);
      const kept = text.length <= maxDetail ? text : JSON.stringify({ cut: text.slice(0, maxDetail / 2) });
      table.add({ at: clock.now(), by, action, subject, site, detail: kept });
    },
    list: (query) => table.list(query).map(({ detail, ...row }) => ({ ...row, detail: JSON.parse(detail) })),
  };
}
