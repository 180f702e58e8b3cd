import type { Millis } from '@splitsight/kernel';
import type { Alert, AlertEvent, HeadName, SuppressReason } from '@splitsight/wire';
import type { CameraRef } from '../flow.ts';
import type { Watch } from '../rules/watch.ts';
import type { AlertRule } from './rule.ts';
import {
  type AlertInput,
  type AlertState,
  type AlertSubject,
  cooledState,
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
  readonly manifest: Pick<AlertSubject, 'classes' | 'codec'>;
}

/** What an alert was raised by. */
export interface RaisedBy extends TrackedHead {
  readonly rule: AlertRule;
  readonly view: Watch['view'];
}

/** What an alert that was active is taken up with. */
export interface TakenUpBy {
  readonly head: TrackedHead;
  readonly watch: Watch;
}

/** Holds the alert state of every camera and watch that was seen; as many as the admission lets in. */
export interface AlertTracker {
  /**
   * Steps one alert. When a head comes in another version, or its rule is changed, an active alert goes on and keeps the
   * version that raised it, frames that were looked at still count, and the rule is the new one.
   */
  step(from: CameraRef, head: TrackedHead, watch: Watch, input: AlertInput, now: Millis): readonly AlertEvent[];
  /**
   * Lets time go by for all alerts: those of rules that are gone end by it.
   *
   * @param pending the cameras whose frames wait to be scored. Their alerts stand still: what those frames say comes first,
   *   so that what becomes of an alert never hangs on how fast it was scored.
   */
  tick(now: Millis, pending?: ReadonlySet<string>): readonly AlertEvent[];
  /**
   * Takes up an alert of before the start: one that was active, or the cooldown of one that had ended; of those of one watch
   * the first that it is given. When the head or rule of an active one is gone, ends it.
   */
  restore(alert: Alert, by: TakenUpBy | undefined, now: Millis): readonly AlertEvent[];
  /** Forgets those at rest of watches that are not kept. @param keeps whether a head's watch is, by their names. */
  forget(keeps: (head: HeadName, watch: string) => boolean): void;
}

export interface AlertTrackerOptions {
  /**
   * How far the wall clock has been set, of which `now` knows nothing. Alerts are told with the times of the wall clock as
   * it was when they were raised, to the end: what was told never changes, and lasts as long as it lasted.
   */
  readonly stepped?: () => Millis;
  /** Called when a camera and watch are seen for the first time, with the alert that is active. */
  readonly onKnown?: (subject: Pick<AlertSubject, 'site' | 'camera' | 'head'>, active: Alert | null) => void;
  /** Called with each alert that is raised, before it is told of, and what it was raised from. */
  readonly onRaised?: (alert: Alert, by: RaisedBy, looks: readonly Look[]) => void;
  /** Called when an alert is not raised that otherwise would be. */
  readonly onSuppressed?: (suppressed: Suppressed) => void;
}

export interface Suppressed {
  readonly subject: AlertSubject;
  readonly reason: SuppressReason;
  readonly score: number;
  readonly at: Millis;
}

interface Tracked {
  head: TrackedHead;
  watch: Watch;
  state: AlertState;
  /** What the wall clock was ahead of `now` when its alert was raised. */
  ahead: Millis;
}

