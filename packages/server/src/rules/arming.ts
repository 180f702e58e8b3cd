import type { Clock } from '@splitsight/kernel';
import { type Arming, commonProfiles, firstProfile, type SiteId } from '@splitsight/wire';
import { serverError } from '../errors.ts';
import type { Audit } from '../people/audit.ts';
import type { Connection } from '../store/database.ts';
import { type ArmingRow, createArmingTable } from '../store/rules.ts';

/** How sites are armed: a profile each, that lasts until somebody sets another. */
export interface ArmingBook {
  /** In the order of their names. */
  all(): readonly Arming[];
  profileOf(site: SiteId): string;
  /** Notes a site that there is. */
  see(site: SiteId): void;
  /** @throws CodedError ARMING_SITE for a site that is not known, ARMING_PROFILE for a profile that it does not have. */
  set(site: SiteId, profile: string, by: string): Arming;
  /** Says which profiles a site has besides the common ones. @throws CodedError ARMING_SITE, or ARMING_IN_USE */
  setProfiles(site: SiteId, custom: readonly string[], by: string): Arming;
  /** Whether any site has a profile. */
  has(profile: string): boolean;
}

export interface ArmingParts {
  readonly connection: Connection;
  readonly clock: Pick<Clock, 'now'>;
  readonly audit: Pick<Audit, 'add'>;
  /** Told how a site is armed: when it is first seen, and after every change. */
  readonly onChange: (arming: Arming) => void;
}

/** Its memory is a row a site; sites come from cameras that were let in. */
export function createArmingBook({ connection, clock, audit, onChange }: ArmingParts): ArmingBook {
  const table = createArmingTable(connection);
  const rows = new Map<string, ArmingRow>(table.all().map((row) => [row.site, row]));
  const seen = new Set<string>();

  function rowOf(site: SiteId): ArmingRow {
    const row = rows.get(site);
    if (row) return row;
    if (!seen.has(site)) throw serverError('ARMING_SITE', site);
    return { site, profile: firstProfile, since: null, by: null, custom: [] };
  }

  function put(row: ArmingRow, site: SiteId, action: 'arming.set' | 'arming.profiles', detail: unknown): Arming {
    connection
      .transaction(() => {
        table.put(row);
        audit.add({ by: row.by ?? '', action, subject: site, site, detail });
      })
      .immediate();
    rows.set(site, row);
    onChange(viewOf(row, site));
    return viewOf(row, site);
  }

  return {
    all() {
      const sites = [...new Set([...rows.keys(), ...seen] as SiteId[])].sort((a, b) => (a < b ? -1 : 1));
      return sites.map((site) => viewOf(rowOf(site), site));
    },
    profileOf: (site) => rows.get(site)?.profile ?? firstProfile,
    see(site) {
      if (seen.has(site)) return;
      seen.add(site);
      onChange(viewOf(rowOf(site), site));
    },
    set(site, profile, by) {
      const row = rowOf(site);
      if (!profilesOf(row).includes(profile)) {
        throw serverError('ARMING_PROFILE', `${profile}; ${site} has ${profilesOf(row).join(', ')}`);
      }
      if (row.profile === profile && row.since !== null) return viewOf(row, site);
      const next = { ...row, profile, since: clock.now(), by };
      return put(next, site, 'arming.set', { before: row.profile, after: profile });
    },
    setProfiles(site, given, by) {
      const row = rowOf(site);
      const custom = [...new Set(given)];
      const next = { ...row, custom };
      if (!profilesOf(next).includes(row.profile)) throw serverError('ARMING_IN_USE', `${site} is in ${row.profile}`);
      return put({ ...next, by: row.by ?? by }, site, 'arming.profiles', { before: row.custom, after: custom });
    },
    has: (profile) => isCommon(profile) || [...rows.values()].some((row) => row.custom.includes(profile)),
  };
}

function viewOf(row: ArmingRow, site: SiteId): Arming {
  const { profile, since, by } = row;
  return { site, profile, since, by: since === null ? null : by, profiles: profilesOf(row) };
}

function profilesOf({ custom }: ArmingRow): string[] {
  return [...commonProfiles, ...custom];
}

function isCommon(profile: string): boolean {
  return (commonProfiles as readonly string[]).includes(profile);
}
