import type { Millis } from '@splitsight/kernel';
import type { Alert, AlertEvent, SuppressReason } from '@splitsight/wire';
import type { AlertRule } from './rule.ts';
import {
  type AlertInput,
  type AlertState,
  type AlertStep,
  isBusy,
  type Look,
  type Muted,
  type Presence,
} from './state.ts';

/** Listeners are told of a higher peak when it rose by this much, and at most this often. */
const tellRise = 0.05;
const tellEvery: Millis = 1000;
/** Older frames do not count towards an alert. */
const lookAge: Millis = 30_000;
/** What is not seen for so long is not there any more. */
const presenceGap: Millis = 5000;

type Score = Extract<AlertInput, { kind: 'score' }>;

/** What keeps an alert back at a moment: the schedule, say; null when nothing does. Asked only when one would be raised. */
export type Gate = (now: Millis) => SuppressReason | null;
const openGate: Gate = () => null;

/**
 * Steps the alert of one camera, head and zone.
 *
 * Never two active alerts at once; every `new` is followed by at most one `end`; late frames change nothing. Ticks only make
 * an end known sooner: what is raised and when it ends follows from the frames and their times alone, so that stored frames
 * give the same alerts again.
 *
 * @param now the server's time: of a frame, when it came in. It may step back, which moves the state's times along; a step
 *   forward is time gone by.
 */
export function stepAlert(
  state: AlertState,
  input: AlertInput,
  now: Millis,
  rule: AlertRule,
  gate: Gate = openGate,
): AlertStep {
  const events: AlertEvent[] = [];
  const settled = settle(state, now, rule, events);
  if (input.kind === 'tick' || input.late) return quiet(settled, events);
  if (input.kind === 'unchanged') return quiet(hold(settled, now, rule), events);
  if (settled.active) return quiet(follow(settled, settled.active, input, now, rule, events), events);
  return judge(settled, input, now, rule, gate, events);
}

function quiet(state: AlertState, events: readonly AlertEvent[]): AlertStep {
  return { state, events, evidence: [], suppressed: null };
}

/** What time alone does: ends the active alert, forgets old looks, ends the cooldown. */
function settle(before: AlertState, now: Millis, rule: AlertRule, events: AlertEvent[]): AlertState {
  if (!isBusy(before)) return before;
  const state = now < before.now ? shift(before, now - before.now) : before;
  if (state.active) {
    const endedAt = state.heldAt + rule.offDelay;
    if (now < endedAt) return { ...state, now };
    // An alert that was taken up again may be of a time when the clock was ahead.
    const ended: Alert = { ...state.active, state: 'ended', ended_at: Math.max(endedAt, state.active.raised_at) };
    events.push({ type: 'end', before: state.active, after: ended });
    const isCooling = now - endedAt < rule.cooldown;
    return { ...state, active: null, looks: [], present: null, endedAt: isCooling ? endedAt : null, now };
  }
  const isCooling = state.endedAt !== null && now - state.endedAt < rule.cooldown;
  const looks = fromFirstHit(state.looks.filter((look) => now - look.seenAt < lookAge));
  return {
    ...state,
    looks,
    present: state.present && now - state.present.hitAt < presenceGap ? state.present : null,
    muted: state.muted && now - state.muted.heldAt < rule.offDelay ? state.muted : null,
    endedAt: isCooling ? state.endedAt : null,
    now,
  };
}

/** The clock was set back: durations go on, from the new time. */
function shift(state: AlertState, by: Millis): AlertState {
  const { present, muted } = state;
  return {
    ...state,
    present: present && { ...present, since: present.since + by, hitAt: present.hitAt + by },
    muted: muted && { ...muted, heldAt: muted.heldAt + by },
    looks: state.looks.map((look) => ({ ...look, seenAt: look.seenAt + by })),
    heldAt: state.heldAt + by,
    told: { ...state.told, at: state.told.at + by },
    endedAt: state.endedAt === null ? null : state.endedAt + by,
  };
}

/** The picture is as it was: what the last frame held is held on, and what was there is. */
function hold(state: AlertState, now: Millis, rule: AlertRule): AlertState {
  if (state.active) return state.active.score >= rule.clear ? { ...state, heldAt: now } : state;
  const { present, muted } = state;
  if (!present && !muted) return state;
  return {
    ...state,
    present: present?.isHit ? { ...present, hitAt: now } : present,
    muted: muted?.isHigh ? { ...muted, heldAt: now } : muted,
  };
}

