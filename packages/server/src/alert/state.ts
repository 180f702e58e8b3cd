import type { Millis } from '@splitsight/kernel';
import type {
  Alert,
  AlertEvent,
  BootId,
  Box,
  CameraId,
  CodecName,
  Fingerprint,
  HeadName,
  RegionKind,
  SiteId,
  SuppressReason,
} from '@splitsight/wire';

/** What an alert is about, and what scored it. */
export interface AlertSubject {
  readonly site: SiteId;
  readonly camera: CameraId;
  readonly head: HeadName;
  readonly zone: string | null;
  /** The id of the rule. */
  readonly rule: string;
  /** What tells the ids of its alerts from those of other rules and zones of the camera and head. */
  readonly mark: string;
  readonly headVersion: string;
  /** The names of the classes that the head tells apart, in the order of its scores. */
  readonly classes: readonly string[];
  readonly codec: CodecName;
}

/** Which message of an agent a frame came in: with its camera it names the frame for ever. */
export interface FrameId {
  readonly bootId: BootId;
  readonly sequence: number;
}

/** What happens to an alert's state: a frame was scored, a frame was like the one before, or time went by. */
export type AlertInput =
  | {
      readonly kind: 'score';
      readonly capturedAt: Millis;
      /** Late frames say nothing about now: they change nothing. */
      readonly late: boolean;
      /** Of the backbone, or the variant of it, that looked. */
      readonly fingerprint: Fingerprint;
      readonly frame: FrameId;
      readonly score: number;
      /** What the head gave each class. It is copied when it is kept. */
      readonly scores: Float32Array;
      readonly box: Box | null;
      readonly region: RegionKind | null;
      /** The highest score of what a mask took away; nothing where none did. */
      readonly masked?: number | undefined;
    }
  | { readonly kind: 'unchanged'; readonly late: boolean }
  | { readonly kind: 'tick' };

/** A frame that a pending alert looks back on. */
export interface Look {
  readonly capturedAt: Millis;
  readonly seenAt: Millis;
  readonly hit: boolean;
  readonly frame: FrameId;
  readonly headVersion: string;
  readonly score: number;
  /** Exactly what the head gave each class: float32. */
  readonly scores: readonly number[];
}

/** Something that is there, from the first frame at or above the threshold on. */
export interface Presence {
  readonly since: Millis;
  readonly capturedAt: Millis;
  /** The latest such frame. */
  readonly hitAt: Millis;
  /** Whether the latest frame was one. */
  readonly isHit: boolean;
}

/** What would be an alert were it not for something; it is counted once, and ends as an alert does. */
export interface Muted {
  readonly reason: SuppressReason;
  /** The latest frame at or above `clear`. */
  readonly heldAt: Millis;
  /** Whether the latest frame was. */
  readonly isHigh: boolean;
}

/**
 * Where one camera and rule stand: idle (no looks), pending (some hits), active, or ended (in the cooldown).
 * Times are the server's, but for `capturedAt`.
 */
export interface AlertState {
  readonly subject: AlertSubject;
  /** The newest n frames, from the first hit on; empty when none of them is a hit. */
  readonly looks: readonly Look[];
  /** What is there; kept only by rules that wait for it to stay. */
  readonly present: Presence | null;
  readonly muted: Muted | null;
  /** The alert, while it is active. */
  readonly active: Alert | null;
  /** The latest frame at or above `clear`, while active. */
  readonly heldAt: Millis;
  /** The peak and time that listeners were last told. */
  readonly told: { readonly peak: number; readonly at: Millis };
  /** The end of the last alert, until the cooldown is over. */
  readonly endedAt: Millis | null;
  /** How many alerts were raised: makes their ids unique. */
  readonly raised: number;
  /** The time of the latest step. */
  readonly now: Millis;
}

export interface AlertStep {
  readonly state: AlertState;
  /** In order: at most an end and a new one. */
  readonly events: readonly AlertEvent[];
  /** The frames that the new one was raised from, the deciding one last; empty when there is no new one. */
  readonly evidence: readonly Look[];
  /** Why no alert was raised that otherwise would be, told once; null when nothing kept one back. */
  readonly suppressed: SuppressReason | null;
}

/** The state of a subject that nothing has happened to. */
export function idleState(subject: AlertSubject): AlertState {
  return {
    subject,
    looks: [],
    present: null,
    muted: null,
    active: null,
    heldAt: 0,
    told: { peak: 0, at: 0 },
    endedAt: null,
    raised: 0,
    now: 0,
  };
}

/** The state of a subject whose alert was active when the server stopped: it lasts until frames say otherwise. */
export function restoredState(subject: AlertSubject, active: Alert, now: Millis): AlertState {
  return { ...idleState(subject), active, heldAt: now, told: { peak: active.peak, at: now }, raised: 1, now };
}

/** The state of a subject whose last alert had ended when the server stopped. A clock that was set back makes no cooldown longer. */
export function cooledState(subject: AlertSubject, endedAt: Millis, now: Millis): AlertState {
  return { ...idleState(subject), endedAt: Math.min(endedAt, now), raised: 1, now };
}

/** Whether time alone can change the state. */
export function isBusy(state: AlertState): boolean {
  const { active, looks, present, muted, endedAt } = state;
  return active !== null || looks.length > 0 || present !== null || muted !== null || endedAt !== null;
}
