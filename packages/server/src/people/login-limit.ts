import type { Millis } from '@splitsight/kernel';

/** Slows down whoever guesses passwords, of one account from everywhere or of many from one place. */
export interface LoginLimit {
  /** How long this login has to wait; 0 when it may be tried. Refused logins count for nothing. */
  wait(name: string, address: string, now: Millis): Millis;
  failed(name: string, address: string, now: Millis): void;
  /** Takes the failure back that was counted before the password was checked. */
  succeeded(name: string, address: string): void;
}

/** How many failures cost nothing, and how long one is to wait at most after those. */
interface Measure {
  readonly free: number;
  readonly longest: Millis;
}

/** 1,440 guesses a day at one account; more would lock out its owner for longer than needed. */
export const ofAccount: Measure = { free: 5, longest: 60_000 };
export const ofAddress: Measure = { free: 20, longest: 900_000 };
/** Failures are forgotten after so long without another. */
const forgetAfter: Millis = 3_600_000;
const maxKeys = 10_000;

interface Failures {
  readonly count: number;
  readonly at: Millis;
}

/**
 * Where an account was logged in to before, failures of others do not count for it: whoever guesses at it from elsewhere
 * cannot keep its owner out. https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies
 */
export function createLoginLimit(): LoginLimit {
  const failures = new Map<string, Failures>();
  const known = new Map<string, true>();

  const pair = (name: string, address: string) => `${name}\n${address}`;
  function keysOf(name: string, place: string): readonly [string, Measure][] {
    const account = known.has(pair(name, place)) ? `known ${pair(name, place)}` : `account ${name}`;
    return [
      [account, ofAccount],
      [`address ${place}`, ofAddress],
    ];
  }

  return {
    wait: (name, address, now) =>
      Math.max(...keysOf(name, placeOf(address)).map(([key, measure]) => waitOf(failures.get(key), measure, now))),
    failed(name, address, now) {
      for (const [key] of keysOf(name, placeOf(address))) {
        const before = failures.get(key);
        const count = before && now - before.at < forgetAfter ? before.count : 0;
        put(failures, key, { count: count + 1, at: now });
      }
    },
    succeeded(name, address) {
      const place = placeOf(address);
      for (const [key, measure] of keysOf(name, place)) {
        const before = failures.get(key);
        // What was counted before the password was checked is taken back; whoever has an account of their own could
        // otherwise begin anew at an address whenever they like.
        if (measure === ofAddress && before && before.count > 1)
          put(failures, key, { ...before, count: before.count - 1 });
        else failures.delete(key);
      }
      put(known, pair(name, place), true);
    },
  };
}

/** A second after the first failure too many, then twice as long each time. */
export function waitOf(failures: Failures | undefined, { free, longest }: Measure, now: Millis): Millis {
  if (!failures || failures.count < free) return 0;
  const wait = Math.min(1000 * 2 ** (failures.count - free), longest);
  // A clock that was set back must not make the wait longer.
  return Math.max(0, Math.min(failures.at + wait - now, wait));
}

/** Puts a key last; the one that was there longest makes room. */
function put<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > maxKeys && oldest !== undefined) map.delete(oldest);
}

/** Whoever has an IPv6 address has a whole /64 of them. */
export function placeOf(address: string): string {
  if (!address.includes(':') || /^::ffff:\d+\./.test(address)) return address.replace(/^::ffff:/, '');
  const [left = '', right] = address.split('::');
  const head = left === '' ? [] : left.split(':');
  const tail = right === undefined || right === '' ? [] : right.split(':');
  const zeros = right === undefined ? 0 : 8 - head.length - tail.length;
  return [...head, ...Array.from({ length: Math.max(0, zeros) }, () => '0'), ...tail].slice(0, 4).join(':');
}
