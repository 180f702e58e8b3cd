import type { CameraId, Place, Role, SiteId } from '@splitsight/wire';
import type { Right } from './principal.ts';

const ranks: Readonly<Record<Role, number>> = { viewer: 0, operator: 1, admin: 2 };
const needed: Readonly<Record<Right, Role>> = { view: 'viewer', operate: 'operator', administer: 'admin' };

/** Whether a role has a right: each has those of the ones below it. */
export function mayRole(role: Role, right: Right): boolean {
  return isWithinRole(needed[right], role);
}

/** Whether a role is not above another. */
export function isWithinRole(role: Role, limit: Role): boolean {
  return ranks[role] <= ranks[limit];
}

export function lowerRole(one: Role, other: Role): Role {
  return isWithinRole(one, other) ? one : other;
}

/** Where somebody may look; null is everywhere. */
export type Places = readonly Place[] | null;

/** Whether a camera is within places; without one, whether anything of the site is. */
export function isSeen(places: Places, site: SiteId, camera?: CameraId): boolean {
  if (places === null) return true;
  return places.some(
    (place) =>
      place.site === site && (place.cameras === null || camera === undefined || place.cameras.includes(camera)),
  );
}

/** Whether all of one is within another. */
export function isWithin(places: Places, limit: Places): boolean {
  if (limit === null) return true;
  if (places === null) return false;
  return places.every(({ site, cameras }) =>
    cameras === null
      ? limit.some((one) => one.site === site && one.cameras === null)
      : cameras.every((camera) => isSeen(limit, site, camera)),
  );
}
