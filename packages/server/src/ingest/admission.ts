import { type Clock, isCodedError, type Millis, steppedOf, type Tally } from '@splitsight/kernel';
import { type BootId, decodeFeatureMessage, type FeatureMessage, type Topics } from '@splitsight/wire';
import { createRecentSteps } from '../clock/recent-steps.ts';
import type { ServerConfig } from '../config/schema.ts';
import { serverErrors } from '../errors.ts';
import { type Arrival, type CameraRef, cameraRef, type VectorKind } from '../flow.ts';
import type { KnownMessages } from '../store/known.ts';
import { fitMessage, type Misfit } from './fit.ts';
import { type DropReason, dropReason, type Mark } from './reasons.ts';
import { createScored } from './scored.ts';
import { createSequenceWindow, type SequenceWindow, windowSize } from './sequence-window.ts';
import { type TimingRule, timingSince } from './timing.ts';

/** Decides which feature messages are let in. Its memory is bounded: cameras by a limit, of which those that never sent anything good make room first; boots by {@link maxBoots}. */
export interface Admission {
  /** Lets a message in, or drops it with a counted reason. */
  admit(topic: string, payload: Uint8Array, now: Millis): Arrival | undefined;
  /** What was let in is scored and not kept: it is let in again when it comes again. */
  forget(arrival: Arrival): void;
}

export interface AdmissionRule extends TimingRule {
  readonly ahead: 'mark' | 'refuse';
  readonly maxCameras: number;
}

export interface AdmissionOptions {
  readonly topics: Topics;
  readonly rule: AdmissionRule;
  /** Tells of its steps; `now` is read from it. */
  readonly clock: Clock;
  /** What the heads can read. */
  readonly kinds: readonly VectorKind[];
  readonly dropped: Tally<DropReason>;
  readonly marked: Tally<Mark>;
  /** What is stored: repeats of what came before a restart, or long ago, are repeats, too. */
  readonly known: KnownMessages;
  /** Whether a camera is switched off, and was so already when a picture was taken. */
  readonly isOff: (from: CameraRef, capturedAt: Millis) => boolean;
  /** Called for every message of a known camera: what is wrong with it, a coded line, or null. */
  readonly onSeen: (from: CameraRef, capturedAt: Millis | null, trouble: Trouble | null) => void;
}

/** What is wrong with what a camera sends: a code and its line, made without the cost of an error. */
export interface Trouble {
  readonly code: string;
  readonly message: string;
}

/** So many messages that were too old for the memory of their boot are remembered until they are stored. */
const maxOld = 8192;
/** How many boots of an agent are remembered for each camera; an agent has one, or two while it restarts. */
const maxBoots = 4;

interface Gate {
  readonly topic: string;
  readonly from: CameraRef;
  /** The least recently used first. */
  readonly boots: Map<BootId, SequenceWindow>;
}

/** What the configuration says of what is let in. */
export function admissionRule({
  late_s,
  future_s,
  ahead,
  max_cameras: maxCameras,
}: ServerConfig['admit']): AdmissionRule {
  return { late: 1000 * late_s, future: 1000 * future_s, ahead, maxCameras };
}

