import { useMemo } from 'react';
import type { AlertEntry } from '../../live/alert-list.ts';
import { cameraKey } from '../../live/score-book.ts';
import { useLive } from '../../live/use-live.ts';

/** The active alerts by the key of their camera. */
export function useActiveAlerts(): ReadonlyMap<string, readonly AlertEntry[]> {
  const alerts = useLive((live) => live.alerts);
  return useMemo(() => activeByCamera(alerts), [alerts]);
}

export const noAlerts: readonly AlertEntry[] = [];

function activeByCamera(alerts: readonly AlertEntry[]): ReadonlyMap<string, readonly AlertEntry[]> {
  const active = new Map<string, AlertEntry[]>();
  for (const entry of alerts) {
    if (entry.alert.state !== 'active') continue;
    const key = cameraKey(entry.alert);
    const sameCamera = active.get(key);
    if (sameCamera) sameCamera.push(entry);
    else active.set(key, [entry]);
  }
  return active;
}

/** The worse severity of some active alerts; undefined when there are none. */
export function worstOf(active: readonly AlertEntry[]): 'alert' | 'detection' | undefined {
  if (active.length === 0) return undefined;
  return active.some(({ alert }) => alert.severity === 'alert') ? 'alert' : 'detection';
}
