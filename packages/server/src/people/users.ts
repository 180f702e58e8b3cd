import type { Clock } from '@splitsight/kernel';
import type { Place, Role } from '@splitsight/wire';
import { serverError } from '../errors.ts';
import type { PeopleTables, UserRow } from '../store/people.ts';
import type { Audit } from './audit.ts';
import type { Passwords } from './passwords.ts';
import { createOneTimePassword } from './secrets.ts';

/** What an administrator says of a user. */
export interface UserTerms {
  readonly full_name: string;
  readonly role: Role;
  readonly places: readonly Place[] | null;
}

/** A user with a password that is good for one login. */
export interface WithPassword {
  readonly user: UserRow;
  readonly password: string;
}

/** Who may log in. `by` is the name of who changes it. */
export interface Users {
  list(): readonly UserRow[];
  /** @throws CodedError PEOPLE_UNKNOWN */
  get(id: number): UserRow;
  /** @throws CodedError PEOPLE_TAKEN, PEOPLE_LIMIT, PEOPLE_TOO_MANY or LOGIN_BUSY */
  add(name: string, terms: UserTerms, by: string): Promise<WithPassword>;
  /** @throws CodedError PEOPLE_UNKNOWN, PEOPLE_CHANGED, PEOPLE_LIMIT or PEOPLE_LAST_ADMIN */
  change(id: number, terms: UserTerms & { readonly disabled: boolean; readonly revision: number }, by: string): UserRow;
  /** Gives a new one-time password and ends the user's sessions. @throws CodedError PEOPLE_UNKNOWN or LOGIN_BUSY */
  resetPassword(id: number, by: string): Promise<WithPassword>;
  /** @throws CodedError PEOPLE_UNKNOWN or PEOPLE_LAST_ADMIN */
  remove(id: number, by: string): void;
}

export interface UsersParts {
  readonly tables: PeopleTables;
  readonly audit: Pick<Audit, 'add'>;
  readonly clock: Clock;
  readonly passwords: Pick<Passwords, 'hash'>;
  readonly onChange: () => void;
}

const maxUsers = 1000;

export function createUsers({ tables, audit, clock, passwords, onChange }: UsersParts): Users {
  function get(id: number): UserRow {
    const user = tables.user(id);
    if (!user) throw serverError('PEOPLE_UNKNOWN', `user ${id}`);
    return user;
  }

  function needOtherAdmin(id: number): void {
    const others = tables.users().filter((user) => user.id !== id && isAdmin(user));
    if (others.length === 0) throw serverError('PEOPLE_LAST_ADMIN', get(id).name);
  }

  function note(by: string, action: string, { name: subject }: Pick<UserRow, 'name'>, detail: object = {}): void {
    audit.add({ by, action, subject, site: null, detail });
  }

  /** Writes, then cuts off whoever lost a right. */
  function write<T>(work: () => T): T {
    const result = tables.together(work);
    onChange();
    return result;
  }

  return {
    list: tables.users,
    get,
    async add(name, { full_name, role, places }, by) {
      checkTerms(role, places);
      if (tables.userNamed(name)) throw serverError('PEOPLE_TAKEN', name);
      const password = createOneTimePassword();
      const hashed = await passwords.hash(password);
      const now = clock.now();
      return write(() => {
        if (tables.userNamed(name)) throw serverError('PEOPLE_TAKEN', name);
        if (tables.users().length >= maxUsers) throw serverError('PEOPLE_TOO_MANY', `${maxUsers} users`);
        const user = tables.addUser({
          ...{ name, fullName: full_name, role, places, password: hashed, mustChange: true, disabled: false },
          ...{ revision: 1, createdAt: now, changedAt: now, changedBy: by, lastLoginAt: null },
        });
        note(by, 'user.add', user, { role, places });
        return { user, password };
      });
    },
    change(id, { full_name, role, places, disabled, revision }, by) {
      checkTerms(role, places);
      return write(() => {
        const before = get(id);
        if (before.revision !== revision) {
          const at = new Date(before.changedAt).toISOString();
          throw serverError('PEOPLE_CHANGED', `${before.name}, by ${before.changedBy} at ${at}`);
        }
        const user: UserRow = {
          ...before,
          ...{ fullName: full_name, role, places, disabled, revision: revision + 1 },
          ...{ changedAt: clock.now(), changedBy: by },
        };
        if (isAdmin(before) && !isAdmin(user)) needOtherAdmin(id);
        tables.putUser(user);
        if (disabled) for (const session of tables.sessions(id)) tables.removeSession(session.id);
        note(by, 'user.change', user, { before: termsOf(before), after: termsOf(user) });
        return user;
      });
    },
    async resetPassword(id, by) {
      get(id);
      const password = createOneTimePassword();
      const hashed = await passwords.hash(password);
      return write(() => {
        const before = get(id);
        const user: UserRow = {
          ...{ ...before, password: hashed, mustChange: true, revision: before.revision + 1 },
          ...{ changedAt: clock.now(), changedBy: by },
        };
        tables.putUser(user);
        for (const session of tables.sessions(id)) tables.removeSession(session.id);
        note(by, 'user.reset_password', user);
        return { user, password };
      });
    },
    remove(id, by) {
      write(() => {
        const user = get(id);
        if (isAdmin(user)) needOtherAdmin(id);
        tables.removeUser(id);
        note(by, 'user.remove', user, termsOf(user));
      });
    },
  };
}

const isAdmin = ({ role, disabled }: UserRow) => role === 'admin' && !disabled;
const termsOf = ({ fullName, role, places, disabled }: UserRow) => ({ full_name: fullName, role, places, disabled });

/** Administrators could give themselves whatever they lack. */
function checkTerms(role: Role, places: UserTerms['places']): void {
  if (role === 'admin' && places !== null) throw serverError('PEOPLE_LIMIT', 'an administrator of some places');
}
