import type { Millis } from '@splitsight/kernel';
import type { Fingerprint } from '@splitsight/wire';
import type { Connection } from './database.ts';
import { findSpan } from './history-span.ts';

/** A stored frame of a camera, as little of it as is needed to choose. */
export interface FrameOfRange {
  readonly id: number;
  readonly capturedAt: Millis;
  readonly fingerprint: Fingerprint;
  readonly codec: string;
  readonly vectorBytes: number;
  readonly regions: Uint8Array;
}

export interface RangeQuery {
  readonly site: string;
  readonly camera: string;
  readonly from: Millis;
  /** Before this moment. */
  readonly to: Millis;
  /** Only messages that came in from then on, and before then, are looked at; all that may be of the range unless told. */
  readonly since?: Millis;
  readonly until?: Millis;
}

/** Rows looked at in one statement. */
const step = 32_768;
/** How far the clock of an edge machine may have been ahead of the server's. */
const mostAhead: Millis = 86_400_000;

/** Whether anything of a camera is stored or was. */
export function isCameraKnown(connection: Connection, site: string, camera: string): boolean {
  return connection.prepare('SELECT 1 FROM cameras WHERE site = ? AND camera = ?').get(site, camera) !== undefined;
}

/**
 * The frames that a camera captured in a time, in the order they came in. Frames that were spooled come in long after: all
 * messages from the beginning of the range on are looked at.
 *
 * @returns steps of frames, with how much has been looked at, 0 to 1; no statement stays open between two.
 */
export function* framesInRange(
  connection: Connection,
  { site, camera, from, to, since = from - mostAhead, until = Number.MAX_SAFE_INTEGER }: RangeQuery,
): Generator<{ readonly frames: readonly FrameOfRange[]; readonly share: number }, void> {
  const span = findSpan(connection, { since, until });
  if (!span) return;
  const select = connection.prepare<unknown[], FrameOfRange>(
    `SELECT vectors.id, captured_at AS capturedAt, fingerprint, codec, vector_bytes AS vectorBytes, regions FROM vectors
     JOIN kinds ON kinds.id = kind_id
     WHERE vectors.id > ? AND vectors.id <= ? AND camera_id = (SELECT id FROM cameras WHERE site = ? AND camera = ?)
       AND captured_at >= ? AND captured_at < ? ORDER BY vectors.id`,
  );
  for (let after = span.first - 1; after < span.last; after += step) {
    const upTo = Math.min(after + step, span.last);
    const frames = select.all(after, upTo, site, camera, from, to);
    yield { frames, share: (upTo - span.first + 1) / (span.last - span.first + 1) };
  }
}
