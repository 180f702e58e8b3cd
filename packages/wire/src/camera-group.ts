import type { Rule } from './api/rules.ts';

/** Makes what says whether a rule is for a camera. */
export function createCameraGroup({
  cameras,
  except,
}: Pick<Rule, 'cameras' | 'except'>): (site: string, camera: string) => boolean {
  const among = namesOf(cameras);
  const but = namesOf(except);
  return (site, camera) => among(site, camera) && !but(site, camera);
}

function namesOf(patterns: readonly string[]): (site: string, camera: string) => boolean {
  const names = new Set(patterns);
  const isAll = names.has('*');
  return (site, camera) => isAll || names.has(`${site}/*`) || names.has(`${site}/${camera}`);
}
