import type { Place } from '@splitsight/wire';
import { strings } from '../../strings/strings.ts';

/** Where somebody may look, in words. */
export function placesText(places: readonly Place[] | null): string {
  if (places === null) return strings.people.everything;
  if (places.length === 0) return strings.people.nothing;
  return places.map(({ site, cameras }) => (cameras === null ? site : `${site}: ${cameras.join(', ')}`)).join('; ');
}
