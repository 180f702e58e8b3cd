import type { Trouble } from '@splitsight/wire';
import type { Principal } from '../people/principal.ts';

/** Whether somebody may know of a trouble: of the server's, only who sees everything. */
export function isTroubleSeen(
  who: Pick<Principal, 'sees' | 'seesAll'>,
  { site, camera }: Pick<Trouble, 'site' | 'camera'>,
): boolean {
  if (site === null) return who.seesAll;
  return camera === null ? who.sees(site) : who.sees(site, camera);
}
