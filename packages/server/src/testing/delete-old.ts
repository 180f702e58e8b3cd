import type { Connection } from '../store/database.ts';
import { createOldAlerts } from '../store/old-alerts.ts';
import { createOldRows } from '../store/old-rows.ts';

/** Deletes alerts and vectors from before a moment, as retention does. */
export function deleteOld(connection: Connection, before: number): void {
  const alerts = createOldAlerts(connection);
  const vectors = createOldRows(connection, 'vectors');
  while (alerts.deleteSome(before, 100).more);
  while (vectors.deleteSome(before, Date.now(), 1000).more);
}
