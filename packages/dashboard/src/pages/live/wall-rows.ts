import type { CameraView } from '@splitsight/wire';
import { isFound, passes, type ShownCameras, shownCameras, type WallFilter } from './wall-filter.ts';

/** A row of the wall: the head of a site, or as many of its cameras as stand side by side. */
export type WallRow =
  | { readonly kind: 'site'; readonly key: string; readonly site: string; readonly counts: Counts }
  | { readonly kind: 'cameras'; readonly key: string; readonly cameras: readonly Placed[] };

/** A camera and its key. */
export type Placed = readonly [key: string, camera: CameraView];

/** How many cameras are shown by each choice. */
export type Counts = Readonly<Record<ShownCameras, number>>;

export interface Wall {
  readonly rows: readonly WallRow[];
  /** Of all sites, before the choice, after site and search. */
  readonly counts: Counts;
  readonly sites: readonly string[];
  readonly shown: number;
}

/** Lays the cameras out: by site in the order they come, `columns` side by side. Counts are of what site and search let through. */
export function layOutWall(
  cameras: ReadonlyMap<string, CameraView>,
  inAlert: (key: string) => boolean,
  filter: WallFilter,
  columns: number,
): Wall {
  const bySite = new Map<string, Placed[]>();
  for (const placed of cameras) {
    const { site } = placed[1];
    const same = bySite.get(site);
    if (same) same.push(placed);
    else bySite.set(site, [placed]);
  }
  const rows: WallRow[] = [];
  const counts = noCounts();
  let shown = 0;
  for (const [site, all] of bySite) {
    if (filter.site !== '' && filter.site !== site) continue;
    const found = filter.q === '' ? all : all.filter(([, camera]) => isFound(camera, filter.q));
    const countsOfSite = noCounts();
    const chosen: Placed[] = [];
    for (const placed of found) {
      const [key, camera] = placed;
      const alerting = inAlert(key);
      for (const choice of shownCameras) if (passes(choice, camera, alerting)) countsOfSite[choice]++;
      if (passes(filter.show, camera, alerting)) chosen.push(placed);
    }
    for (const choice of shownCameras) counts[choice] += countsOfSite[choice];
    if (chosen.length === 0) continue;
    shown += chosen.length;
    rows.push({ kind: 'site', key: site, site, counts: countsOfSite });
    for (let at = 0; at < chosen.length; at += columns) {
      const side = chosen.slice(at, at + columns);
      rows.push({ kind: 'cameras', key: `${side[0]?.[0]}`, cameras: side });
    }
  }
  return { rows, counts, sites: [...bySite.keys()], shown };
}

function noCounts(): Record<ShownCameras, number> {
  const none = { all: 0, alerting: 0, trouble: 0, online: 0, offline: 0, disabled: 0, stopped: 0, unknown: 0 };
  return { ...none, frozen: 0, covered: 0, defocused: 0, moved: 0 };
}
