import type { Millis } from '@splitsight/kernel';
import { serverError } from '../errors.ts';
import {
  earlierVersions,
  everySite,
  type HeadEvent,
  type HeadRecord,
  type HeadRole,
  type RoleName,
  versionAt,
  versionState,
} from './state.ts';

/** What an operator asks for. */
export interface Move {
  /** A site id, or {@link everySite}: every site that has no version of its own. */
  readonly site: string;
  readonly by: string;
  readonly why: string;
  readonly now: Millis;
  /** What the operator saw as live there (null: nothing); undefined when that does not matter. */
  readonly expectLive?: string | null | undefined;
}

/** What a move makes of a head: all of its roles, and what is added to its events. */
export interface Change {
  readonly roles: readonly HeadRole[];
  readonly events: readonly Omit<HeadEvent, 'id'>[];
}

/** Makes a version live at a site; the former one is retired there. @throws CodedError REGISTRY_… */
export function promote(record: HeadRecord, version: string, move: Move): Change {
  requireVersion(record, version);
  const before = requireExpected(record, move);
  if (before === version) throw wrongState(record, version, `is live at ${nameOf(move.site)} already`);
  return goLive(record, version, 'live', move);
}

/** Makes the version live that was live at a site before the present one. @throws CodedError REGISTRY_… */
export function rollBack(record: HeadRecord, move: Move): Change {
  const present = requireExpected(record, move);
  const known = new Set(record.versions.map(({ version }) => version));
  const earlier = earlierVersions(record.events, move.site).findLast((one) => one !== present && known.has(one));
  if (earlier === undefined) throw serverError('REGISTRY_NO_EARLIER', `${record.head} at ${nameOf(move.site)}`);
  return goLive(record, earlier, 'rollback', move);
}

/** Lets a version score a site silently, in place of any other that does. @throws CodedError REGISTRY_… */
export function shadow(record: HeadRecord, version: string, move: Move): Change {
  requireVersion(record, version);
  if (requireExpected(record, move) === version) throw wrongState(record, version, `is live at ${nameOf(move.site)}`);
  const before = versionAt(record.roles, 'shadow', move.site);
  if (before === version) throw wrongState(record, version, `is in the shadow at ${nameOf(move.site)} already`);
  const roles = withRole(record, { role: 'shadow', version, move });
  return { roles, events: [eventOf(record, 'shadow', version, before, move)] };
}

/** What a retirement is asked for besides. */
export interface Retirement extends Omit<Move, 'site'> {
  /** Where; everywhere unless told. */
  readonly site?: string | undefined;
  /** Also where it is the only live version: the head is off there, then. */
  readonly force: boolean;
}

/**
 * Takes a version out of its roles, at one site or everywhere. A site whose own version goes follows the others again.
 *
 * @throws CodedError REGISTRY_LAST when the head would be off then and `force` is not set, and other REGISTRY_…
 */
export function retire(record: HeadRecord, version: string, asked: Retirement): Change {
  requireVersion(record, version);
  const { site, force } = asked;
  if (site !== undefined || asked.expectLive !== undefined) {
    requireExpected(record, { ...asked, site: site ?? everySite });
  }
  const move = { ...asked, site: site ?? everySite };
  const rows = record.roles.filter((row) => row.version === version && (site === undefined || row.site === site));
  if (rows.length === 0) return retireIdle(record, version, asked);
  const roles = record.roles.filter((row) => !rows.includes(row));
  const orphan = rows.find(({ role, site: where }) => role === 'live' && versionAt(roles, 'live', where) === null);
  if (orphan && !force) throw serverError('REGISTRY_LAST', `${record.head} ${version} at ${nameOf(orphan.site)}`);
  return {
    roles: tidy(roles),
    events: rows.map((row) =>
      eventOf(record, 'retired', version, row.role === 'live' ? version : null, { ...move, site: row.site }),
    ),
  };
}

/** Retires a version without a role of its own where it was asked for. */
function retireIdle(record: HeadRecord, version: string, asked: Retirement): Change {
  const { site, force } = asked;
  if (site !== undefined) {
    if (versionAt(record.roles, 'live', site) !== version) {
      throw wrongState(record, version, `has no part at ${nameOf(site)}`);
    }
    if (!force) throw serverError('REGISTRY_LAST', `${record.head} ${version} at ${nameOf(site)}`);
    const move = { ...asked, site };
    const roles = withRole(record, { role: 'live', version: null, move });
    return { roles, events: [eventOf(record, 'retired', version, version, move)] };
  }
  if (versionState(record, version) === 'retired') throw wrongState(record, version, 'is retired already');
  const event = eventOf(record, 'retired', version, null, { ...asked, site: everySite });
  return { roles: record.roles, events: [{ ...event, site: null }] };
}

/** Checks that a version may be deleted: alerts and decisions name those that were ever live. */
export function requireForgettable(record: HeadRecord, version: string): void {
  requireVersion(record, version);
  const state = versionState(record, version);
  const wasLive = record.events.some(
    ({ kind, version: of }) => of === version && (kind === 'live' || kind === 'rollback'),
  );
  if (state === 'live' || state === 'shadow') throw wrongState(record, version, `is ${state}: retire it first`);
  if (wasLive) throw wrongState(record, version, 'was live: alerts name it');
}

function goLive(record: HeadRecord, version: string, kind: 'live' | 'rollback', move: Move): Change {
  const before = versionAt(record.roles, 'live', move.site);
  const roles = withRole(record, { role: 'live', version, move });
  return { roles, events: [eventOf(record, kind, version, before, move)] };
}

interface NewRole {
  readonly role: RoleName;
  readonly version: string | null;
  readonly move: Move;
}

function withRole({ head, roles }: HeadRecord, { role, version, move: { site, now } }: NewRole): readonly HeadRole[] {
  const others = roles.filter((row) => row.role !== role || row.site !== site);
  return tidy([...others, { head, site, role, version, since: now }]);
}

/**
 * A site has a row of its own only where it differs from the others, and what is live somewhere has no need of scoring it
 * silently: such rows are dropped.
 */
function tidy(roles: readonly HeadRole[]): readonly HeadRole[] {
  return roles.filter(({ site, role, version }) => {
    if (role === 'shadow' && versionAt(roles, 'live', site) === version) return false;
    return site === everySite || versionAt(roles, role, everySite) !== version;
  });
}

function eventOf(
  { head }: HeadRecord,
  kind: HeadEvent['kind'],
  version: string,
  before: string | null,
  { now, site, by, why }: Move,
): Omit<HeadEvent, 'id'> {
  return { at: now, kind, head, version, site, before, by, why };
}

function requireVersion({ head, versions }: HeadRecord, version: string): void {
  if (!versions.some((one) => one.version === version)) throw serverError('REGISTRY_UNKNOWN', `${head} ${version}`);
}

/** @returns what is live at the site. */
function requireExpected({ head, roles }: HeadRecord, { site, expectLive }: Pick<Move, 'site' | 'expectLive'>) {
  const live = versionAt(roles, 'live', site);
  if (expectLive !== undefined && expectLive !== live) {
    const found = `${live ?? 'nothing'} is live at ${nameOf(site)}, not ${expectLive ?? 'nothing'}`;
    throw serverError('REGISTRY_CHANGED', `${head}: ${found}`);
  }
  return live;
}

function wrongState({ head }: HeadRecord, version: string, why: string): Error {
  return serverError('REGISTRY_STATE', `${head} ${version} ${why}`);
}

function nameOf(site: string): string {
  return site === everySite ? 'every site' : site;
}
