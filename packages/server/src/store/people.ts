import type { Millis } from '@splitsight/kernel';
import { type Place, parseMessage, placesSchema, type Role, roleSchema } from '@splitsight/wire';
import type { Connection } from './database.ts';

export const peopleSql = `
  CREATE TABLE users (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    full_name TEXT NOT NULL,
    role TEXT NOT NULL,             -- viewer, operator or admin
    places TEXT,                    -- JSON; NULL: everything
    password TEXT NOT NULL,         -- Argon2id, as a PHC string
    must_change INTEGER NOT NULL,   -- 1: the password is good for one login
    disabled INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL,
    last_login_at INTEGER
  ) STRICT;

  CREATE TABLE sessions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    digest TEXT NOT NULL UNIQUE,    -- SHA-256 of the cookie's value
    user_id INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    used_at INTEGER NOT NULL,
    address TEXT NOT NULL,
    agent TEXT NOT NULL
  ) STRICT;
  CREATE INDEX sessions_by_user ON sessions (user_id);

  CREATE TABLE tokens (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    digest TEXT NOT NULL UNIQUE,    -- SHA-256 of the token
    user_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    places TEXT,                    -- JSON; NULL: everything of its owner's
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
  ) STRICT;
  CREATE INDEX tokens_by_user ON tokens (user_id);
`;

export interface UserRow {
  readonly id: number;
  readonly name: string;
  readonly fullName: string;
  readonly role: Role;
  readonly places: readonly Place[] | null;
  readonly password: string;
  readonly mustChange: boolean;
  readonly disabled: boolean;
  readonly revision: number;
  readonly createdAt: Millis;
  readonly changedAt: Millis;
  readonly changedBy: string;
  readonly lastLoginAt: Millis | null;
}

export interface SessionRow {
  readonly id: number;
  readonly digest: string;
  readonly userId: number;
  readonly createdAt: Millis;
  readonly usedAt: Millis;
  readonly address: string;
  readonly agent: string;
}

export interface TokenRow {
  readonly id: number;
  readonly digest: string;
  readonly userId: number;
  readonly name: string;
  readonly role: Role;
  readonly places: readonly Place[] | null;
  readonly createdAt: Millis;
  readonly expiresAt: Millis;
  readonly usedAt: Millis | null;
}

/** The rows of users, their sessions and their tokens. */
export interface PeopleTables {
  /** Runs what belongs together: all of it happens, or nothing. */
  together<T>(work: () => T): T;
  /** By name. */
  users(): readonly UserRow[];
  user(id: number): UserRow | undefined;
  userNamed(name: string): UserRow | undefined;
  addUser(user: Omit<UserRow, 'id'>): UserRow;
  putUser(user: UserRow): void;
  /** With sessions and tokens. */
  removeUser(id: number): void;
  session(digest: string): SessionRow | undefined;
  /** Those of a user, or of all; last used first. */
  sessions(userId?: number): readonly SessionRow[];
  addSession(session: Omit<SessionRow, 'id'>): SessionRow;
  removeSession(id: number): void;
  token(digest: string): TokenRow | undefined;
  /** Those of a user, or of all; newest first. */
  tokens(userId?: number): readonly TokenRow[];
  addToken(token: Omit<TokenRow, 'id'>): TokenRow;
  removeToken(id: number): void;
  /** Notes when a session or token was used last. */
  touch(kind: 'session' | 'token', id: number, at: Millis): void;
}

const userColumns = `id, name, full_name AS fullName, role, places, password, must_change AS mustChange, disabled,
  revision, created_at AS createdAt, changed_at AS changedAt, changed_by AS changedBy, last_login_at AS lastLoginAt`;
const sessionColumns = `id, digest, user_id AS userId, created_at AS createdAt, used_at AS usedAt, address, agent`;
const tokenColumns = `id, digest, user_id AS userId, name, role, places, created_at AS createdAt,
  expires_at AS expiresAt, used_at AS usedAt`;

