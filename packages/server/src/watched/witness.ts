import type { Millis } from '@splitsight/kernel';
import type { BootId, CoverageStretch } from '@splitsight/wire';
import type { Timing } from '../flow.ts';
import { type Cause, unknownCause } from './cause.ts';
import { fillHole, type Hole, lost, type Mark, shortest } from './holes.ts';

/**
 * As long may pass between two messages of a camera that is watched. A gaze says every 10 s that its camera lives, also
 * where nothing moves and it is never looked at; the rest is room for a slow camera, a busy machine and a slow link.
 */
export const silence: Millis = 15_000;
/** So many holes of a camera are remembered; what fills an older one is told without its edges. */
const maxHoles = 64;

/** What is remembered of a camera to tell when it was watched. */
export interface Witness {
  /** The newest message that came in time. */
  readonly newest: (Mark & { readonly boot: BootId }) | null;
  /** Up to here everything is told. */
  readonly toldTo: Millis;
  /** Why nobody watched just before. */
  readonly toldWhy: Pick<Cause, 'why' | 'code'>;
  /** From here on nobody watched, and nobody knows why yet. */
  readonly doubtFrom: Millis | null;
  /** When the node was not there: whether it or the link was down shows when it is back. */
  readonly away: { readonly from: Millis; readonly to: Millis } | null;
  readonly holes: readonly Hole[];
  /** The last message that came late and fitted no hole. */
  readonly stray: (Mark & { readonly boot: BootId }) | null;
}

/** A message that was let in. */
export interface Sighting {
  readonly boot: BootId;
  readonly sequence: number;
  readonly capturedAt: Millis;
  readonly timing: Timing;
}

/** What follows: what is remembered from now on, and what is to be painted, in order. */
export interface Told {
  readonly witness: Witness;
  readonly strokes: readonly CoverageStretch[];
}

/** A camera of which nothing is known before a moment. */
export function freshWitness(now: Millis): Witness {
  return { newest: null, toldTo: now, toldWhy: unknownCause, doubtFrom: null, away: null, holes: [], stray: null };
}

const nothing: readonly CoverageStretch[] = [];

/** A message came. @param cause what would keep its camera from being watched: a picture that lies counts for nothing. */
export function seeMessage(witness: Witness, sighting: Sighting, cause: Cause, now: Millis): Told {
  const { newest, holes } = witness;
  const { boot, sequence, timing } = sighting;
  // A clock that is ahead says nothing of when it was.
  const at = timing === 'ahead' ? now : sighting.capturedAt;
  if (isOld(witness, boot, sequence, at)) return seeOld(witness, sighting);
  const next = { boot, sequence, at };
  if (timing === 'late') return newest?.boot === boot ? seeLate(witness, newest, next) : seeOld(witness, sighting);
  const gap = newest ? at - newest.at : 0;
  const after = { ...witness, newest: next, toldTo: Math.max(at, Math.min(witness.toldTo, now)), doubtFrom: null };
  // The first of all, or a clock that was set back: it goes on from here.
  if (!newest || gap < 0) return { witness: { ...after, toldTo: at, away: null }, strokes: nothing };
  const isSameBoot = newest.boot === boot;
  const isNext = isSameBoot && sequence === newest.sequence + 1;
  if (isNext && gap <= silence) return { witness: after, strokes: [seen(newest.at, at, cause)] };
  const isBack = !isSameBoot && holes.some((hole) => isOpen(hole, boot));
  const left = isBack ? holes.filter((hole) => !isOpen(hole, boot)) : holes;
  const kept = isNext ? left : [...left, holeOf(newest, isSameBoot ? next : null)].slice(-maxHoles);
  return {
    witness: { ...after, away: null, holes: kept },
    strokes: gap > silence || (!isSameBoot && !isBack) ? tellGap(witness, next) : join(newest, next, isBack, cause),
  };
}

/** The next message of a boot came late: nobody knows yet whether its camera is watched now. */
function seeLate(witness: Witness, newest: NonNullable<Witness['newest']>, next: typeof newest): Told {
  const isNext = next.sequence === newest.sequence + 1;
  const gap = next.at - newest.at;
  const strokes = isNext
    ? [{ from: newest.at, to: next.at, state: 'watched_late', why: null, code: null } as const]
    : lost(newest, next);
  return {
    witness: {
      ...witness,
      newest: next,
      holes: isNext ? witness.holes : [...witness.holes, holeOf(newest, next)].slice(-maxHoles),
    },
    strokes: gap <= silence ? strokes : nothing,
  };
}

/** The messages of a camera went on, one after the other, until this one: as if each had been seen. */
export function goOn(witness: Witness, newest: NonNullable<Witness['newest']>): Told {
  const from = witness.newest?.at ?? newest.at;
  return {
    witness: { ...witness, newest, toldTo: Math.max(newest.at, witness.toldTo), doubtFrom: null },
    strokes: [seen(from, newest.at, unknownCause)],
  };
}

