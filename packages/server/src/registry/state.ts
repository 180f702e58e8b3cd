import type { Millis } from '@splitsight/kernel';

/** Where a version comes from. */
export const versionSources = ['configuration', 'training', 'import'] as const;
export type VersionSource = (typeof versionSources)[number];

/** Stands for every site without a row of its own. */
export const everySite = '*';

/** A version of a head: what was registered, when, by whom and why. */
export interface HeadVersion {
  readonly head: string;
  readonly version: string;
  /** Of the bytes of manifest.json, which names every file with its own sha256. */
  readonly sha256: string;
  /** manifest.json. */
  readonly manifest: string;
  readonly source: VersionSource;
  readonly addedAt: Millis;
  readonly addedBy: string;
  readonly why: string;
}

/** What a version is at work for. */
export type RoleName = 'live' | 'shadow';

/** A version at work at a site, or at every site that has no row of its own for this head and role. */
export interface HeadRole {
  readonly head: string;
  /** A site id or {@link everySite}. */
  readonly site: string;
  readonly role: RoleName;
  /** null: the head is off at this site, whatever is live elsewhere. */
  readonly version: string | null;
  readonly since: Millis;
}

/** What happened to a head's versions. Events are only ever added. */
export const headEventKinds = ['registered', 'shadow', 'live', 'rollback', 'retired', 'forgotten'] as const;
export interface HeadEvent {
  readonly id: number;
  readonly at: Millis;
  readonly kind: (typeof headEventKinds)[number];
  readonly head: string;
  readonly version: string;
  /** null where it concerns no site. */
  readonly site: string | null;
  /** What was live (or, of a shadow, in the shadow) there before. */
  readonly before: string | null;
  readonly by: string;
  readonly why: string;
}

/** All that is known of one head. */
export interface HeadRecord {
  readonly head: string;
  readonly versions: readonly HeadVersion[];
  readonly roles: readonly HeadRole[];
  /** Oldest first. */
  readonly events: readonly HeadEvent[];
}

/** Where a version stands: `live` and `shadow` at one site or more; `retired` after that; `draft` before. */
export type VersionState = 'draft' | 'shadow' | 'live' | 'retired';

export function versionState({ roles, events }: HeadRecord, version: string): VersionState {
  const own = roles.filter((role) => role.version === version).map(({ role }) => role);
  if (own.includes('live')) return 'live';
  if (own.includes('shadow')) return 'shadow';
  return events.some((event) => event.version === version && isEnding(event)) ? 'retired' : 'draft';
}

function isEnding({ kind }: HeadEvent): boolean {
  return kind === 'live' || kind === 'rollback' || kind === 'retired';
}

/** The row that decides what plays a role at a site: its own, or that of every site. */
export function roleAt(roles: readonly HeadRole[], role: RoleName, site: string): HeadRole | undefined {
  const of = (where: string) => roles.find((one) => one.role === role && one.site === where);
  return of(site) ?? of(everySite);
}

/** The version of one head that plays a role at a site; null when none does. */
export function versionAt(roles: readonly HeadRole[], role: RoleName, site: string): string | null {
  return roleAt(roles, role, site)?.version ?? null;
}

/** The sites where a version plays a role by a row: site ids and {@link everySite}. */
export function sitesOf(roles: readonly HeadRole[], role: RoleName, version: string): readonly string[] {
  return roles.filter((one) => one.role === role && one.version === version).map(({ site }) => site);
}

/**
 * The versions that were live at a site before the present one, the latest last, as roll back goes through them: going
 * live puts the former one on the pile, rolling back takes it off again.
 */
export function earlierVersions(events: readonly HeadEvent[], site: string): readonly string[] {
  const pile: string[] = [];
  for (const { kind, before, version, site: where } of events) {
    if (where !== site) continue;
    if (kind === 'rollback') while (pile.length > 0 && pile.pop() !== version);
    else if ((kind === 'live' || kind === 'retired') && before !== null) pile.push(before);
  }
  return pile;
}
