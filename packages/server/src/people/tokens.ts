import type { Clock } from '@splitsight/kernel';
import type { Place, Role } from '@splitsight/wire';
import { serverError } from '../errors.ts';
import type { PeopleTables, TokenRow } from '../store/people.ts';
import type { Grant } from './access.ts';
import type { Audit } from './audit.ts';
import { isWithin, isWithinRole } from './scope.ts';
import { createSecret, digestOf, tokenPrefix } from './secrets.ts';

export interface TokenTerms {
  readonly name: string;
  readonly role: Role;
  readonly places: readonly Place[] | null;
  readonly days: number;
}

/** Sessions and tokens of users: what their owners, and administrators, may end. */
export interface Tokens {
  /** @throws CodedError PEOPLE_LIMIT or PEOPLE_TOO_MANY */
  add(owner: Grant, terms: TokenTerms): { readonly token: TokenRow; readonly secret: string };
  /** @throws CodedError PEOPLE_UNKNOWN */
  remove(userId: number, id: number, by: string): void;
  /** Ends one session of a user. @throws CodedError PEOPLE_UNKNOWN */
  endSession(userId: number, id: number, by: string): void;
  /** Ends all sessions of a user but one, if it is told. @returns how many */
  endSessions(userId: number, by: string, keep?: number): number;
}

export interface TokensParts {
  readonly tables: PeopleTables;
  readonly audit: Pick<Audit, 'add'>;
  readonly clock: Clock;
  readonly onChange: () => void;
}

const maxTokens = 50;
const day = 86_400_000;

export function createTokens({ tables, audit, clock, onChange }: TokensParts): Tokens {
  const nameOf = (userId: number) => tables.user(userId)?.name ?? String(userId);
  return {
    add(owner, { name, role, places, days }) {
      const now = clock.now();
      const wanted = now + days * day;
      // A token may make tokens, but none that outlives it: it could make itself last for ever.
      const expiresAt = owner.kind === 'token' ? Math.min(wanted, owner.endsAt) : wanted;
      const within = places ?? owner.places;
      if (!isWithinRole(role, owner.role) || !isWithin(within, owner.places)) {
        throw serverError('PEOPLE_LIMIT', `a token of ${owner.name}`);
      }
      if (role === 'admin' && within !== null) throw serverError('PEOPLE_LIMIT', 'an administrator of some places');
      const secret = createSecret(tokenPrefix);
      return tables.together(() => {
        if (tables.tokens(owner.user.id).length >= maxTokens) {
          throw serverError('PEOPLE_TOO_MANY', `${maxTokens} tokens of ${owner.user.name}`);
        }
        const token = tables.addToken({
          ...{ digest: digestOf(secret), userId: owner.user.id, name, role, places: within },
          ...{ createdAt: now, expiresAt, usedAt: null },
        });
        const subject = `${owner.user.name}/${name}`;
        audit.add({ by: owner.name, action: 'token.add', subject, site: null, detail: { role, places: within, days } });
        return { token, secret };
      });
    },
    remove(userId, id, by) {
      tables.together(() => {
        const token = tables.tokens(userId).find((one) => one.id === id);
        if (!token) throw serverError('PEOPLE_UNKNOWN', `token ${id}`);
        tables.removeToken(id);
        audit.add({ by, action: 'token.remove', subject: `${nameOf(userId)}/${token.name}`, site: null });
      });
      onChange();
    },
    endSession(userId, id, by) {
      tables.together(() => {
        if (!tables.sessions(userId).some((one) => one.id === id)) throw serverError('PEOPLE_UNKNOWN', `session ${id}`);
        tables.removeSession(id);
        audit.add({ by, action: 'session.end', subject: nameOf(userId), site: null, detail: { sessions: 1 } });
      });
      onChange();
    },
    endSessions(userId, by, keep) {
      const ended = tables.together(() => {
        const others = tables.sessions(userId).filter(({ id }) => id !== keep);
        for (const { id } of others) tables.removeSession(id);
        if (others.length > 0) {
          const detail = { sessions: others.length };
          audit.add({ by, action: 'session.end', subject: nameOf(userId), site: null, detail });
        }
        return others.length;
      });
      onChange();
      return ended;
    },
  };
}
