import type { Change } from '../registry/moves.ts';
import type { HeadEvent, HeadRecord, HeadRole, HeadVersion } from '../registry/state.ts';
import { type Connection, storeError } from './database.ts';

/** How many events of a head are kept: what its versions went through is read off them. */
const keptEvents = 10_000;

/** Reads and writes the versions of heads. Everything that writes is one transaction. @throws CodedError STORE_… */
export interface HeadTables {
  /** The names of all heads that have a version. */
  heads(): readonly string[];
  record(head: string): HeadRecord;
  /** The roles of all heads. */
  roles(): readonly HeadRole[];
  /** The newest `limit` events of a head from before one, newest first. */
  events(head: string, limit: number, before?: number): readonly HeadEvent[];
  add(version: HeadVersion, change: Change): void;
  remove(head: string, version: string, change: Change): void;
  apply(head: string, change: Change): void;
}

export function createHeadTables(connection: Connection): HeadTables {
  const heads = connection.prepare<unknown[], string>('SELECT DISTINCT head FROM head_versions ORDER BY head').pluck();
  const versions = connection.prepare<unknown[], HeadVersion>(
    `SELECT head, version, sha256, manifest, source, added_at AS addedAt, added_by AS addedBy, why
     FROM head_versions WHERE head = ? ORDER BY added_at, version`,
  );
  const roles = connection.prepare<unknown[], HeadRole>(
    'SELECT head, site, role, version, since FROM head_roles ORDER BY head, site, role',
  );
  const events = connection.prepare<unknown[], HeadEvent>(
    `SELECT id, at, kind, head, version, site, before, by_whom AS "by", why FROM head_events
     WHERE head = ? AND id < ? ORDER BY id DESC LIMIT ?`,
  );
  const insertVersion = connection.prepare(
    `INSERT INTO head_versions (head, version, sha256, manifest, source, added_at, added_by, why)
     VALUES (:head, :version, :sha256, :manifest, :source, :addedAt, :addedBy, :why)`,
  );
  const deleteVersion = connection.prepare('DELETE FROM head_versions WHERE head = ? AND version = ?');
  const deleteRoles = connection.prepare('DELETE FROM head_roles WHERE head = ?');
  const insertRole = connection.prepare(
    'INSERT INTO head_roles (head, site, role, version, since) VALUES (:head, :site, :role, :version, :since)',
  );
  const insertEvent = connection.prepare(
    `INSERT INTO head_events (at, kind, head, version, site, before, by_whom, why)
     VALUES (:at, :kind, :head, :version, :site, :before, :by, :why)`,
  );
  const deleteEvents = connection.prepare(
    `DELETE FROM head_events WHERE head = :head AND id <=
       (SELECT id FROM head_events WHERE head = :head ORDER BY id DESC LIMIT 1 OFFSET ${keptEvents})`,
  );

  function write(head: string, change: Change, also: () => void = () => {}): void {
    try {
      connection
        .transaction(() => {
          also();
          deleteRoles.run(head);
          for (const role of change.roles) insertRole.run(role);
          for (const event of change.events) insertEvent.run(event);
          deleteEvents.run({ head });
        })
        .immediate();
    } catch (error) {
      throw storeError(error, connection.name);
    }
  }

  return {
    heads: () => heads.all(),
    record: (head) => ({
      head,
      versions: versions.all(head),
      roles: roles.all().filter((role) => role.head === head),
      events: events.all(head, Number.MAX_SAFE_INTEGER, keptEvents).reverse(),
    }),
    roles: () => roles.all(),
    events: (head, limit, before = Number.MAX_SAFE_INTEGER) => events.all(head, before, limit),
    add: (version, change) => write(version.head, change, () => insertVersion.run(version)),
    remove: (head, version, change) => write(head, change, () => deleteVersion.run(head, version)),
    apply: (head, change) => write(head, change),
  };
}
