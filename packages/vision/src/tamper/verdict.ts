import type { Millis } from '@splitsight/kernel';
import { type LieKind, lieKinds } from './settings.ts';

/** What a picture says of each lie: that it is so, that it is not, or nothing. */
export type Evidence = Readonly<Partial<Record<LieKind, boolean | undefined>>>;

/** How long a lie must be seen before it is told, and not be seen before it is over. */
export interface VerdictRule {
  readonly confirm: Readonly<Record<LieKind, Millis>>;
  readonly clear: Millis;
}

/** How one lie stands. */
interface Standing {
  /** When it was first seen; undefined when it is not. */
  readonly since: Millis | undefined;
  readonly seenFor: Millis;
  readonly told: boolean;
  readonly goneFor: Millis;
}

export interface VerdictState {
  readonly at: Millis | undefined;
  readonly standings: Readonly<Record<LieKind, Standing>>;
}

/** What is told of a camera, and since when it is so. */
export interface Verdict {
  readonly lie: LieKind;
  readonly since: Millis;
}

const atRest: Standing = { since: undefined, seenFor: 0, told: false, goneFor: 0 };

export const freshVerdict: VerdictState = {
  at: undefined,
  standings: { frozen: atRest, covered: atRest, moved: atRest, defocused: atRest },
};

/** Longer gaps between pictures count as this much: a camera that was away, or a clock that was set. */
const maxStep: Millis = 2_000;
/** What is not seen for a moment is forgotten so many times faster than it was believed. */
const doubt = 2;

/** Takes what the next picture says. Pure: times come from the pictures. */
export function stepVerdict(state: VerdictState, evidence: Evidence, at: Millis, rule: VerdictRule): VerdictState {
  const passed = state.at === undefined ? 0 : Math.min(maxStep, Math.max(0, at - state.at));
  const step = (kind: LieKind) => stepStanding(state.standings[kind], evidence[kind], { at, passed }, kind, rule);
  return {
    at,
    standings: {
      frozen: step('frozen'),
      covered: step('covered'),
      moved: step('moved'),
      defocused: step('defocused'),
    },
  };
}

function stepStanding(
  standing: Standing,
  seen: boolean | undefined,
  { at, passed }: { readonly at: Millis; readonly passed: Millis },
  kind: LieKind,
  { confirm, clear }: VerdictRule,
): Standing {
  if (seen === undefined) return standing;
  if (seen) {
    const seenFor = standing.since === undefined ? 0 : standing.seenFor + passed;
    const told = standing.told || seenFor >= confirm[kind];
    return { since: standing.since ?? at, seenFor, told, goneFor: 0 };
  }
  if (standing.told) {
    const goneFor = standing.goneFor + passed;
    return goneFor >= clear ? atRest : { ...standing, goneFor };
  }
  const seenFor = standing.seenFor - doubt * passed;
  return seenFor > 0 ? { ...standing, seenFor } : atRest;
}

/** The gravest lie that is told; undefined when all is well. */
export function verdictOf({ standings }: VerdictState): Verdict | undefined {
  for (const lie of lieKinds) {
    const { told, since } = standings[lie];
    if (told && since !== undefined) return { lie, since };
  }
  return undefined;
}
