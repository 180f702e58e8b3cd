import type { Millis } from '@splitsight/kernel';
import type { Alert, CameraId, SiteId, SuppressReason } from '@splitsight/wire';
import { type AlertInput, type AlertState, idleState, isBusy } from '../alert/state.ts';
import { stepAlert } from '../alert/step.ts';
import { subjectOf, type TrackedHead } from '../alert/tracker.ts';
import type { Watch } from '../rules/watch.ts';

/** An alert that history would have raised; times as in a real one. */
export type PastAlert = Pick<
  Alert,
  'site' | 'camera' | 'zone' | 'started_at' | 'captured_at' | 'raised_at' | 'ended_at' | 'score' | 'peak' | 'frame'
>;

/** The alerts of one head and watch over all its cameras, stepped through the past. */
export interface Machines {
  readonly watch: Watch;
  /**
   * Whether a frame can change anything: the rest may be passed over, and most of history is.
   *
   * @param highest no score of the frame is above it.
   */
  needs(camera: number, highest: number): boolean;
  /** Whether any frame of scores up to this can change anything, whatever its camera. */
  minds(highest: number): boolean;
  /** Steps a camera's alert, in the order the frames came in. @param now when the frame came in. */
  step(camera: PastCamera, input: AlertInput, now: Millis): void;
  /** Ends what the time that has gone by ends, and says where the other alerts stand. Nothing comes after this. */
  end(now: Millis): void;
}

/** A camera and the number that it is known by here. */
export interface PastCamera {
  readonly id: number;
  readonly site: SiteId;
  readonly camera: CameraId;
}

export interface MachineOptions {
  /** Called with an alert when it is raised; what it returns is called once, when the alert ends or the past does. */
  readonly onRaised: (alert: PastAlert) => { readonly ended: (alert: PastAlert) => void };
  readonly onSuppressed?: (reason: SuppressReason, at: Millis) => void;
  /** Whether a camera is watched; all are unless told. */
  readonly isFor?: ((camera: number) => boolean) | undefined;
}

/** Makes the machines of a head and watch: the very stepAlert of the live path, from a standstill. */
export function createMachines(
  head: TrackedHead,
  watch: Watch,
  { onRaised, onSuppressed, isFor }: MachineOptions,
): Machines {
  const { levels: rule, gate } = watch;
  const states = new Map<number, AlertState>();
  const busy = new Set<number>();
  const open = new Map<number, (alert: PastAlert) => void>();
  // Below both nothing begins, and what has not begun is not changed: see stepAlert.
  const floor = Math.min(rule.threshold, rule.instant);

  function advance(id: number, state: AlertState, input: AlertInput, now: Millis): void {
    const { site, camera } = state.subject;
    const next = stepAlert(state, input, now, rule, (at) => gate(site, camera, at));
    if (next.suppressed) onSuppressed?.(next.suppressed, now);
    states.set(id, next.state);
    if (isBusy(next.state)) busy.add(id);
    else busy.delete(id);
    for (const { type, after } of next.events) {
      if (type === 'new') open.set(id, onRaised(pastAlert(after)).ended);
      else if (type === 'end') {
        open.get(id)?.(pastAlert(after));
        open.delete(id);
      }
    }
  }

  return {
    watch,
    needs: (camera, highest) => (highest >= floor && (!isFor || isFor(camera))) || busy.has(camera),
    minds: (highest) => highest >= floor || busy.size > 0,
    step: (camera, input, now) =>
      advance(camera.id, states.get(camera.id) ?? idleState(subjectOf(camera, head, watch)), input, now),
    end(now) {
      for (const id of [...busy]) {
        const state = states.get(id);
        if (state) advance(id, state, { kind: 'tick' }, now);
      }
      for (const [id, ended] of open) {
        const active = states.get(id)?.active;
        if (active) ended(pastAlert(active));
      }
    },
  };
}

function pastAlert(alert: Alert): PastAlert {
  const { site, camera, zone, started_at, captured_at, raised_at, ended_at, score, peak, frame } = alert;
  return { site, camera, zone, started_at, captured_at, raised_at, ended_at, score, peak, frame };
}
