import type { Clock, Millis, Tally } from '@splitsight/kernel';
import { serverError } from '../errors.ts';
import type { PeopleTables, SessionRow, UserRow } from '../store/people.ts';
import type { Audit } from './audit.ts';
import type { LoginLimit } from './login-limit.ts';
import { weaknessOf } from './password-rules.ts';
import type { Passwords } from './passwords.ts';
import { createSecret, digestOf } from './secrets.ts';

/** Why a login was refused. The label values of splitsight_logins_refused_total. */
export const loginRefusals = ['wrong', 'wait', 'busy'] as const;
export type LoginRefusal = (typeof loginRefusals)[number];

/** Where a login comes from. */
export interface LoginPlace {
  readonly address: string;
  /** What the browser says it is. */
  readonly agent: string;
}

export interface LoginRequest {
  readonly name: string;
  readonly password: string;
  /** In place of a one-time password. */
  readonly newPassword?: string | undefined;
}

/** Opens sessions for those who know a password. */
export interface Login {
  /** How long the next try has to wait, in milliseconds. */
  wait(name: string, address: string): Millis;
  /**
   * Opens a session. @returns the secret that the cookie is to hold.
   *
   * @throws CodedError LOGIN_WAIT, LOGIN_BUSY, LOGIN_WRONG, LOGIN_NEW_PASSWORD or PASSWORD_WEAK
   */
  open(request: LoginRequest, place: LoginPlace): Promise<string>;
  /** Changes the password of somebody who knows it, and ends all sessions but one. @throws as {@link open} */
  change(user: UserRow, request: LoginRequest & { newPassword: string }, address: string, keep: number): Promise<void>;
}

export interface LoginParts {
  readonly tables: PeopleTables;
  readonly audit: Pick<Audit, 'add'>;
  readonly clock: Clock;
  readonly passwords: Passwords;
  readonly limit: LoginLimit;
  readonly refused: Tally<LoginRefusal>;
  readonly onChange: () => void;
}

/** Of one user; whoever logs in once more ends the session that was used longest ago. */
const maxSessions = 20;

export function createLogin({ tables, audit, clock, passwords, limit, refused, onChange }: LoginParts): Login {
  function wrong(): Error {
    refused.add('wrong');
    return serverError('LOGIN_WRONG', 'try again');
  }

  function checkWait(name: string, address: string): void {
    const wait = limit.wait(name, address, clock.now());
    if (wait === 0) return;
    refused.add('wait');
    throw serverError('LOGIN_WAIT', `${Math.ceil(wait / 1000)} s`);
  }

  /** The user whose password it is. Every try counts as a failure until it is known to be none: many may run at once. */
  async function check({ name, password }: LoginRequest, address: string): Promise<UserRow> {
    checkWait(name, address);
    limit.failed(name, address, clock.now());
    const user = tables.userNamed(name);
    const isRight = await verify(user?.password, password);
    if (!isRight || !user || user.disabled) throw wrong();
    limit.succeeded(name, address);
    return user;
  }

  async function verify(hashed: string | undefined, password: string): Promise<boolean> {
    try {
      return await passwords.verify(hashed, password);
    } catch (error) {
      refused.add('busy');
      throw error;
    }
  }

  async function replace(user: UserRow, { password, newPassword }: LoginRequest): Promise<UserRow> {
    if (newPassword === undefined) throw serverError('LOGIN_NEW_PASSWORD', user.name);
    const weakness = weaknessOf(newPassword, user.name, password);
    if (weakness !== undefined) throw serverError('PASSWORD_WEAK', weakness);
    const hashed = await passwords.hash(newPassword);
    const now = clock.now();
    return {
      ...user,
      password: hashed,
      mustChange: false,
      revision: user.revision + 1,
      changedAt: now,
      changedBy: user.name,
    };
  }

  /** Whoever was changed while a password was hashed has to try again. */
  function unchanged(user: UserRow): void {
    if (tables.user(user.id)?.revision !== user.revision) throw wrong();
  }

  function endSessions(userId: number, isKept: (session: SessionRow, place: number) => boolean): void {
    tables.sessions(userId).forEach((session, place) => {
      if (!isKept(session, place)) tables.removeSession(session.id);
    });
  }

  return {
    wait: (name, address) => limit.wait(name, address, clock.now()),
    async open(request, { address, agent }) {
      const user = await check(request, address);
      const changed = user.mustChange ? await replace(user, request) : user;
      const secret = createSecret();
      tables.together(() => {
        unchanged(user);
        const now = clock.now();
        tables.putUser({ ...changed, lastLoginAt: now });
        endSessions(user.id, (_, place) => changed === user && place < maxSessions - 1);
        tables.addSession({ digest: digestOf(secret), userId: user.id, createdAt: now, usedAt: now, address, agent });
        audit.add({ by: user.name, action: 'user.login', subject: user.name, site: null, detail: { address } });
        if (changed !== user) audit.add({ by: user.name, action: 'user.password', subject: user.name, site: null });
      });
      onChange();
      return secret;
    },
    async change(user, request, address, keep) {
      const checked = await check(request, address);
      const changed = await replace(checked, request);
      tables.together(() => {
        unchanged(user);
        tables.putUser(changed);
        endSessions(user.id, ({ id }) => id === keep);
        audit.add({ by: user.name, action: 'user.password', subject: user.name, site: null });
      });
      onChange();
    },
  };
}
