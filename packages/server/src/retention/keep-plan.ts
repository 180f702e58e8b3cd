import type { Millis } from '@splitsight/kernel';
import type { StoreConfig } from '../config/store.ts';
import type { DiskLevel } from './disk-level.ts';

/** What is deleted by a rule of its own. */
export type KeptKind = 'vectors' | 'decisions' | 'alerts';

/** What is to be done with one kind of row. */
export interface KeepPlan {
  /** Rows from before are deleted. */
  readonly deleteBefore: Millis;
  /** Rows from before are thinned. */
  readonly thinBefore: Millis;
  /** So many bytes are too many: the oldest go, once all that may be thinned is; none from after `spare`. */
  readonly excess: number;
  readonly spare: Millis;
}

export interface Standing {
  /** A moment that can be trusted: see trusted-time.ts. */
  readonly now: Millis;
  readonly level: DiskLevel;
  /** How much must be freed on the disk to be above the floor again. */
  readonly missingBytes: number;
  /** How large a kind is; undefined while that is being found out. */
  readonly bytes: Readonly<Partial<Record<KeptKind, number>>>;
}

const day: Millis = 86_400_000;
const hour: Millis = 3_600_000;
const megabyte = 1_000_000;

/** Makes room for a little more than is missing, so that not every row that comes in needs some. */
const ample = 1.02;

/** What is to be done with vectors, decisions and alerts. */
export function planKeep(
  { keep, retention_days, guard_days }: Pick<StoreConfig, 'keep' | 'retention_days' | 'guard_days'>,
  { now, level, missingBytes, bytes }: Standing,
): Readonly<Record<KeptKind, KeepPlan>> {
  const isShort = level === 'short' || level === 'full';
  // Of what is missing, each kind gives its part.
  const rows = (bytes.vectors ?? 0) + (bytes.decisions ?? 0);

  function thinned(kind: 'vectors' | 'decisions'): KeepPlan {
    const { days = retention_days, max_mb, whole_days } = keep[kind];
    const over = Math.max(0, (bytes[kind] ?? 0) - max_mb * megabyte);
    const share = isShort && rows > 0 ? (missingBytes * (bytes[kind] ?? 0)) / rows : 0;
    const whole = Math.min(whole_days * day, isShort ? hour : over > 0 ? day : Number.POSITIVE_INFINITY);
    return {
      deleteBefore: now - days * day,
      thinBefore: now - whole,
      excess: Math.max(over, share) * ample,
      // What is too much by its own limit goes, however new it is; what the disk lacks does not.
      spare: over > 0 ? now : now - guard_days * day,
    };
  }

  const { days = retention_days, max_mb } = keep.alerts;
  const over = Math.max(0, (bytes.alerts ?? 0) - max_mb * megabyte);
  return {
    vectors: thinned('vectors'),
    decisions: thinned('decisions'),
    alerts: { deleteBefore: now - days * day, thinBefore: 0, excess: over * ample, spare: now },
  };
}
