import { type HeadPlace, type HeadView, parseHeadName } from '@splitsight/wire';
import { everySite, type HeadRole, type RoleName } from '../registry/state.ts';
import type { LineUp } from './line-up.ts';
import type { ScoringHead } from './scoring-head.ts';

/** The heads at work as pages and programs see them. */
export function headViews(lineUp: LineUp, roles: readonly HeadRole[]): HeadView[] {
  const names = [...new Set(roles.map(({ head }) => head))].sort((a, b) => (a < b ? -1 : 1));
  return names.flatMap((name) => {
    const own = roles.filter(({ head }) => head === name);
    const shown = shownHead(lineUp, name, own);
    return shown ? [headView(shown, own)] : [];
  });
}

/** The version that most sites have; of a head that is live at some sites only, that of the first. */
function shownHead(lineUp: LineUp, name: string, roles: readonly HeadRole[]): ScoringHead | undefined {
  const sites = [everySite, ...roles.filter(({ role }) => role === 'live').map(({ site }) => site)];
  for (const site of sites) {
    const head = lineUp.at('live', site).find((one) => one.name === name);
    if (head) return head;
  }
  return undefined;
}

function headView({ name, version, manifest, rule }: ScoringHead, roles: readonly HeadRole[]): HeadView {
  const { classes, fingerprint, codec } = manifest;
  const { threshold, instant, severity } = rule;
  const places = (role: RoleName): HeadPlace[] =>
    roles.filter((one) => one.role === role).map(({ site, version: at, since }) => ({ site, version: at, since }));
  const described = { name: parseHeadName(name), version, classes, fingerprint, codec, threshold, instant, severity };
  return { ...described, live: places('live'), shadow: places('shadow') };
}
