import type { Clock, Millis, Tally } from '@splitsight/kernel';
import type { Connection } from '../store/database.ts';
import { createPeopleTables, type PeopleTables } from '../store/people.ts';
import { type Access, createAccess, type SessionLimits } from './access.ts';
import type { Audit } from './audit.ts';
import { createLogin, type Login, type LoginRefusal } from './login.ts';
import { createLoginLimit } from './login-limit.ts';
import { createPasswords } from './passwords.ts';
import { createTokens, type Tokens } from './tokens.ts';
import { createUsers, type Users } from './users.ts';

/** Who may do what: users, their passwords, sessions and tokens. */
export interface People {
  readonly tables: PeopleTables;
  readonly access: Access;
  readonly login: Login;
  readonly users: Users;
  readonly tokens: Tokens;
  readonly sessions: SessionLimits;
  now(): Millis;
  /** Stops its timer. Idempotent. */
  close(): void;
}

export interface PeopleParts {
  readonly connection: Connection;
  readonly audit: Pick<Audit, 'add'>;
  readonly clock: Clock;
  readonly sessions: SessionLimits;
  readonly refused: Tally<LoginRefusal>;
  /** Called when somebody's right may have been withdrawn. */
  readonly onChange: () => void;
  /** Called when what was noted cannot be written; it is tried again. */
  readonly onFailure: (error: unknown) => void;
}

const tidyEvery: Millis = 30_000;

export function openPeople({ connection, sessions, refused, onFailure, ...parts }: PeopleParts): People {
  const tables = createPeopleTables(connection);
  const passwords = createPasswords();
  const access = createAccess(tables, parts.clock, sessions);
  const tidy = () => {
    try {
      access.tidy();
    } catch (error) {
      onFailure(error);
    }
  };
  const timer = setInterval(tidy, tidyEvery);
  let isOpen = true;
  return {
    tables,
    access,
    login: createLogin({ ...parts, tables, passwords, limit: createLoginLimit(), refused }),
    users: createUsers({ ...parts, tables, passwords }),
    tokens: createTokens({ ...parts, tables }),
    sessions,
    now: parts.clock.now,
    close() {
      if (!isOpen) return;
      isOpen = false;
      clearInterval(timer);
      tidy();
    },
  };
}
