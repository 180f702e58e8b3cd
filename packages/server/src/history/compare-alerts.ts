import type { Millis } from '@splitsight/kernel';

/** A time during which there was an alert at a camera. Those of one camera overlap where they are of several zones. */
export interface AlertSpan {
  /** `<site>/<camera>` */
  readonly key: string;
  readonly from: Millis;
  /** null: it has not ended. */
  readonly to: Millis | null;
}

/** Which of two lists of alerts say the same. */
export interface AlertComparison {
  /** For each of the first list the first one of the second that it overlaps; null for none. */
  readonly matches: readonly (number | null)[];
  /** The numbers of those of the second list that none of the first overlaps. */
  readonly unmatched: readonly number[];
}

/** Compares alerts by when they were: two of one camera that overlap by a moment or more are the same. */
export function compareAlerts(ours: readonly AlertSpan[], theirs: readonly AlertSpan[]): AlertComparison {
  const matches: (number | null)[] = ours.map(() => null);
  const found = new Set<number>();
  const byCamera = groupByCamera(theirs);
  for (const [key, mine] of groupByCamera(ours)) {
    const others = byCamera.get(key) ?? [];
    let from = 0;
    for (const i of mine) {
      const span = ours[i];
      // Both are in order of time: what ended before this one began is over for all that follow, too.
      while (from < others.length && endOf(theirs[others[from] ?? -1]) < (span?.from ?? 0)) from++;
      for (let at = from; at < others.length; at++) {
        const other = others[at] ?? -1;
        if ((theirs[other]?.from ?? Number.POSITIVE_INFINITY) > endOf(span)) break;
        if (endOf(theirs[other]) < (span?.from ?? 0)) continue;
        matches[i] ??= other;
        found.add(other);
      }
    }
  }
  return { matches, unmatched: theirs.flatMap((_, i) => (found.has(i) ? [] : [i])) };
}

function endOf(span: AlertSpan | undefined): Millis {
  return span?.to ?? Number.POSITIVE_INFINITY;
}

/** The numbers of each camera's alerts, earliest first. */
function groupByCamera(spans: readonly AlertSpan[]): ReadonlyMap<string, readonly number[]> {
  const groups = new Map<string, number[]>();
  for (const [i, { key }] of spans.entries()) {
    const group = groups.get(key);
    if (group) group.push(i);
    else groups.set(key, [i]);
  }
  for (const group of groups.values()) group.sort((a, b) => (spans[a]?.from ?? 0) - (spans[b]?.from ?? 0));
  return groups;
}
