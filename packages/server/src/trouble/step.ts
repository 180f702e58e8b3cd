import type { Millis } from '@splitsight/kernel';
import { type Trouble, type TroubleKind, troubleKinds } from '@splitsight/wire';

/** What is wrong at a moment. */
export type Condition = Pick<Trouble, 'kind' | 'site' | 'node' | 'camera' | 'head' | 'reason'>;

/** Somebody has to be told of a trouble, or of its end. */
export interface TroubleEvent {
  readonly type: 'new' | 'end';
  readonly trouble: Trouble;
}

/** What is remembered of a camera, an edge machine, a head or a part of the server with which something is, or was, wrong. */
export interface Watch {
  /** Grows while something is wrong, and shrinks half as fast while nothing is: what flaps all the time is told of, too. */
  readonly weight: Millis;
  /** For how long nothing has been wrong without a break. */
  readonly wellFor: Millis;
  /** When it began, by the wall clock. */
  readonly since: Millis;
  readonly told: Trouble | null;
}

export interface Moment {
  readonly now: Millis;
  /** Since the last look, by the steady clock. */
  readonly passed: Millis;
  /** For how long something has to be wrong, or well again, to be told. */
  readonly patience: Millis;
}

/** A look that comes later than this (the process stood still) counts for no more. */
const longestLook: Millis = 5000;

/** What becomes of a watch at a look. @param seen null: nothing is wrong. @returns no watch when there is nothing to remember. */
export function stepWatch(
  before: Watch | undefined,
  seen: Condition | null,
  { now, passed, patience }: Moment,
): { readonly watch: Watch | undefined; readonly events: readonly TroubleEvent[] } {
  const time = Math.min(passed, longestLook);
  if (!seen) return { ...stepWell(before, time, now, patience) };
  const weight = before ? Math.min(patience, before.weight + time) : 0;
  const watch: Watch = { weight, wellFor: 0, since: before?.since ?? now, told: before?.told ?? null };
  const { told } = watch;
  if (!told) {
    if (weight < patience) return { watch, events: [] };
    const trouble = troubleOf(seen, watch.since, now);
    return { watch: { ...watch, told: trouble }, events: [{ type: 'new', trouble }] };
  }
  if (told.kind === seen.kind) return { watch, events: [] };
  // Worse is told as such, better as the end of what was.
  const trouble = troubleOf(seen, now, now);
  const event: TroubleEvent =
    rankOf(seen.kind) > rankOf(told.kind) ? { type: 'new', trouble } : { type: 'end', trouble: ended(told, now) };
  return { watch: { ...watch, told: trouble }, events: [event] };
}

function stepWell(before: Watch | undefined, time: Millis, now: Millis, patience: Millis) {
  if (!before) return { watch: undefined, events: [] };
  const { told } = before;
  const wellFor = before.wellFor + time;
  const weight = before.weight - time / 2;
  if (told && wellFor >= patience) {
    return { watch: undefined, events: [{ type: 'end', trouble: ended(told, now) }] as const };
  }
  return { watch: told || weight > 0 ? { ...before, weight: Math.max(0, weight), wellFor } : undefined, events: [] };
}

function troubleOf(seen: Condition, since: Millis, now: Millis): Trouble {
  const { kind, site, node, camera, head } = seen;
  const id = [kind, site ?? 'server', camera ?? node ?? head ?? '', now].join('.');
  return { ...seen, id, since, raised_at: now, ended_at: null };
}

function ended(trouble: Trouble, now: Millis): Trouble {
  return { ...trouble, ended_at: now };
}

function rankOf(kind: TroubleKind): number {
  return troubleKinds.indexOf(kind);
}
