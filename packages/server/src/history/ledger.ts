import type { Millis } from '@splitsight/kernel';
import type { PastAlert } from './machines.ts';

/** Alerts of a backtest, counted; the first of them with their details. */
export interface Ledger {
  /** Writes an alert down when it is raised; its end is written in when it comes. */
  raised(alert: PastAlert): { readonly ended: (alert: PastAlert) => void };
  /** In the order they were raised; none from before the period but those that reach into it. */
  alerts(): readonly PastAlert[];
  /** Those that were raised within the period, also those whose details were left out. */
  count(): number;
}

/** So many alerts are kept to be compared; more than this is no use to anybody. */
export const maxKept = 50_000;

/**
 * @param since alerts that were raised before belong to the run-up.
 * @param most so many are kept.
 */
export function createLedger(since: Millis, most = maxKept): Ledger {
  const kept: PastAlert[] = [];
  let count = 0;
  const touches = ({ raised_at, ended_at }: PastAlert) => raised_at >= since || ended_at === null || ended_at >= since;
  return {
    raised(alert) {
      if (alert.raised_at >= since) count++;
      if (kept.length >= most) return { ended: () => undefined };
      const place = kept.push(alert) - 1;
      return {
        ended(after) {
          kept[place] = after;
        },
      };
    },
    alerts: () => kept.filter(touches),
    count: () => count,
  };
}
