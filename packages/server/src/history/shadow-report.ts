import type { Millis } from '@splitsight/kernel';
import { type Measured, wilson } from '@splitsight/learn';
import { dayOf } from '../clock/days.ts';
import type { Account } from '../store/accounts.ts';
import type { Disagreement } from '../store/disagreements.ts';

/** How often a shadow version and the live one disagree. */
export interface DisagreementRate {
  /** Frames that the shadow version made a decision of. */
  readonly frames: number;
  /** Of these, only the live version was at or above the threshold of its rule. */
  readonly live_only: number;
  readonly shadow_only: number;
  /** How often they parted: frames of a camera less than ten seconds from one another are one time. */
  readonly times: number;
  /** The share of frames, with a 95 % interval in which each time counts once: see {@link rateOf}. */
  readonly rate: Measured;
}

/** A camera's rate on a day. */
export interface DailyRate extends DisagreementRate {
  readonly day: string;
  readonly site: string;
  readonly camera: string;
}

const sameTime: Millis = 10_000;

/** Counts disagreements by camera and day (UTC), and all together. */
export function rateDisagreements(
  accounts: readonly Account[],
  disagreements: readonly Disagreement[],
): { readonly total: DisagreementRate; readonly days: readonly DailyRate[] } {
  const framesOf = new Map<string, number>();
  for (const { day, site, camera, scored } of accounts) {
    const key = `${day}/${site}/${camera}`;
    framesOf.set(key, (framesOf.get(key) ?? 0) + scored);
  }
  const byKey = new Map<string, Disagreement[]>([...framesOf.keys()].map((key) => [key, []]));
  for (const one of disagreements) {
    const key = `${dayOf(one.received_at)}/${one.site}/${one.camera}`;
    const list = byKey.get(key);
    if (list) list.push(one);
    else byKey.set(key, [one]);
  }
  const days = [...byKey].map(([key, list]): DailyRate => {
    const [day = '', site = '', camera = ''] = key.split('/');
    return { day, site, camera, ...rateOf(framesOf.get(key) ?? 0, list, timesOf(list)) };
  });
  const frames = accounts.reduce((sum, { scored }) => sum + scored, 0);
  const times = [...byKey.values()].flatMap(timesOf);
  return {
    total: rateOf(frames, disagreements, times),
    days: days.sort((a, b) => (a.day === b.day ? order(a, b) : a.day < b.day ? 1 : -1)),
  };
}

const order = (a: DailyRate, b: DailyRate) => (`${a.site}/${a.camera}` < `${b.site}/${b.camera}` ? -1 : 1);

/** How many frames each time has. */
function timesOf(ofCamera: readonly Disagreement[]): readonly number[] {
  const sizes: number[] = [];
  let before = Number.NEGATIVE_INFINITY;
  for (const { received_at: at } of ofCamera) {
    if (at - before > sameTime) sizes.push(0);
    sizes[sizes.length - 1] = (sizes.at(-1) ?? 0) + 1;
    before = at;
  }
  return sizes;
}

/**
 * Frames of one event say the same: Wilson's interval is taken of as many frames as would say as much each on its own,
 * their number divided by the mean size of a time as a frame sees it (Kish, Survey Sampling, 1965).
 */
function rateOf(frames: number, list: readonly Disagreement[], times: readonly number[]): DisagreementRate {
  const all = Math.max(frames, list.length);
  const squares = times.reduce((sum, size) => sum + size * size, 0);
  const likeness = list.length === 0 ? 1 : squares / list.length;
  const share = list.length / Math.max(1, all);
  const liveOnly = list.filter(({ positive }) => positive === 'live').length;
  return {
    frames: all,
    live_only: liveOnly,
    shadow_only: list.length - liveOnly,
    times: times.length,
    rate: wilson((share * all) / likeness, all / likeness),
  };
}
