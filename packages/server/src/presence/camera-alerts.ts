import type { Clock, Millis } from '@splitsight/kernel';
import type { Alert, AlertEvent, CameraView, Fingerprint, HeadName } from '@splitsight/wire';
import type { CameraRef } from '../flow.ts';

/** The states in which a camera sends pictures that do not show what is there. */
const lies = ['frozen', 'covered', 'moved', 'defocused'] as const satisfies readonly CameraView['state'][];
type Lie = (typeof lies)[number];

/** What stands in place of a head's name in the alerts of cameras that lie: `camera-covered` and so on. */
const headOf = (lie: Lie) => `camera-${lie}` as HeadName;
const heads: ReadonlySet<string> = new Set(lies.map(headOf));

/** Alerts of cameras that are frozen, covered, moved or defocused. No head raised them and no rule ends them. */
export interface CameraAlerts {
  /** Takes how a camera is now. */
  see(view: CameraView): void;
  /** A camera is there no longer, and so is what was wrong with it. */
  forget(from: CameraRef): void;
  /** Takes up those that were active before a restart. @returns the others. */
  restore(active: readonly Alert[]): readonly Alert[];
}

export interface CameraAlertsOptions {
  readonly clock: Pick<Clock, 'now'>;
  readonly raise: (event: AlertEvent) => void;
}

/** Makes it; it holds one alert a camera at most, of as many cameras as are let in. */
export function createCameraAlerts({ clock, raise }: CameraAlertsOptions): CameraAlerts {
  const active = new Map<string, Alert>();

  function take(key: string, events: readonly AlertEvent[]): void {
    for (const event of events) {
      if (event.type === 'end') active.delete(key);
      else active.set(key, event.after);
      raise(event);
    }
  }

  return {
    see(view) {
      const key = keyOf(view);
      take(key, stepCameraAlert(active.get(key), view, clock.now()));
    },
    forget({ key }) {
      const alert = active.get(key);
      if (alert) take(key, [endOf(alert, clock.now())]);
    },
    restore(alerts) {
      for (const alert of alerts) if (heads.has(alert.head)) active.set(keyOf(alert), alert);
      return alerts.filter(({ head }) => !heads.has(head));
    },
  };
}

/**
 * What becomes of a camera's alert.
 *
 * While the camera or its node is away nothing is known, and the alert goes on: whoever covers a lens may cut the wire next.
 */
export function stepCameraAlert(active: Alert | undefined, view: CameraView, now: Millis): readonly AlertEvent[] {
  const lie = lies.find((state) => state === view.state);
  if (!lie) {
    const isOver = view.state === 'online' || view.state === 'disabled';
    return active && isOver ? [endOf(active, now)] : [];
  }
  if (active?.head === headOf(lie)) return [];
  const begun: AlertEvent = { type: 'new', before: null, after: alertOf(view, lie, now) };
  return active ? [endOf(active, now), begun] : [begun];
}

function endOf(alert: Alert, now: Millis): AlertEvent {
  return { type: 'end', before: alert, after: { ...alert, state: 'ended', ended_at: now } };
}

/** No vector, and so no backbone, had a part in it. */
const noFingerprint = '0000000000000000' as Fingerprint;

function alertOf({ site, camera, since }: CameraView, lie: Lie, now: Millis): Alert {
  const at = since ?? now;
  return {
    id: [site, camera, headOf(lie), at].join('.'),
    ...{ site, camera, head: headOf(lie), zone: null, rule: null },
    severity: 'alert',
    state: 'active',
    ...{ started_at: at, captured_at: at, raised_at: now, ended_at: null },
    ...{ score: 1, peak: 1, box: null, region: null },
    ...{ head_version: '', fingerprint: noFingerprint, codec: 'u8', scores: null, frame: null },
  };
}

function keyOf({ site, camera }: Pick<Alert, 'site' | 'camera'>): string {
  return `${site}/${camera}`;
}