export function createAlertTracker(options: AlertTrackerOptions = {}): AlertTracker {
  const { onKnown, onRaised, onSuppressed, stepped = () => 0 } = options;
  const byHead = new Map<HeadName, Map<string, Map<string, Tracked>>>();
  const busy = new Set<Tracked>();

  function advance(tracked: Tracked, input: AlertInput, now: Millis): readonly AlertEvent[] {
    const { head, watch, state: before } = tracked;
    const ahead = stepped();
    // Schedules are of the wall clock.
    const gate = (at: Millis) => watch.gate(before.subject.site, before.subject.camera, at + ahead);
    const { state, events: steady, evidence, suppressed } = stepAlert(before, input, now, watch.levels, gate);
    const events = steady.map((event) => {
      if (event.type === 'new') tracked.ahead = ahead;
      return movedEvent(event, tracked.ahead);
    });
    for (const { type, after } of events) if (type === 'new') onRaised?.(after, raisedBy(head, watch), evidence);
    if (suppressed && input.kind === 'score') {
      const score = Math.max(input.score, input.masked ?? 0);
      onSuppressed?.({ subject: before.subject, reason: suppressed, score, at: now + ahead });
    }
    if (state === before) return events;
    tracked.state = state;
    if (isBusy(state)) busy.add(tracked);
    else busy.delete(tracked);
    return events;
  }

  function keep(key: string, head: TrackedHead, watch: Watch, state: AlertState): Tracked {
    const tracked = { head, watch, state, ahead: 0 };
    const watches = byHead.get(head.name) ?? new Map<string, Map<string, Tracked>>();
    const cameras = watches.get(watch.key) ?? new Map<string, Tracked>();
    byHead.set(head.name, watches.set(watch.key, cameras.set(key, tracked)));
    if (isBusy(state)) busy.add(tracked);
    onKnown?.(state.subject, state.active);
    return tracked;
  }

  return {
    step(from, head, watch, input, now) {
      const known = byHead.get(head.name)?.get(watch.key)?.get(from.key);
      const tracked = known ?? keep(from.key, head, watch, idleState(subjectOf(from, head, watch)));
      if (tracked.head !== head || tracked.watch !== watch) {
        tracked.head = head;
        tracked.watch = watch;
        tracked.state = { ...tracked.state, subject: subjectOf(from, head, watch) };
      }
      return advance(tracked, input, now);
    },
    tick(now, pending) {
      const idle = [...busy].filter(({ state: { subject } }) => !pending?.has(`${subject.site}/${subject.camera}`));
      return idle.flatMap((tracked) => advance(tracked, { kind: 'tick' }, now));
    },
    restore(alert, by, now) {
      const isActive = alert.state === 'active';
      if (!by)
        return isActive ? [{ type: 'end', before: alert, after: { ...alert, state: 'ended', ended_at: now } }] : [];
      const { head, watch } = by;
      const key = `${alert.site}/${alert.camera}`;
      if (!isActive && byHead.get(head.name)?.get(watch.key)?.has(key)) return [];
      const subject = subjectOf(alert, head, watch);
      const state = isActive
        ? restoredState(subject, alert, now)
        : cooledState(subject, (alert.ended_at ?? now) - stepped(), now);
      if (isActive || now - (state.endedAt ?? 0) < watch.levels.cooldown) keep(key, head, watch, state);
      return [];
    },
    forget(keeps) {
      for (const [head, watches] of byHead) {
        for (const [key, cameras] of watches) {
          if (keeps(head, key)) continue;
          for (const [camera, { state }] of cameras) if (!isBusy(state)) cameras.delete(camera);
          if (cameras.size === 0) watches.delete(key);
        }
      }
    },
  };
}

function movedEvent({ type, before, after }: AlertEvent, by: Millis): AlertEvent {
  return { type, before: before && movedAlert(before, by), after: movedAlert(after, by) };
}

function movedAlert(alert: Alert, by: Millis): Alert {
  if (by === 0) return alert;
  return { ...alert, raised_at: alert.raised_at + by, ended_at: alert.ended_at === null ? null : alert.ended_at + by };
}

/** What an alert is raised by. */
export function raisedBy({ name, version, manifest }: TrackedHead, { levels, view }: Watch): RaisedBy {
  return { name, version, manifest, rule: levels, view };
}

/** What an alert of a camera and watch is about. */
export function subjectOf(
  { site, camera }: Pick<CameraRef, 'site' | 'camera'>,
  head: TrackedHead,
  { zone, rule, mark }: Watch,
): AlertSubject {
  const { classes, codec } = head.manifest;
  return { site, camera, head: head.name, zone, rule, mark, headVersion: head.version, classes, codec };
}