function judge(
  state: AlertState,
  input: Score,
  now: Millis,
  rule: AlertRule,
  gate: Gate,
  events: AlertEvent[],
): AlertStep {
  const hit = input.score >= rule.threshold;
  const isMasked = !hit && (input.masked ?? 0) >= rule.threshold;
  if (!hit && !isMasked && state.looks.length === 0 && !state.muted && !state.present) return quiet(state, events);
  const seen = !hit && state.looks.length === 0 ? [] : [...state.looks, lookOf(state, input, now, hit)];
  const looks = fromFirstHit(seen.slice(-rule.n));
  const present = rule.dwell > 0 ? presenceWith(state.present, input, now, hit) : null;
  const hits = looks.reduce((count, { hit }) => count + (hit ? 1 : 0), 0);
  const isReached = hit && (input.score >= rule.instant || hits >= rule.k);
  const isDue = isReached && (rule.dwell === 0 || (present !== null && now - present.since >= rule.dwell));
  const why = isDue ? (gate(now) ?? (state.endedAt === null ? null : 'cooldown')) : isMasked ? 'mask' : null;
  if (!isDue || why) {
    const muted = mutedWith(state.muted, input, now, rule, why);
    const suppressed = why !== null && state.muted?.reason !== why ? why : null;
    return { state: { ...state, looks, present, muted, now }, events, evidence: [], suppressed };
  }
  const active = newAlert(state, input, (present ?? looks[0] ?? input).capturedAt, now, rule);
  events.push({ type: 'new', before: null, after: active });
  const told = { peak: active.peak, at: now };
  const { raised } = state;
  const next = { ...state, active, looks: [], present: null, muted: null, heldAt: now, told, raised: raised + 1, now };
  return { state: next, events, evidence: looks, suppressed: null };
}

function presenceWith(before: Presence | null, { capturedAt }: Score, now: Millis, isHit: boolean): Presence | null {
  if (!isHit) return before && { ...before, isHit };
  return before ? { ...before, hitAt: now, isHit } : { since: now, capturedAt, hitAt: now, isHit };
}

function mutedWith(
  before: Muted | null,
  { score, masked = 0 }: Score,
  now: Millis,
  rule: AlertRule,
  why: SuppressReason | null,
): Muted | null {
  if (why) return { reason: why, heldAt: now, isHigh: true };
  if (!before) return null;
  const isHigh = Math.max(score, masked) >= rule.clear;
  return { ...before, heldAt: isHigh ? now : before.heldAt, isHigh };
}

function lookOf({ subject }: AlertState, input: Score, seenAt: Millis, hit: boolean): Look {
  const { capturedAt, frame, score } = input;
  const { bootId, sequence } = frame;
  const { headVersion } = subject;
  return { capturedAt, seenAt, hit, frame: { bootId, sequence }, headVersion, score, scores: [...input.scores] };
}

function follow(
  state: AlertState,
  before: Alert,
  input: Score,
  now: Millis,
  rule: AlertRule,
  events: AlertEvent[],
): AlertState {
  const isPeak = input.score > before.peak;
  const active: Alert = {
    ...before,
    score: input.score,
    peak: isPeak ? input.score : before.peak,
    box: isPeak ? input.box : before.box,
    region: isPeak ? input.region : before.region,
  };
  const heldAt = input.score >= rule.clear ? now : state.heldAt;
  const isNews = active.peak >= state.told.peak + tellRise && now - state.told.at >= tellEvery;
  if (!isNews) return { ...state, active, heldAt };
  events.push({ type: 'update', before, after: active });
  return { ...state, active, heldAt, told: { peak: active.peak, at: now } };
}

function newAlert(state: AlertState, input: Score, startedAt: Millis, now: Millis, rule: AlertRule): Alert {
  const { site, camera, head, zone, rule: of, mark, headVersion, classes, codec } = state.subject;
  return {
    id: [site, camera, head, mark, now, state.raised].join('.'),
    site,
    camera,
    head,
    zone,
    rule: of,
    severity: rule.severity,
    state: 'active',
    started_at: startedAt,
    captured_at: input.capturedAt,
    raised_at: now,
    ended_at: null,
    score: input.score,
    peak: input.score,
    box: input.box,
    region: input.region,
    head_version: headVersion,
    fingerprint: input.fingerprint,
    codec,
    scores: Object.fromEntries(classes.map((name, i) => [name, input.scores[i] ?? Number.NaN])),
    frame: { boot_id: input.frame.bootId, sequence: input.frame.sequence },
  };
}

/** Misses before the first hit say nothing. */
function fromFirstHit(looks: readonly Look[]): readonly Look[] {
  const first = looks.findIndex(({ hit }) => hit);
  return first < 0 ? [] : looks.slice(first);
}
