import type { Millis } from '@splitsight/kernel';
import { createProgress, type Vitals } from '@splitsight/kernel/node';
import type { CameraView } from '@splitsight/wire';
import type { Readiness } from './http/api.ts';
import { type Connection, storeError } from './store/database.ts';

/** What shows that the server works: told of what is done, asked what is left to do. */
export interface Pulse {
  /** Rows were written. */
  committed(): void;
  /** A frame was scored. */
  scored(): void;
  /** How the server is, by the monotonic clock; to be asked once a second. */
  vitals(signs: Signs, now: Millis): Vitals;
}

export interface Signs {
  readonly store: { readonly connection: Connection; waiting(): number };
  /** How many frames wait for the heads. */
  readonly waiting: () => number;
  readonly readiness: () => Readiness;
  readonly cameras: () => readonly Pick<CameraView, 'state'>[];
}

/** Commits and batches take milliseconds. */
const longest: Millis = 60_000;

/**
 * Ready: it listens, and the database has taken a write. Well: what waits to be scored or written moves on; a full or
 * broken disk is not cured by a new start, so that it shows in the status alone.
 */
export function createPulse(): Pulse {
  const commits = createProgress();
  const lanes = createProgress();
  let committed = 0;
  let scored = 0;
  let isWritable = false;
  return {
    committed() {
      committed++;
    },
    scored() {
      scored++;
    },
    vitals({ store, waiting, readiness, cameras }, now) {
      const refusal = isWritable ? null : refusalOf(store.connection);
      isWritable ||= refusal === null;
      const { checks } = readiness();
      const mayWrite = checks.store.ok && checks.disk.ok;
      const isStoreStuck = commits.stuckFor(store.waiting() > 0 && mayWrite, committed, now) > longest;
      const areLanesStuck = lanes.stuckFor(waiting() > 0, scored, now) > longest;
      const known = cameras();
      const parts = [
        `${known.filter(({ state }) => state === 'online').length} of ${known.length} cameras online`,
        ...(refusal === null ? [] : [refusal]),
        ...Object.values(checks).flatMap(({ ok, reason }) => (ok || reason === null ? [] : [reason])),
        ...(isStoreStuck ? ['writing hangs'] : []),
        ...(areLanesStuck ? ['the heads hang'] : []),
      ];
      return { isReady: isWritable, isWell: !isStoreStuck && !areLanesStuck, status: parts.join(', ') };
    },
  };
}

/** Writes the number of the schema again. @returns why that cannot be done; null when it can. */
function refusalOf(connection: Connection): string | null {
  try {
    connection.pragma(`user_version = ${connection.pragma('user_version', { simple: true })}`);
    return null;
  } catch (error) {
    const { code, message } = storeError(error, connection.name);
    return `${code}: ${message}`;
  }
}
