import type { Clock } from '@splitsight/kernel';
import {
  type CameraId,
  type CameraPolicy,
  type CameraView,
  type PicturePolicy,
  type PictureState,
  parseJsonMessage,
  pictureStateSchema,
  type SiteId,
  type SitePolicy,
  stricterPolicy,
  type Topics,
} from '@splitsight/wire';
import type { Broker } from '../broker/broker.ts';
import { serverError } from '../errors.ts';
import type { Audit } from '../people/audit.ts';
import type { Principal } from '../people/principal.ts';
import type { PolicyTable, SetPolicy } from '../store/picture-policies.ts';

/** Which pictures may be had: what agents say that applies, and what was set here. */
export interface PicturePolicies {
  /** Takes what an agent says; when that is not what follows from what was set here, it is told again. @throws CodedError */
  hear(topic: string, payload: Uint8Array): void;
  of(camera: { readonly site: SiteId; readonly camera: CameraId; readonly node: CameraView['node'] }): CameraPolicy;
  sites(who: Principal): readonly SitePolicy[];
  /** @throws CodedError PICTURE_SITE or PICTURE_CHANGED */
  set(site: SiteId, policy: PicturePolicy | null, revision: number, who: Principal): SitePolicy;
}

export interface PolicyParts {
  readonly topics: Topics;
  readonly broker: Pick<Broker, 'publish'>;
  readonly table: PolicyTable;
  readonly audit: Pick<Audit, 'add'>;
  readonly clock: Clock;
  readonly cameras: () => readonly CameraView[];
  readonly maxCameras: number;
}

export function createPicturePolicies(parts: PolicyParts): PicturePolicies {
  const { topics, broker, table, audit, clock, cameras } = parts;
  const told = new Map<string, PictureState>();
  const wanted = new Map<SiteId, SetPolicy>(table.all().map((row) => [row.site, row]));

  function say(site: SiteId, camera: CameraId): void {
    const topic = topics.format({ kind: 'camera', site, camera, leaf: 'pictures/set' });
    broker.publish(topic, wanted.get(site)?.policy ?? '', { retain: true });
  }

  const of: PicturePolicies['of'] = ({ site, camera, node }) => {
    const state = told.get(`${site}/${camera}`);
    const set = wanted.get(site)?.policy ?? null;
    const most = state?.most ?? null;
    // What was set counts here at once, also before the agent has heard of it.
    const policy = state ? (set ? stricterPolicy(state.policy, set) : state.policy) : null;
    return { site, camera, node: state?.node ?? node, policy, most, set };
  };

  function viewOf(site: SiteId, own: readonly CameraView[]): SitePolicy {
    const row = wanted.get(site);
    return {
      site,
      policy: row?.policy ?? null,
      revision: row?.revision ?? 0,
      changed_by: row?.changedBy ?? null,
      changed_at: row?.changedAt ?? null,
      cameras: own.map(of),
    };
  }

  return {
    of,
    hear(topic, payload) {
      const parsed = topics.parse(topic);
      if (parsed.kind !== 'camera') return;
      const { site, camera } = parsed;
      const key = `${site}/${camera}`;
      if (payload.length === 0) return void told.delete(key);
      const state = parseJsonMessage(pictureStateSchema, new TextDecoder().decode(payload));
      if (told.size >= parts.maxCameras && !told.has(key)) return;
      told.set(key, state);
      const set = wanted.get(site)?.policy;
      if (state.policy !== (set ? stricterPolicy(state.most, set) : state.most)) say(site, camera);
    },
    sites(who) {
      const seen = cameras().filter(({ site, camera }) => who.sees(site, camera));
      const sites = [...new Set(seen.map(({ site }) => site))].sort((a, b) => (a < b ? -1 : 1));
      return sites.map((site) =>
        viewOf(
          site,
          seen.filter((view) => view.site === site),
        ),
      );
    },
    set(site, policy, revision, who) {
      const own = cameras().filter((view) => view.site === site);
      const before = wanted.get(site);
      if (own.length === 0 || !who.sees(site)) throw serverError('PICTURE_SITE', site);
      if (revision !== (before?.revision ?? 0)) {
        const { changedBy = 'nobody', changedAt = 0 } = before ?? {};
        throw serverError('PICTURE_CHANGED', `by ${changedBy} at ${new Date(changedAt).toISOString()}`);
      }
      const row: SetPolicy = { site, policy, revision: revision + 1, changedBy: who.name, changedAt: clock.now() };
      table.together(() => {
        table.put(row);
        const detail = { before: before?.policy ?? null, after: policy };
        audit.add({ by: who.name, action: 'pictures.policy', subject: site, site, detail });
      });
      wanted.set(site, row);
      for (const { camera } of own) say(site, camera);
      return viewOf(site, own);
    },
  };
}
