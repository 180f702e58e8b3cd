import type { Millis } from '@splitsight/kernel';
import type { NodeView } from '@splitsight/wire';

/** What may be wrong with a node, the worst first. */
export const nodeTroubles = ['offline', 'unknown', 'stopped', 'silent', 'uplink', 'disk', 'spool', 'hot'] as const;
export type NodeTrouble = (typeof nodeTroubles)[number];

/** A Raspberry Pi slows itself down from 80 °C on. */
export const hotFrom = 80;
/** Reports come every 10 s; more than three missing is silence. */
export const silentAfter: Millis = 35_000;
/** Some messages are always on their way; more than these pile up. */
export const manyWaiting = 10;

/** What is wrong with a node, the worst first; empty when nothing is. */
export function troublesOf({ status, health }: NodeView, now: Millis): readonly NodeTrouble[] {
  const isOf: Readonly<Record<NodeTrouble, boolean>> = {
    offline: status === 'offline',
    unknown: status === 'unknown',
    stopped: status === 'stopped',
    silent: status === 'online' && health !== null && now - health.at > silentAfter,
    uplink: health !== null && !health.uplink.connected,
    disk: health?.spool !== undefined && health.spool.state !== 'ok',
    spool: health !== null && (health.uplink.waiting > manyWaiting || (health.spool?.messages ?? 0) > 0),
    hot: (health?.cpu_temperature_c ?? 0) >= hotFrom,
  };
  return nodeTroubles.filter((trouble) => isOf[trouble]);
}

/** How bad it is: 0 is the worst, more is better. For sorting. */
export function rankOf(troubles: readonly NodeTrouble[]): number {
  const [worst] = troubles;
  return worst === undefined ? nodeTroubles.length : nodeTroubles.indexOf(worst);
}
