import { systemClock } from '@splitsight/kernel';
import { parseMessage, userNameSchema } from '@splitsight/wire';
import { openDatabase } from '../store/database.ts';
import { createPeopleTables } from '../store/people.ts';
import { createAudit } from './audit.ts';
import { oneTimeNotice, resetAdmin } from './first-admin.ts';
import { createPasswords } from './passwords.ts';
import { createUsers } from './users.ts';

/**
 * Gives an administrator a new one-time password in the database of a server that is stopped.
 *
 * @returns what to show.
 * @throws CodedError STORE_LOCKED while the server runs, other STORE_… codes, or WIRE_JSON when nobody can be called so.
 */
export async function resetAdminOffline(path: string, name: string): Promise<string> {
  const user = parseMessage(userNameSchema, name);
  const database = openDatabase(path);
  try {
    const tables = createPeopleTables(database.connection);
    const audit = createAudit(database.connection, systemClock);
    const parts = { tables, audit, clock: systemClock, passwords: createPasswords(), onChange: () => undefined };
    return oneTimeNotice(await resetAdmin(tables, createUsers(parts), user, 'reset-admin'));
  } finally {
    database.close();
  }
}
