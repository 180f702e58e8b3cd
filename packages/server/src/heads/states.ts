import { type HeadState, parseHeadName, parseSiteId, type Topics } from '@splitsight/wire';
import type { Broker } from '../broker/broker.ts';
import { type HeadRole, roleAt } from '../registry/state.ts';
import type { HeadFailure } from './stand.ts';

/** Tells MQTT subscribers which version of each head is live at each site: a retained message each. */
export interface HeadStates {
  /** Notes a site; the first time it is told of every head. */
  see(site: string): void;
  /** Tells which versions have changed. */
  refresh(): void;
  /** Notes why a head's figures can no longer be relied on at a site; nothing: they can. */
  judge(head: string, site: string, reasons: readonly string[]): void;
}

export interface HeadStatesOptions {
  readonly topics: Topics;
  readonly broker: Pick<Broker, 'publish'>;
  readonly roles: () => readonly HeadRole[];
  /** What has a role and cannot work. */
  readonly failures: () => readonly HeadFailure[];
}

/** Its memory is a text for each site and head; sites come from cameras that were let in. */
export function createHeadStates({ topics, broker, roles, failures }: HeadStatesOptions): HeadStates {
  const told = new Map<string, string>();
  const sites = new Set<string>();
  /** Also those that are off by now. */
  const heads = new Set<string>();
  const stale = new Map<string, readonly string[]>();

  function tell(site: string, all: readonly HeadRole[]): void {
    for (const { head } of all) heads.add(head);
    for (const name of heads) {
      const own = all.filter(({ head }) => head === name);
      const topic = topics.format({ kind: 'head', site: parseSiteId(site), head: parseHeadName(name) });
      const text = JSON.stringify(stateOf(name, site, own));
      if (told.get(topic) === text) continue;
      told.set(topic, text);
      broker.publish(topic, text, { retain: true });
    }
  }

  function stateOf(name: string, site: string, own: readonly HeadRole[]): HeadState {
    const role = roleAt(own, 'live', site);
    const version = role?.version ?? null;
    const broken = failures().find((failure) => failure.head === name && failure.version === version)?.error;
    const reasons = version === null ? [] : broken ? [broken.code] : [...(stale.get(`${site}/${name}`) ?? [])];
    return {
      head: parseHeadName(name),
      version,
      state: version === null || broken ? 'off' : 'live',
      since: role?.since ?? null,
      stale: reasons.length > 0,
      reasons,
    };
  }

  return {
    see(site) {
      if (sites.has(site)) return;
      sites.add(site);
      tell(site, roles());
    },
    refresh() {
      const all = roles();
      for (const site of sites) tell(site, all);
    },
    judge(head, site, reasons) {
      if (reasons.length > 0) stale.set(`${site}/${head}`, reasons);
      else stale.delete(`${site}/${head}`);
      if (sites.has(site)) tell(site, roles());
    },
  };
}