export function createAdmission(options: AdmissionOptions): Admission {
  const { dropped, marked, rule, known } = options;
  const gates = new Map<string, Gate>();
  /** Those of which nothing was let in yet: the one that was seen longest ago first. */
  const strangers = new Map<string, Gate>();
  const steps = createRecentSteps(options.clock);
  const old = new Set<string>();
  const scored = createScored();

  function gateOf(topic: string): Gate | undefined {
    const known = gates.get(topic);
    if (known) return known;
    const parsed = options.topics.parse(topic);
    if (parsed.kind !== 'camera') return undefined;
    if (gates.size >= rule.maxCameras) {
      dropped.add('too_many_cameras');
      return undefined;
    }
    const gate = strangers.get(topic) ?? { topic, from: cameraRef(parsed.site, parsed.camera), boots: new Map() };
    strangers.delete(topic);
    strangers.set(topic, gate);
    const [oldest] = strangers.keys();
    if (gates.size + strangers.size > rule.maxCameras && oldest !== undefined) strangers.delete(oldest);
    return gate;
  }

  /** A camera that sends what can be let in is not forgotten. */
  function keep(gate: Gate): void {
    if (strangers.delete(gate.topic)) gates.set(gate.topic, gate);
  }

  function drop(gate: Gate, reason: DropReason, trouble: Trouble | null): undefined {
    dropped.add(reason);
    options.onSeen(gate.from, null, trouble);
  }

  /** Whether a message was there before, and was kept; counts what is missing between. */
  function isRepeat(gate: Gate, message: FeatureMessage, isScored: boolean): boolean {
    const window = windowOf(gate, message.bootId, known);
    const before = window.highest;
    const sighting = window.see(message.sequence);
    if (sighting === 'new' && before >= 0 && message.sequence > before + 1)
      marked.add('missing', message.sequence - before - 1);
    if (sighting === 'filled' && !isScored) marked.add('recovered');
    return sighting === 'duplicate' || (sighting === 'old' && isOldRepeat(gate, message));
  }

  /** Spooled messages may be older than the window; the store has them, or they wait for it. */
  function isOldRepeat({ from }: Gate, { bootId, sequence }: FeatureMessage): boolean {
    const key = oldKey(from, bootId, sequence);
    if (old.has(key) || known.has(from, bootId, sequence)) return true;
    old.add(key);
    const [oldest] = old;
    if (oldest !== undefined && old.size > maxOld) old.delete(oldest);
    return false;
  }

  function judge(gate: Gate, message: FeatureMessage, now: Millis): Arrival | undefined {
    const fit = fitMessage(options.kinds, message);
    if (typeof fit === 'string') return drop(gate, fit, misfitTrouble(fit, message));
    const timing = timingSince(message.capturedAt, now, rule, steps.offsets());
    const trouble = timing === 'live' ? null : timingTrouble(timing, message.capturedAt - now);
    if (timing === 'ahead' && rule.ahead === 'refuse') return drop(gate, 'clock_ahead', trouble);
    keep(gate);
    const isScored = scored.has(gate.from, message.bootId, message.sequence);
    if (isRepeat(gate, message, isScored)) return drop(gate, 'duplicate', null);
    if (options.isOff(gate.from, message.capturedAt)) return drop(gate, 'switched_off', null);
    const steadyAt = now - steppedOf(options.clock);
    const arrival = { from: gate.from, message, kind: fit, receivedAt: now, steadyAt, timing };
    if (isScored) {
      marked.add('returned');
      return { ...arrival, isScored };
    }
    if (timing !== 'live') marked.add(timing);
    options.onSeen(gate.from, message.capturedAt, trouble);
    return arrival;
  }

  return {
    admit(topic, payload, now) {
      let gate: Gate | undefined;
      try {
        gate = gateOf(topic);
        return gate && judge(gate, decodeFeatureMessage(payload), now);
      } catch (error) {
        const reason = dropReason(error);
        if (gate) return drop(gate, reason, isCodedError(error) ? error : null);
        dropped.add(reason);
        return undefined;
      }
    },
    forget({ from, message: { bootId, sequence } }) {
      const gate = gates.get(
        options.topics.format({ kind: 'camera', site: from.site, camera: from.camera, leaf: 'features' }),
      );
      gate?.boots.get(bootId)?.forget(sequence);
      old.delete(oldKey(from, bootId, sequence));
      scored.add(from, bootId, sequence);
      marked.add('forgotten');
    },
  };
}

function oldKey({ key }: CameraRef, bootId: BootId, sequence: number): string {
  return `${key}/${bootId}/${sequence}`;
}

function windowOf(gate: Gate, bootId: BootId, known: KnownMessages): SequenceWindow {
  const window = gate.boots.get(bootId) ?? openWindow(gate, bootId, known);
  // Only a change of boot moves the order, so that the common case touches the map once.
  if (gate.boots.size > 1 || !gate.boots.has(bootId)) {
    gate.boots.delete(bootId);
    gate.boots.set(bootId, window);
  }
  if (gate.boots.size > maxBoots) {
    const [oldest] = gate.boots.keys();
    if (oldest !== undefined) gate.boots.delete(oldest);
  }
  return window;
}

/** The window of a boot that is new, or was there before the server was. */
function openWindow({ from }: Gate, bootId: BootId, known: KnownMessages): SequenceWindow {
  const window = createSequenceWindow();
  for (const sequence of known.highest(from, bootId, windowSize)) window.see(sequence);
  return window;
}

function misfitTrouble(misfit: Misfit, { fingerprint, codec, regions }: FeatureMessage): Trouble {
  switch (misfit) {
    case 'fingerprint':
      return trouble('VECTOR_FINGERPRINT', `backbone ${fingerprint}`);
    case 'codec':
      return trouble('VECTOR_CODEC', `${codec} of backbone ${fingerprint}`);
    case 'vector_size':
      return trouble('VECTOR_SIZE', `${regions[0]?.vector.length ?? 0} bytes of ${codec}, backbone ${fingerprint}`);
  }
}

function timingTrouble(timing: 'late' | 'ahead', offset: Millis): Trouble {
  const seconds = Math.abs(Math.round(offset / 1000));
  return timing === 'late'
    ? trouble('CLOCK_BEHIND', `captured ${seconds} s ago`)
    : trouble('CLOCK_AHEAD', `by ${seconds} s`);
}

function trouble(code: keyof typeof serverErrors, what: string): Trouble {
  return { code, message: `${serverErrors[code]}: ${what}` };
}
