import type { VectorKind } from '../flow.ts';
import { everySite, type HeadRole, type RoleName, versionAt } from '../registry/state.ts';
import { reads, type ScoringHead } from './scoring-head.ts';

/** Which heads are at work where. It never changes: whoever holds one goes on with the same heads. */
export interface LineUp {
  /** Every head in it, once. */
  readonly heads: readonly ScoringHead[];
  /** The heads that play a role at a site, at most one version each; the same list whenever it is asked for. */
  at(role: RoleName, site: string): readonly ScoringHead[];
  /** Those of them that read vectors of a kind; the same list, too. */
  readers(role: RoleName, site: string, kind: VectorKind): readonly ScoringHead[];
}

/** @param headOf an open head; undefined where it could not be opened, and so is not at work. */
export function createLineUp(
  roles: readonly HeadRole[],
  headOf: (head: string, version: string) => ScoringHead | undefined,
): LineUp {
  const names = [...new Set(roles.map(({ head }) => head))].sort((a, b) => (a < b ? -1 : 1));
  const ownRoles = new Map(names.map((name) => [name, roles.filter(({ head }) => head === name)]));

  function headAt(role: RoleName, site: string, name: string): ScoringHead | undefined {
    const own = ownRoles.get(name) ?? [];
    const version = versionAt(own, role, site);
    if (version === null) return undefined;
    // A site may have as its own live version what all others have in the shadow.
    if (role === 'shadow' && versionAt(own, 'live', site) === version) return undefined;
    return headOf(name, version);
  }
  const listOf = (role: RoleName, site: string) => names.flatMap((name) => headAt(role, site, name) ?? []);

  const sites = [everySite, ...new Set(roles.map(({ site }) => site))];
  const lists: Readonly<Record<RoleName, ReadonlyMap<string, readonly ScoringHead[]>>> = {
    live: new Map(sites.map((site) => [site, listOf('live', site)])),
    shadow: new Map(sites.map((site) => [site, listOf('shadow', site)])),
  };
  const readers = new Map<VectorKind, Map<readonly ScoringHead[], readonly ScoringHead[]>>();
  const at: LineUp['at'] = (role, site) => lists[role].get(site) ?? lists[role].get(everySite) ?? [];

  return {
    heads: [...new Set([...lists.live.values(), ...lists.shadow.values()].flat())],
    at,
    readers(role, site, kind) {
      const all = at(role, site);
      const ofKind = readers.get(kind) ?? new Map<readonly ScoringHead[], readonly ScoringHead[]>();
      if (ofKind.size === 0) readers.set(kind, ofKind);
      const known = ofKind.get(all);
      if (known) return known;
      const found = all.filter((head) => reads(head, kind));
      ofKind.set(all, found);
      return found;
    },
  };
}
