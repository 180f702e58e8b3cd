import type { CameraId, CameraView, Rule, SiteId } from '@splitsight/wire';
import { serverError } from '../errors.ts';
import type { Principal } from '../people/principal.ts';

type Cameras = readonly Pick<CameraView, 'site' | 'camera'>[];

/** Whether a pattern names anything that somebody sees. */
export function isPatternSeen(who: Principal, pattern: string): boolean {
  if (who.seesAll || pattern === '*') return true;
  const [site, camera] = partsOf(pattern);
  return camera === '*' ? who.sees(site) : who.sees(site, camera);
}

/** Whether a rule is for anything that somebody sees. */
export function isRuleSeen(who: Principal, { cameras }: Pick<Rule, 'cameras'>): boolean {
  return cameras.some((pattern) => isPatternSeen(who, pattern));
}

/** A rule may be changed by whoever sees every camera that it is for. @throws CodedError RULE_PLACE */
export function requirePlaces(who: Principal, rule: Pick<Rule, 'cameras'>, cameras: Cameras): void {
  const out = rule.cameras.find((pattern) => !isAllSeen(who, pattern, cameras));
  if (out !== undefined) throw serverError('RULE_PLACE', out);
}

export function isAllSeen(who: Principal, pattern: string, cameras: Cameras): boolean {
  if (who.seesAll) return true;
  if (pattern === '*') return false;
  const [site, camera] = partsOf(pattern);
  if (camera !== '*') return who.sees(site, camera);
  return who.sees(site) && cameras.every((one) => one.site !== site || who.sees(one.site, one.camera));
}

function partsOf(pattern: string): readonly [SiteId, CameraId] {
  const [site = '', camera = ''] = pattern.split('/');
  return [site as SiteId, camera as CameraId];
}
