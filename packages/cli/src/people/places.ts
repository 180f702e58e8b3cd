import { type Place, parseCameraId, parseSiteId } from '@splitsight/wire';
import { InvalidArgumentError } from 'commander';

/** Adds `site` or `site/camera` to the places that were named before. */
export function parsePlace(text: string, before: readonly Place[] = []): readonly Place[] {
  const [site = '', camera, rest] = text.split('/');
  if (rest !== undefined) throw new InvalidArgumentError('a site, or <site>/<camera>, is expected');
  const id = parseSiteId(site);
  const others = before.filter((one) => one.site !== id);
  const cameras = before.find((one) => one.site === id)?.cameras ?? [];
  return [...others, { site: id, cameras: camera === undefined ? null : [...cameras, parseCameraId(camera)] }];
}

export function describePlaces(places: readonly Place[] | null): string {
  if (places === null) return 'everything';
  return places.flatMap(({ site, cameras }) => cameras?.map((camera) => `${site}/${camera}`) ?? site).join(' ');
}
