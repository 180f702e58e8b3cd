import type { CameraId, Rule, SiteId, SuppressReason } from '@splitsight/wire';
import { createSchedule } from '@splitsight/wire';
import { type AlertRule, bendRule } from '../alert/rule.ts';
import type { ScoringHead } from '../heads/scoring-head.ts';
import { ruleView } from '../history/rule-view.ts';
import { createZoneView, type ZoneView } from './zone-view.ts';

/** What watches over one part of a camera's frame: a rule, or one of its zones. The same for all its cameras. */
export interface Watch {
  /** Of rule and zone; unique among the watches of a head. */
  readonly key: string;
  /** The id of its rule. */
  readonly rule: string;
  readonly zone: string | null;
  /** What alerts' ids have of it. */
  readonly mark: string;
  readonly levels: AlertRule;
  /** null: it sees what the head's own rule sees. */
  readonly view: ZoneView | null;
  /** Why it raises nothing at a camera now; null when nothing keeps it from it. */
  gate(site: SiteId, camera: CameraId, now: number): SuppressReason | null;
}

/** A head, as far as rules need to know it. */
export type RuledHead = Pick<ScoringHead, 'name' | 'rule'>;

/** What is so at a moment, outside of rules. */
export interface Conditions {
  /** The arming profile of a site. */
  profileOf(site: SiteId): string;
  isSnoozed(site: SiteId, camera: CameraId, rule: string, now: number): boolean;
  /** When a rule raised its last alert, and where; undefined when it has not. */
  lastRaised(rule: string): { readonly at: number; readonly camera: string } | undefined;
}

export const builtInPrefix = 'built-in.';

/** The head's own rule. */
export function ownWatch(head: RuledHead, conditions: Pick<Conditions, 'isSnoozed'> = neverSnoozed): Watch {
  const id = builtInPrefix + head.name;
  return {
    key: id,
    rule: id,
    zone: null,
    mark: '',
    levels: head.rule,
    view: null,
    gate: (site, camera, now) => (conditions.isSnoozed(site, camera, id, now) ? 'snoozed' : null),
  };
}

const neverSnoozed: Pick<Conditions, 'isSnoozed'> = { isSnoozed: () => false };

/** The watches of a rule for a head: one a zone, or one of the whole frame. */
export function watchesOfRule(rule: Rule, head: RuledHead, conditions: Conditions): readonly Watch[] {
  const levels = { ...bendRule(levelsOf(rule), ruleView(head.rule)), dwell: 1000 * rule.dwell_s };
  const gate = gateOf(rule, conditions);
  const zones = rule.zones.length > 0 ? rule.zones : [null];
  return zones.map((zone, index): Watch => {
    const isPlain = zone === null && rule.masks.length === 0 && sameKinds(levels, head.rule);
    const options = { masks: rule.masks, kinds: levels.regions, global: rule.global_in_zones };
    return {
      key: keyOf(rule.id, zone?.name ?? null),
      rule: rule.id,
      zone: zone?.name ?? null,
      mark: `${rule.id}.${index}`,
      levels,
      view: isPlain ? null : createZoneView({ polygon: zone?.polygon ?? null, ...options }),
      gate,
    };
  });
}

/** The keys of the watches of a rule. */
export function watchKeys({ id, zones }: Pick<Rule, 'id' | 'zones'>): readonly string[] {
  return zones.length > 0 ? zones.map(({ name }) => keyOf(id, name)) : [keyOf(id, null)];
}

function keyOf(rule: string, zone: string | null): string {
  return `${rule}\n${zone ?? ''}`;
}

/** What a rule says of when scores become an alert. */
export function levelsOf(rule: Rule) {
  const { threshold, instant, k, n, clear, off_delay_s, cooldown_s, severity, regions } = rule;
  return { threshold, instant, k, n, clear, off_delay_s, cooldown_s, severity, regions };
}

function sameKinds(a: AlertRule, b: AlertRule): boolean {
  return a.regions.length === b.regions.length && a.regions.every((kind) => b.regions.includes(kind));
}

function gateOf(rule: Rule, conditions: Conditions): Watch['gate'] {
  const isOpen = rule.schedule && createSchedule(rule.schedule);
  const armedIn = rule.armed_in === 'always' ? null : new Set(rule.armed_in);
  const globalCooldown = 1000 * rule.global_cooldown_s;
  return (site, camera, now) => {
    if (isOpen && !isOpen(now)) return 'schedule';
    if (armedIn && !armedIn.has(conditions.profileOf(site))) return 'disarmed';
    if (conditions.isSnoozed(site, camera, rule.id, now)) return 'snoozed';
    const last = globalCooldown > 0 ? conditions.lastRaised(rule.id) : undefined;
    // A clock that was set back does not make a cooldown longer.
    const isCooling = last && now >= last.at && now - last.at < globalCooldown && last.camera !== `${site}/${camera}`;
    return isCooling ? 'global_cooldown' : null;
  };
}