/** Whether a message is from before the newest: of its boot, or of one that is over. */
function isOld({ newest, holes }: Witness, boot: BootId, sequence: number, at: Millis): boolean {
  if (newest?.boot === boot) return sequence <= newest.sequence;
  return newest !== null && at < newest.at && holes.some((hole) => isOpen(hole, boot));
}

/** What lies between two messages that came soon after each other; two agents of one name are seen in turns. */
function join(from: Mark, to: Mark, isBack: boolean, cause: Cause): readonly CoverageStretch[] {
  return isBack || to.at - from.at < shortest ? [seen(from.at, to.at, cause)] : lost(from, to);
}

function seen(from: Millis, to: Millis, cause: Cause): CoverageStretch {
  const why = cause.why === 'camera_frozen' || cause.why === 'camera_covered' ? cause.why : null;
  return { from, to, state: why ? 'not_watched' : 'watched', why, code: why && cause.code };
}

function holeOf({ boot, ...after }: Mark & { readonly boot: BootId }, next: Mark | null): Hole {
  return { boot, after, before: next && { sequence: next.sequence, at: next.at } };
}

/** Whether a hole is what was not sent by the end of a boot. */
function isOpen(hole: Hole, boot: BootId): boolean {
  return hole.before === null && hole.boot === boot;
}

/** Nobody watched, and the camera is back: now it shows whether its agent had gone on meanwhile. */
function tellGap({ newest, toldTo, toldWhy, doubtFrom, away }: Witness, next: NonNullable<Witness['newest']>) {
  const from = newest?.at ?? toldTo;
  const isSameBoot = newest?.boot === next.boot;
  const isWhole = isSameBoot && next.sequence === newest.sequence + 1;
  const found = { why: isSameBoot ? 'link_lost' : 'agent_down', code: null } as const;
  const stretch = (start: Millis, to: Millis, { why, code } = found as Pick<Cause, 'why' | 'code'>) =>
    ({ from: Math.max(from, start), to, state: 'not_watched', why, code }) as const;
  return [
    ...(away ? [stretch(away.from, away.to)] : []),
    ...(doubtFrom === null || isWhole ? [] : [stretch(doubtFrom, next.at)]),
    // Where none of its messages is missing, it was the camera that had nothing to say.
    stretch(toldTo, next.at, isWhole || toldWhy.why === 'server_down' ? toldWhy : found),
  ];
}

/** A message from before the newest: it fills a hole, or follows another such message. */
function seeOld(witness: Witness, { boot, sequence, capturedAt: at, timing }: Sighting): Told {
  if (witness.newest?.boot === boot && witness.newest.sequence === sequence) return { witness, strokes: nothing };
  const mark = { sequence, at };
  const late = timing === 'late';
  const index = witness.holes.findIndex((hole) => isIn(hole, boot, sequence));
  const hole = witness.holes[index];
  if (hole) {
    const { holes, strokes } = fillHole(hole, mark, silence, late);
    return { witness: { ...witness, holes: witness.holes.toSpliced(index, 1, ...holes).slice(-maxHoles) }, strokes };
  }
  const { stray } = witness;
  const follows = stray?.boot === boot && sequence === stray.sequence + 1;
  const gap = follows ? at - stray.at : 0;
  const state = late ? 'watched_late' : 'watched';
  const strokes: readonly CoverageStretch[] =
    follows && gap > 0 && gap <= silence ? [{ from: stray.at, to: at, state, why: null, code: null }] : nothing;
  return { witness: { ...witness, stray: { boot, ...mark } }, strokes };
}

function isIn({ boot, after, before }: Hole, of: BootId, sequence: number): boolean {
  return boot === of && sequence > after.sequence && (before === null || sequence < before.sequence);
}

/** Time went by: what nobody watched is told as soon as it is known why, or when the camera was silent for too long. */
export function letPass(witness: Witness, cause: Cause, now: Millis): Told {
  const { newest, toldTo, doubtFrom, away } = witness;
  const isKnown = cause.why !== unknownCause.why;
  const since = Math.max(newest?.at ?? toldTo, toldTo);
  // After a start the agents have to find their way back first.
  const isBack = witness.toldWhy.why === 'server_down' && now - toldTo <= silence;
  const isSilent = now - (newest?.at ?? toldTo) > silence && !isBack;
  // What lies is told by the messages themselves, as long as they come.
  if (now <= since || !(isSilent || (isKnown && !cause.lies))) return { witness, strokes: nothing };
  const from = isKnown && doubtFrom !== null ? doubtFrom : since;
  const isAway = cause.why === 'node_offline';
  return {
    witness: {
      ...witness,
      toldTo: now,
      toldWhy: cause,
      doubtFrom: isKnown ? null : (doubtFrom ?? from),
      away: isAway ? { from: away?.from ?? from, to: now } : away,
    },
    strokes: [{ from, to: now, state: 'not_watched', why: cause.why, code: cause.code }],
  };
}
