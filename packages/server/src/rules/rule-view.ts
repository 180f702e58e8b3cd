import { type CameraView, createCameraGroup, type Rule, type RuleView } from '@splitsight/wire';
import { bendRule } from '../alert/rule.ts';
import { ruleView as levelsView } from '../history/rule-view.ts';
import type { StoredRule } from '../store/rules.ts';
import type { RuleCount } from './rule-counts.ts';
import { builtInPrefix, levelsOf, type RuledHead } from './watch.ts';
import { isWholeFrame } from './zone-view.ts';

/** What a rule is shown with. */
export interface RuleSurroundings {
  /** The live heads. */
  readonly heads: readonly RuledHead[];
  readonly cameras: readonly Pick<CameraView, 'site' | 'camera'>[];
  hasProfile(profile: string): boolean;
  countOf(rule: string): RuleCount;
}

/** A rule as the API answers it. */
export function storedRuleView(
  { rule, revision, changedAt, changedBy }: StoredRule,
  around: RuleSurroundings,
): RuleView {
  const head = around.heads.find(({ name }) => name === rule.head);
  const isFor = createCameraGroup(rule);
  const cameras = around.cameras.filter(({ site, camera }) => isFor(site, camera)).length;
  const { alerts, active, suppressed } = around.countOf(rule.id);
  return {
    rule,
    revision,
    changed_at: changedAt,
    changed_by: changedBy,
    built_in: false,
    state: stateOf(rule, head !== undefined),
    levels: head ? levelsView(bendRule(levelsOf(rule), levelsView(head.rule))) : null,
    cameras,
    warnings: warningsOf(rule, head, cameras, around),
    alerts,
    active,
    suppressed,
  };
}

/** A head's own rule as the API answers it, at the cameras where no other stands in its place. */
export function ownRuleView(head: RuledHead, stored: readonly Rule[], around: RuleSurroundings): RuleView {
  const id = builtInPrefix + head.name;
  const groups = stored.filter((rule) => rule.head === head.name).map(createCameraGroup);
  const cameras = around.cameras.filter(({ site, camera }) => !groups.some((isFor) => isFor(site, camera))).length;
  const { alerts, active, suppressed } = around.countOf(id);
  return {
    rule: {
      ...{ id, name: head.name, enabled: true, head: head.name, cameras: ['*'], except: [] },
      ...{ dwell_s: 0, global_cooldown_s: 0, zones: [], global_in_zones: false, masks: [] },
      ...{ schedule: null, armed_in: 'always' as const },
    },
    ...{ revision: 0, changed_at: null, changed_by: null, built_in: true, state: 'on' },
    levels: levelsView(head.rule),
    cameras,
    warnings: [],
    alerts,
    active,
    suppressed,
  };
}

function stateOf({ enabled }: Rule, hasHead: boolean): RuleView['state'] {
  if (!enabled) return 'off';
  return hasHead ? 'on' : 'waiting';
}

function warningsOf(
  rule: Rule,
  head: RuledHead | undefined,
  cameras: number,
  { hasProfile }: RuleSurroundings,
): RuleView['warnings'] {
  const kinds = rule.regions ?? head?.rule.regions ?? ['global', 'motion'];
  const isGlobalOnly = kinds.every((kind) => kind === 'global');
  const isPart = rule.zones.some(({ polygon }) => !isWholeFrame(polygon));
  const armed = rule.armed_in === 'always' ? [] : rule.armed_in;
  return [
    ...(cameras === 0 ? ['no_camera' as const] : []),
    ...(isPart && isGlobalOnly && !rule.global_in_zones ? ['zone_never_counts' as const] : []),
    ...(rule.masks.length > 0 && kinds.includes('global') ? ['mask_leaves_global' as const] : []),
    ...(armed.some((profile) => !hasProfile(profile)) ? ['unknown_profile' as const] : []),
  ];
}
