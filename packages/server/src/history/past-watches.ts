import type { Millis } from '@splitsight/kernel';
import { createCameraGroup, type Rule, type SuppressReason } from '@splitsight/wire';
import { type AlertRule, ruleWithThreshold } from '../alert/rule.ts';
import type { ScoringHead } from '../heads/scoring-head.ts';
import { ownWatch, type Watch, watchesOfRule } from '../rules/watch.ts';
import type { StoredCamera } from '../store/history.ts';
import type { Ledger } from './ledger.ts';
import { createMachines, type Machines, type PastAlert } from './machines.ts';

/** What a version of a head is judged by in the past. */
export interface PastRule {
  /** With cameras, zones and schedule; without one, the head's own holds at every camera. */
  readonly rule: Rule | undefined;
  /** How sites are armed; null: as the rule wants them. */
  readonly profile: string | null;
  readonly cameras: readonly StoredCamera[];
  readonly since: Millis;
}

export interface PastMachines {
  readonly machines: readonly Machines[];
  /** How many alerts were not raised in the period, by reason. */
  readonly suppressed: Readonly<Partial<Record<SuppressReason, number>>>;
}

/** Makes the machines of a version of a head: one set a zone, which write into one ledger. @param threshold in place of the rule's. */
export function openPastMachines(
  head: ScoringHead,
  { rule, profile, cameras, since }: PastRule,
  raised: Ledger['raised'],
  threshold?: number,
): PastMachines {
  const bend = (levels: AlertRule) => (threshold === undefined ? levels : ruleWithThreshold(levels, threshold));
  const suppressed: Partial<Record<SuppressReason, number>> = {};
  let last: { readonly at: Millis; readonly camera: string } | undefined;
  const watches = rule
    ? watchesOfRule(rule, head, {
        profileOf: () => profile ?? firstOf(rule),
        isSnoozed: () => false,
        lastRaised: () => last,
      })
    : [ownWatch(head)];
  const isFor = rule && camerasOf(rule, cameras);
  const options = {
    isFor,
    onRaised(alert: PastAlert) {
      last = { at: alert.raised_at, camera: `${alert.site}/${alert.camera}` };
      return raised(alert);
    },
    onSuppressed(reason: SuppressReason, at: Millis) {
      if (at >= since) suppressed[reason] = (suppressed[reason] ?? 0) + 1;
    },
  };
  const machines = watches.map((watch): Machines => {
    const bent: Watch = { ...watch, levels: bend(watch.levels) };
    return createMachines(head, bent, options);
  });
  return { machines, suppressed };
}

/** How long before a period what goes on in it may have begun. */
export function runUpOf({ offDelay, cooldown }: AlertRule, rule: Rule | undefined): Millis {
  return offDelay + cooldown + (rule ? 1000 * Math.max(rule.dwell_s, rule.global_cooldown_s) : 0);
}

function firstOf({ armed_in: armed }: Rule): string {
  return armed === 'always' ? '' : (armed[0] ?? '');
}

function camerasOf(rule: Rule, cameras: readonly StoredCamera[]): (camera: number) => boolean {
  const isFor = createCameraGroup(rule);
  const ids = new Set(cameras.filter(({ site, camera }) => isFor(site, camera)).map(({ id }) => id));
  return (camera) => ids.has(camera);
}
