import type { Clock, Millis } from '@splitsight/kernel';
import type { Alert, BootId } from '@splitsight/wire';
import type { Arrival, CameraRef } from '../flow.ts';
import type { Watch } from '../rules/watch.ts';
import { type AlertInput, type AlertState, idleState, type Look } from './state.ts';
import { stepAlert } from './step.ts';
import { type RaisedBy, raisedBy, subjectOf, type TrackedHead } from './tracker.ts';

/** A frame that came late. */
export interface LateFrame {
  readonly from: CameraRef;
  readonly bootId: BootId;
  readonly sequence: number;
  readonly capturedAt: Millis;
}

/** What of an arrival such an entry is made of. */
export function lateFrame({ from, message: { bootId, sequence, capturedAt } }: Arrival): LateFrame {
  return { from, bootId, sequence, capturedAt };
}

/** What would have alerted, had it come in time: entries in the list of alerts that nobody is told of. */
export interface LateAlerts {
  /** Steps the watches of a frame in the order of its pictures; frames that repeat change nothing. */
  step(frame: LateFrame, head: TrackedHead, watch: Watch, input: AlertInput): void;
  /** Forgets where those stand of which no more frames come; to be called now and then. */
  tick(): void;
  /** How many entries were made since the start. */
  raised(): number;
}

export interface LateAlertOptions {
  readonly clock: Clock;
  /** The alerts and entries of a camera and head that were raised up to a moment, newest first. It may throw. */
  readonly earlier: (about: Pick<Alert, 'site' | 'camera' | 'head'>, until: Millis) => readonly Alert[];
  /** Called with every entry and all that becomes of it. */
  readonly onEntry: (entry: Alert, isNew: boolean) => void;
  /** Called with a new entry and what it was made of. */
  readonly onRaised: (entry: Alert, by: RaisedBy, looks: readonly Look[]) => void;
}

/** When no frames came for so long, those that were kept are all here. */
const restAfter: Millis = 60_000;

/** An agent keeps what some of its boots left. */
const maxBoots = 16;

interface Late {
  state: AlertState;
  /** By this clock. */
  steppedAt: Millis;
  readonly boots: Map<BootId, number>;
  /** Of the entry that is written on; null while there is none, or where it is an alert that people were told of. */
  entry: string | null;
}

/**
 * Makes the entries, by the same steps as alerts: a frame's time is when its picture was taken. An entry says how long its
 * alert would have lasted by the frames so far. Where the same watch has an alert or entry already that lasts until
 * then (the server was restarted, frames were sent again, a part of them came in time), it is that one that goes on.
 */
export function createLateAlerts({ clock, earlier, onEntry, onRaised }: LateAlertOptions): LateAlerts {
  // Bounded by cameras and watches, and emptied when no more frames come.
  const watched = new Map<Watch, Map<string, Late>>();
  let raised = 0;

  function lateOf(from: CameraRef, head: TrackedHead, watch: Watch): Late {
    const cameras = watched.get(watch) ?? new Map<string, Late>();
    const key = `${head.name}/${from.key}`;
    const known = cameras.get(key);
    if (known) return known;
    const subject = { ...subjectOf(from, head, watch), mark: watch.mark === '' ? 'late' : `${watch.mark}.late` };
    const made = { state: idleState(subject), steppedAt: 0, boots: new Map(), entry: null };
    watched.set(watch, cameras.set(key, made));
    return made;
  }

  /** A database that cannot be read knows of none; whoever writes to it tells of that, and live frames go on. */
  function earlierOf(fresh: Alert): readonly Alert[] {
    try {
      return earlier(fresh, fresh.raised_at);
    } catch {
      return [];
    }
  }

  /** The alert or entry of this watch that lasts until a new one. */
  function goingOn(fresh: Alert): Alert | undefined {
    const isOf = ({ rule, zone }: Alert) => (rule ?? fresh.rule) === fresh.rule && zone === fresh.zone;
    const lasts = ({ started_at, ended_at }: Alert) =>
      started_at <= fresh.captured_at && fresh.captured_at <= (ended_at ?? Number.MAX_SAFE_INTEGER);
    return earlierOf(fresh).find((one) => isOf(one) && lasts(one));
  }

  function begin(late: Late, fresh: Alert, by: RaisedBy, looks: readonly Look[]): void {
    const known = goingOn(fresh);
    if (known) {
      late.entry = known.late ? known.id : null;
      const { score } = fresh;
      const active = { ...known, state: 'active', ended_at: null, score, peak: Math.max(known.peak, score) } as const;
      late.state = { ...late.state, active };
      return;
    }
    late.entry = fresh.id;
    raised++;
    const entry = entryOf(fresh, late.state.heldAt + by.rule.offDelay);
    onRaised(entry, by, looks);
    onEntry(entry, true);
  }

  return {
    step({ from, bootId, sequence, capturedAt }, head, watch, input) {
      if (input.kind === 'tick') return;
      const late = lateOf(from, head, watch);
      if (sequence <= (late.boots.get(bootId) ?? -1)) return;
      const [oldest] = late.boots.keys();
      if (late.boots.size >= maxBoots && oldest !== undefined) late.boots.delete(oldest);
      late.boots.set(bootId, sequence);
      late.steppedAt = clock.now();
      const { site, camera } = from;
      const before = late.state;
      const { levels } = watch;
      const gate = (at: Millis) => watch.gate(site, camera, at);
      const { state, events, evidence } = stepAlert(before, { ...input, late: false }, capturedAt, levels, gate);
      late.state = state;
      for (const { type, after } of events) {
        if (type === 'end' && late.entry === after.id) onEntry(entryOf(after, after.ended_at ?? capturedAt), false);
        if (type === 'end') late.entry = null;
        if (type === 'new') begin(late, after, raisedBy(head, watch), evidence);
      }
      const { active, heldAt } = late.state;
      const hasGoneOn = before.active && active && (before.active !== active || before.heldAt !== heldAt);
      if (hasGoneOn && late.entry === active.id) onEntry(entryOf(active, heldAt + levels.offDelay), false);
    },
    tick() {
      const now = clock.now();
      for (const [watch, cameras] of watched) {
        for (const [key, { steppedAt }] of cameras) if (Math.abs(now - steppedAt) > restAfter) cameras.delete(key);
        if (cameras.size === 0) watched.delete(watch);
      }
    },
    raised: () => raised,
  };
}

/** It is over whenever it is looked at: nobody has to do anything. */
function entryOf(alert: Alert, endedAt: Millis): Alert {
  return { ...alert, state: 'ended', ended_at: endedAt, late: true };
}
