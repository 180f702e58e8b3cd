import type { NodeHealth } from '@splitsight/wire';

/** A node's health over all its cameras. */
export interface HealthSums {
  /** Frames a second from the cameras. */
  readonly framesIn: number;
  /** Feature messages a second. */
  readonly framesOut: number;
  readonly droppedTotal: number;
  /** By reason, the most first; cameras, uplink and spool together. */
  readonly dropped: readonly (readonly [reason: string, count: number])[];
}

export function sumHealth(health: NodeHealth): HealthSums {
  const cameras = Object.values(health.cameras);
  const dropped = new Map<string, number>();
  const spool = Object.entries(health.spool?.dropped ?? {}).map(
    ([reason, count]) => [`spool_${reason}`, count] as const,
  );
  for (const counts of [...cameras.map((camera) => camera.dropped), health.uplink.dropped, Object.fromEntries(spool)])
    for (const [reason, count] of Object.entries(counts)) dropped.set(reason, (dropped.get(reason) ?? 0) + count);
  return {
    framesIn: sum(cameras.map((camera) => camera.fps_in)),
    framesOut: sum(cameras.map((camera) => camera.fps_out)),
    droppedTotal: sum([...dropped.values()]),
    dropped: [...dropped].sort((a, b) => b[1] - a[1]),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
