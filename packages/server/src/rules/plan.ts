import { type CameraId, createCameraGroup, type Rule, type SiteId } from '@splitsight/wire';
import { type Conditions, ownWatch, type RuledHead, type Watch, watchesOfRule } from './watch.ts';

/** Which rules watch over which camera. It never changes: another set of rules is another plan. */
export interface RulePlan {
  /** The watches of a head at a camera; the same list whenever it is asked for. */
  watchesOf(head: RuledHead, camera: PlannedCamera): readonly Watch[];
}

export interface PlannedCamera {
  readonly site: SiteId;
  readonly camera: CameraId;
  readonly key: string;
}

/**
 * Makes a plan. Rules of a head that are for a camera stand there in place of the head's own rule, also those that are off.
 * What is asked for is worked out once a head and camera: frames come by the thousand.
 */
export function createPlan(rules: readonly Rule[], conditions: Conditions): RulePlan {
  const groups = rules.map((rule) => ({ rule, isFor: createCameraGroup(rule) }));
  const byHead = new WeakMap<RuledHead, HeadPlan>();

  function planOf(head: RuledHead): HeadPlan {
    const known = byHead.get(head);
    if (known) return known;
    const made = {
      own: [ownWatch(head, conditions)],
      rules: groups
        .filter(({ rule }) => rule.head === head.name)
        .map(({ rule, isFor }) => ({ isFor, watches: rule.enabled ? watchesOfRule(rule, head, conditions) : [] })),
      cameras: new Map<string, readonly Watch[]>(),
    };
    byHead.set(head, made);
    return made;
  }

  return {
    watchesOf(head, from) {
      const plan = planOf(head);
      if (plan.rules.length === 0) return plan.own;
      const known = plan.cameras.get(from.key);
      if (known) return known;
      const own = plan.rules.filter(({ isFor }) => isFor(from.site, from.camera));
      const watches = own.length === 0 ? plan.own : own.flatMap((rule) => rule.watches);
      plan.cameras.set(from.key, watches);
      return watches;
    },
  };
}

interface HeadPlan {
  readonly own: readonly Watch[];
  readonly rules: readonly {
    readonly isFor: (site: string, camera: string) => boolean;
    readonly watches: readonly Watch[];
  }[];
  readonly cameras: Map<string, readonly Watch[]>;
}
