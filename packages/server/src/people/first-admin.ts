import type { PeopleTables } from '../store/people.ts';
import type { Users, WithPassword } from './users.ts';

/** What the first administrator, and one who lost the password, is called. */
export const adminName = 'admin';

/** Makes the first administrator where there is no user at all. @returns undefined where there are some */
export async function addFirstAdmin(users: Pick<Users, 'list' | 'add'>, by: string): Promise<WithPassword | undefined> {
  if (users.list().length > 0) return undefined;
  return users.add(adminName, { full_name: '', role: 'admin', places: null }, by);
}

/** Gives somebody a one-time password and an administrator's rights, and makes the user if there is none of the name. */
export async function resetAdmin(
  tables: Pick<PeopleTables, 'userNamed'>,
  users: Users,
  name: string,
  by: string,
): Promise<WithPassword> {
  const known = tables.userNamed(name);
  if (!known) return users.add(name, { full_name: '', role: 'admin', places: null }, by);
  const { id, fullName: full_name, revision } = known;
  users.change(id, { full_name, role: 'admin', places: null, disabled: false, revision }, by);
  return users.resetPassword(id, by);
}

/** What is shown once, to whoever starts the program. */
export function oneTimeNotice({ user, password }: WithPassword): string {
  return [
    '',
    `  Log in as ${user.name} with this password. It is good for one login, which asks for a new one:`,
    '',
    `      ${password}`,
    '',
    '  It is shown here once and kept nowhere. Lost? splitsight-server reset-admin makes another.',
    '',
    '',
  ].join('\n');
}