export function createPeopleTables(connection: Connection): PeopleTables {
  const read = <Row>(sql: string) => connection.prepare<unknown[], Row>(sql);
  const users = read<RawUser>(`SELECT ${userColumns} FROM users ORDER BY name`);
  const userById = read<RawUser>(`SELECT ${userColumns} FROM users WHERE id = ?`);
  const userByName = read<RawUser>(`SELECT ${userColumns} FROM users WHERE name = ?`);
  // Two statements each: with an optional condition SQLite uses no index and reads the whole table for every user.
  const sessionsWhere = (where: string) =>
    read<SessionRow>(`SELECT ${sessionColumns} FROM sessions ${where} ORDER BY used_at DESC, id DESC`);
  const sessions = { all: sessionsWhere(''), ofUser: sessionsWhere('WHERE user_id = ?') };
  const sessionByDigest = read<SessionRow>(`SELECT ${sessionColumns} FROM sessions WHERE digest = ?`);
  const tokensWhere = (where: string) => read<RawToken>(`SELECT ${tokenColumns} FROM tokens ${where} ORDER BY id DESC`);
  const tokens = { all: tokensWhere(''), ofUser: tokensWhere('WHERE user_id = ?') };
  const tokenByDigest = read<RawToken>(`SELECT ${tokenColumns} FROM tokens WHERE digest = ?`);
  const insertUser = read<RawUser>(
    `INSERT INTO users (name, full_name, role, places, password, must_change, disabled, revision, created_at, changed_at,
       changed_by, last_login_at)
     VALUES (:name, :fullName, :role, :places, :password, :mustChange, :disabled, :revision, :createdAt, :changedAt,
       :changedBy, :lastLoginAt) RETURNING ${userColumns}`,
  );
  const updateUser = connection.prepare(
    `UPDATE users SET full_name = :fullName, role = :role, places = :places, password = :password,
       must_change = :mustChange, disabled = :disabled, revision = :revision, changed_at = :changedAt,
       changed_by = :changedBy, last_login_at = :lastLoginAt WHERE id = :id`,
  );
  const deletions = ['users WHERE id', 'sessions WHERE user_id', 'tokens WHERE user_id'].map((which) =>
    connection.prepare(`DELETE FROM ${which} = ?`),
  );
  const insertSession = read<SessionRow>(
    `INSERT INTO sessions (digest, user_id, created_at, used_at, address, agent)
     VALUES (:digest, :userId, :createdAt, :usedAt, :address, :agent) RETURNING ${sessionColumns}`,
  );
  const deleteSession = connection.prepare('DELETE FROM sessions WHERE id = ?');
  const insertToken = read<RawToken>(
    `INSERT INTO tokens (digest, user_id, name, role, places, created_at, expires_at, used_at)
     VALUES (:digest, :userId, :name, :role, :places, :createdAt, :expiresAt, :usedAt) RETURNING ${tokenColumns}`,
  );
  const deleteToken = connection.prepare('DELETE FROM tokens WHERE id = ?');
  const touches = {
    session: connection.prepare('UPDATE sessions SET used_at = ? WHERE id = ?'),
    token: connection.prepare('UPDATE tokens SET used_at = ? WHERE id = ?'),
  };

  return {
    together: (work) => connection.transaction(work).immediate(),
    users: () => users.all().map(userOf),
    user: (id) => found(userById.get(id), userOf),
    userNamed: (name) => found(userByName.get(name), userOf),
    addUser: (user) => userOf(written(insertUser.get(rawUser(user)))),
    putUser: (user) => void updateUser.run({ ...rawUser(user), id: user.id }),
    removeUser(id) {
      for (const deletion of deletions) deletion.run(id);
    },
    session: (digest) => sessionByDigest.get(digest),
    sessions: (userId) => (userId === undefined ? sessions.all.all() : sessions.ofUser.all(userId)),
    addSession: (session) => written(insertSession.get(session)),
    removeSession: (id) => void deleteSession.run(id),
    token: (digest) => found(tokenByDigest.get(digest), tokenOf),
    tokens: (userId) => (userId === undefined ? tokens.all.all() : tokens.ofUser.all(userId)).map(tokenOf),
    addToken: (token) => tokenOf(written(insertToken.get({ ...token, places: textOf(token.places) }))),
    removeToken: (id) => void deleteToken.run(id),
    touch: (kind, id, at) => void touches[kind].run(at, id),
  };
}

interface RawUser extends Omit<UserRow, 'role' | 'places' | 'mustChange' | 'disabled'> {
  readonly role: string;
  readonly places: string | null;
  readonly mustChange: number;
  readonly disabled: number;
}

interface RawToken extends Omit<TokenRow, 'role' | 'places'> {
  readonly role: string;
  readonly places: string | null;
}

function userOf(row: RawUser): UserRow {
  return { ...row, ...limitsOf(row), mustChange: row.mustChange === 1, disabled: row.disabled === 1 };
}

function rawUser(user: Omit<UserRow, 'id'>): Omit<RawUser, 'id'> {
  return { ...user, places: textOf(user.places), mustChange: Number(user.mustChange), disabled: Number(user.disabled) };
}

function tokenOf(row: RawToken): TokenRow {
  return { ...row, ...limitsOf(row) };
}

function limitsOf({ role, places }: { role: string; places: string | null }): Pick<UserRow, 'role' | 'places'> {
  return {
    role: parseMessage(roleSchema, role),
    places: places === null ? null : parseMessage(placesSchema, JSON.parse(places)),
  };
}

const textOf = (places: readonly Place[] | null) => (places === null ? null : JSON.stringify(places));

function found<Row, Found>(row: Row | undefined, of: (row: Row) => Found): Found | undefined {
  return row === undefined ? undefined : of(row);
}

function written<Row>(row: Row | undefined): Row {
  if (row === undefined) throw new Error('the row that was just written is gone');
  return row;
}
