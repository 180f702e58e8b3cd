import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Millis } from '@splitsight/kernel';

/** A vector, wherever it is met. */
export interface Vector {
  readonly boot: string;
  readonly camera: string;
  readonly sequence: number;
}

/** A vector that an agent has made, or that a broker has acknowledged to it, and when. */
export interface Noted extends Vector {
  readonly at: Millis;
}

/** What is known of a run: everything that was made, and where it may have gone. */
export interface Evidence {
  readonly made: readonly Noted[];
  readonly acked: readonly Noted[];
  readonly stored: readonly Vector[];
  /** What lies in the spools of agents that have ended. */
  readonly spooled: readonly Vector[];
  /** What agents and servers say they have dropped. */
  readonly dropped: number;
  /** When agents were killed, by boot. */
  readonly killed: ReadonlyMap<string, Millis>;
}

/** The balance of a run: produced = stored + dropped + spooled + diedWithAgent + lost. */
export interface Account {
  readonly produced: number;
  readonly stored: number;
  readonly spooled: number;
  readonly dropped: number;
  /** Made by an agent that was killed, and neither sent nor on its disk: what it had in memory. */
  readonly diedWithAgent: number;
  /** How long before the kill the oldest of those was made. */
  readonly oldestDied: Millis;
  /** Nobody knows where these are. */
  readonly lost: number;
  /** Rows of the database beyond one for each vector. */
  readonly duplicates: number;
  /** Rows of vectors that nobody made. */
  readonly strangers: number;
  /** Acknowledged, and not in the database. */
  readonly broken: number;
}

const keyOf = ({ boot, camera, sequence }: Vector) => `${boot} ${camera} ${sequence}`;

export function accountFor({ made, acked, stored, spooled, dropped, killed }: Evidence): Account {
  const known = new Set(made.map(keyOf));
  const rows = new Set(stored.map(keyOf));
  const waiting = new Set(spooled.map(keyOf).filter((key) => !rows.has(key)));
  const missing = made.filter((one) => !rows.has(keyOf(one)) && !waiting.has(keyOf(one)));
  const died = missing.filter(({ boot }) => killed.has(boot));
  const ages = died.map(({ boot, at }) => (killed.get(boot) ?? at) - at);
  return {
    produced: known.size,
    stored: [...rows].filter((key) => known.has(key)).length,
    spooled: waiting.size,
    dropped,
    diedWithAgent: died.length,
    oldestDied: Math.max(0, ...ages),
    lost: missing.length - died.length - dropped,
    duplicates: stored.length - rows.size,
    strangers: [...rows].filter((key) => !known.has(key)).length,
    broken: new Set(acked.map(keyOf).filter((key) => !rows.has(key))).size,
  };
}

/** Reads what load agents wrote down in a folder. The last line of one that was killed may be half a line. */
export function readNotes(folder: string, what: 'made' | 'acked'): Noted[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(`.${what}`))
    .flatMap((name) => {
      const boot = name.slice(0, name.indexOf('.'));
      const lines = readFileSync(join(folder, name), 'utf8').split('\n').slice(0, -1);
      return lines.map((line) => {
        const [camera = '', sequence, at] = line.split(' ');
        return { boot, camera, sequence: Number(sequence), at: Number(at) };
      });
    });
}
