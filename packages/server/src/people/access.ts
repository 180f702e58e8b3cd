import type { Clock, Millis } from '@splitsight/kernel';
import type { Place, Role } from '@splitsight/wire';
import type { PeopleTables, SessionRow, UserRow } from '../store/people.ts';
import type { Principal } from './principal.ts';
import { isSeen, isWithin, lowerRole, mayRole, type Places } from './scope.ts';
import { digestOf } from './secrets.ts';

/** Somebody who has logged in, or whose token was sent. */
export interface Grant extends Principal {
  readonly kind: 'user' | 'token';
  readonly user: UserRow;
  /** The id of the session or token. */
  readonly id: number;
  readonly role: Role;
  readonly places: Places;
  /** When it ends at the latest. */
  readonly endsAt: Millis;
}

/** What a request carries to say who makes it. */
export type Credential = { readonly kind: 'user' | 'token'; readonly secret: string };

/** After how long sessions end: unused, and at the latest. */
export interface SessionLimits {
  readonly idle: Millis;
  readonly longest: Millis;
}

/** Finds out who asks. */
export interface Access {
  /** Null when nobody is known by this, any more. */
  identify(credential: Credential): Grant | null;
  /** Whether what was granted still holds, unchanged. Asking counts as use. */
  holds(who: Principal): boolean;
  /** The grant of a principal; undefined for whoever needed none. */
  grantOf(who: Principal): Grant | undefined;
  /** Writes down when sessions and tokens were used, and forgets those that are over. To be called now and then. */
  tidy(): void;
}

export function isSessionOver(session: Pick<SessionRow, 'createdAt' | 'usedAt'>, limits: SessionLimits, now: Millis) {
  return now - session.usedAt >= limits.idle || now - session.createdAt >= limits.longest;
}

export function createAccess(tables: PeopleTables, clock: Clock, limits: SessionLimits): Access {
  const grants = new WeakMap<Principal, { readonly grant: Grant; readonly credential: Credential }>();
  /** Writing at every request would be too much; a crash loses what happened since {@link Access.tidy}. */
  const used = new Map<string, { readonly kind: 'session' | 'token'; readonly id: number; readonly at: Millis }>();

  function ofSession(secret: string): Grant | null {
    const now = clock.now();
    const digest = digestOf(secret);
    const row = tables.session(digest);
    const user = row && tables.user(row.userId);
    if (!user || user.disabled) return null;
    const usedAt = Math.max(row.usedAt, used.get(digest)?.at ?? 0);
    if (isSessionOver({ ...row, usedAt }, limits, now)) return null;
    used.set(digest, { kind: 'session', id: row.id, at: now });
    const { name, role, places } = user;
    return {
      kind: 'user',
      id: row.id,
      user,
      endsAt: row.createdAt + limits.longest,
      ...principal(name, role, [places]),
    };
  }

  function ofToken(secret: string): Grant | null {
    const now = clock.now();
    const digest = digestOf(secret);
    const row = tables.token(digest);
    const user = row && tables.user(row.userId);
    if (!user || user.disabled || now >= row.expiresAt) return null;
    used.set(digest, { kind: 'token', id: row.id, at: now });
    const limited = principal(`${user.name}/${row.name}`, lowerRole(row.role, user.role), [row.places, user.places]);
    return { kind: 'token', id: row.id, user, endsAt: row.expiresAt, ...limited };
  }

  const find = ({ kind, secret }: Credential) => (kind === 'user' ? ofSession(secret) : ofToken(secret));

  return {
    identify(credential) {
      const grant = find(credential);
      if (grant) grants.set(grant, { grant, credential });
      return grant;
    },
    holds(who) {
      const known = grants.get(who);
      return known === undefined || find(known.credential)?.user.revision === known.grant.user.revision;
    },
    grantOf: (who) => grants.get(who)?.grant,
    tidy() {
      const now = clock.now();
      tables.together(() => {
        for (const { kind, id, at } of used.values()) tables.touch(kind, id, at);
        for (const session of tables.sessions())
          if (isSessionOver(session, limits, now)) tables.removeSession(session.id);
        for (const token of tables.tokens()) if (now - token.expiresAt >= limits.longest) tables.removeToken(token.id);
      });
      used.clear();
    },
  };
}

/** What everybody of a role and all of some places may do and see. */
function principal(name: string, role: Role, [narrow = null, wide = null]: readonly Places[]) {
  return {
    name,
    role,
    places: both(narrow, wide),
    may: (right) => mayRole(role, right),
    sees: (site, camera) => isSeen(narrow, site, camera) && isSeen(wide, site, camera),
    seesAll: narrow === null && wide === null,
  } satisfies Partial<Grant>;
}

/** What is in both. */
function both(one: Places, other: Places): Places {
  if (one === null || isWithin(other, one)) return other;
  if (other === null || isWithin(one, other)) return one;
  return [...one, ...other].flatMap((place) => shared(place, one, other));
}

function shared({ site, cameras }: Place, one: Places, other: Places): Place[] {
  const kept = cameras?.filter((camera) => isSeen(one, site, camera) && isSeen(other, site, camera)) ?? null;
  const isWhole = isWithin([{ site, cameras: null }], one) && isWithin([{ site, cameras: null }], other);
  if (kept === null) return isWhole ? [{ site, cameras: null }] : [];
  return kept.length > 0 ? [{ site, cameras: kept }] : [];
}
