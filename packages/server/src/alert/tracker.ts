import type { Millis } from '@splitsight/kernel';
import type { Alert, AlertEvent, HeadName } from '@splitsight/wire';
import type { CameraRef } from '../flow.ts';
import type { AlertRule } from './rule.ts';
import {
  type AlertInput,
  type AlertState,
  type AlertSubject,
  idleState,
  isBusy,
  type Look,
  restoredState,
} from './state.ts';
import { stepAlert } from './step.ts';

/** What the tracker needs to know of a head. */
export interface TrackedHead {
  readonly name: HeadName;
  readonly version: string;
  readonly rule: AlertRule;
  readonly manifest: Pick<AlertSubject, 'classes' | 'codec'>;
}

/** Holds the alert state of every camera and head that was seen; as many as the admission lets in. */
export interface AlertTracker {
  /**
   * Steps one alert. When a head comes in another version, an active alert goes on and keeps the version that raised it,
   * frames that were looked at still count, and the rule is the new one's.
   */
  step(from: CameraRef, head: TrackedHead, input: AlertInput, now: Millis): readonly AlertEvent[];
  /**
   * Lets time go by for all alerts.
   *
   * @param pending the cameras whose frames wait to be scored. Their alerts stand still: what those frames say comes first,
   *   so that what becomes of an alert never hangs on how fast it was scored.
   */
  tick(now: Millis, pending?: ReadonlySet<string>): readonly AlertEvent[];
  /** Takes up an alert that was active when the server stopped; when its head is gone, ends it. */
  restore(alert: Alert, heads: readonly TrackedHead[], now: Millis): readonly AlertEvent[];
}

interface Tracked {
  head: TrackedHead;
  state: AlertState;
}

/**
 * @param onKnown called when a camera and head are seen for the first time, with whether an alert is active.
 * @param onRaised called with each alert that is raised, before it is told of, and what it was raised from.
 */
export function createAlertTracker(
  onKnown: (subject: Pick<AlertSubject, 'site' | 'camera' | 'head'>, active: boolean) => void,
  onRaised: (alert: Alert, head: TrackedHead, looks: readonly Look[]) => void = () => undefined,
): AlertTracker {
  const byHead = new Map<HeadName, Map<string, Tracked>>();
  const busy = new Set<Tracked>();

  function advance(tracked: Tracked, input: AlertInput, now: Millis): readonly AlertEvent[] {
    const { state, events, evidence } = stepAlert(tracked.state, input, now, tracked.head.rule);
    for (const { type, after } of events) if (type === 'new') onRaised(after, tracked.head, evidence);
    if (state === tracked.state) return events;
    tracked.state = state;
    if (isBusy(state)) busy.add(tracked);
    else busy.delete(tracked);
    return events;
  }

  function keep(key: string, head: TrackedHead, state: AlertState): Tracked {
    const tracked = { head, state };
    const cameras = byHead.get(head.name) ?? new Map<string, Tracked>();
    byHead.set(head.name, cameras.set(key, tracked));
    if (isBusy(state)) busy.add(tracked);
    onKnown(state.subject, state.active !== null);
    return tracked;
  }

  return {
    step(from, head, input, now) {
      const tracked = byHead.get(head.name)?.get(from.key) ?? keep(from.key, head, idleState(subjectOf(from, head)));
      if (tracked.head !== head) {
        tracked.head = head;
        tracked.state = { ...tracked.state, subject: subjectOf(from, head) };
      }
      return advance(tracked, input, now);
    },
    tick(now, pending) {
      const idle = [...busy].filter(({ state: { subject } }) => !pending?.has(`${subject.site}/${subject.camera}`));
      return idle.flatMap((tracked) => advance(tracked, { kind: 'tick' }, now));
    },
    restore(alert, heads, now) {
      const head = heads.find(({ name }) => name === alert.head);
      if (!head) return [{ type: 'end', before: alert, after: { ...alert, state: 'ended', ended_at: now } }];
      keep(`${alert.site}/${alert.camera}`, head, restoredState(subjectOf(alert, head), alert, now));
      return [];
    },
  };
}

function subjectOf({ site, camera }: Pick<CameraRef, 'site' | 'camera'>, head: TrackedHead): AlertSubject {
  const { classes, codec } = head.manifest;
  return { site, camera, head: head.name, zone: null, headVersion: head.version, classes, codec };
}
