import type { Millis } from '@splitsight/kernel';
import type { Alert, AlertEvent } from '@splitsight/wire';
import type { AlertRule } from './rule.ts';
import { type AlertInput, type AlertState, type AlertStep, isBusy, type Look } from './state.ts';

/** Listeners are told of a higher peak when it rose by this much, and at most this often. */
const tellRise = 0.05;
const tellEvery: Millis = 1000;
/** Older frames do not count towards an alert. */
const lookAge: Millis = 30_000;

type Score = Extract<AlertInput, { kind: 'score' }>;

/**
 * Steps the alert of one camera and head.
 *
 * Never two active alerts at once; every `new` is followed by at most one `end`; late frames change nothing. Ticks only make
 * an end known sooner: what is raised and when it ends follows from the frames and their times alone, so that stored frames
 * give the same alerts again.
 *
 * @param now the server's time: of a frame, when it came in. It may step back, which moves the state's times along; a step
 *   forward is time gone by.
 */
export function stepAlert(state: AlertState, input: AlertInput, now: Millis, rule: AlertRule): AlertStep {
  const events: AlertEvent[] = [];
  const settled = settle(state, now, rule, events);
  if (input.kind === 'tick' || input.late) return { state: settled, events, evidence: [] };
  if (input.kind === 'unchanged') return { state: hold(settled, now, rule), events, evidence: [] };
  return judge(settled, input, now, rule, events);
}

/** What time alone does: ends the active alert, forgets old looks, ends the cooldown. */
function settle(before: AlertState, now: Millis, rule: AlertRule, events: AlertEvent[]): AlertState {
  if (!isBusy(before)) return before;
  const state = now < before.now ? shift(before, now - before.now) : before;
  if (state.active) {
    const endedAt = state.heldAt + rule.offDelay;
    if (now < endedAt) return { ...state, now };
    const ended: Alert = { ...state.active, state: 'ended', ended_at: endedAt };
    events.push({ type: 'end', before: state.active, after: ended });
    const isCooling = now - endedAt < rule.cooldown;
    return { ...state, active: null, looks: [], endedAt: isCooling ? endedAt : null, now };
  }
  const isCooling = state.endedAt !== null && now - state.endedAt < rule.cooldown;
  const looks = fromFirstHit(state.looks.filter((look) => now - look.seenAt < lookAge));
  return { ...state, looks, endedAt: isCooling ? state.endedAt : null, now };
}

/** The clock was set back: durations go on, from the new time. */
function shift(state: AlertState, by: Millis): AlertState {
  return {
    ...state,
    looks: state.looks.map((look) => ({ ...look, seenAt: look.seenAt + by })),
    heldAt: state.heldAt + by,
    told: { ...state.told, at: state.told.at + by },
    endedAt: state.endedAt === null ? null : state.endedAt + by,
  };
}

/** The picture is as it was: an alert that the last frame held is held on. */
function hold(state: AlertState, now: Millis, rule: AlertRule): AlertState {
  return state.active && state.active.score >= rule.clear ? { ...state, heldAt: now } : state;
}

function judge(state: AlertState, input: Score, now: Millis, rule: AlertRule, events: AlertEvent[]): AlertStep {
  if (state.active) return { state: follow(state, state.active, input, now, rule, events), events, evidence: [] };
  const hit = input.score >= rule.threshold;
  if (!hit && state.looks.length === 0) return { state, events, evidence: [] };
  const look = lookOf(state, input, now, hit);
  const looks = fromFirstHit([...state.looks, look].slice(-rule.n));
  const hits = looks.reduce((count, { hit }) => count + (hit ? 1 : 0), 0);
  if (state.endedAt !== null || !(input.score >= rule.instant || (hit && hits >= rule.k)))
    return { state: { ...state, looks, now }, events, evidence: [] };
  const active = newAlert(state, input, looks[0]?.capturedAt ?? input.capturedAt, now, rule);
  events.push({ type: 'new', before: null, after: active });
  const told = { peak: active.peak, at: now };
  const raised = { ...state, active, looks: [], heldAt: now, told, raised: state.raised + 1, now };
  return { state: raised, events, evidence: looks };
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
  const { site, camera, head, zone, headVersion, classes, codec } = state.subject;
  return {
    id: [site, camera, head, zone ?? '', now, state.raised].join('.'),
    site,
    camera,
    head,
    zone,
    rule: null,
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
