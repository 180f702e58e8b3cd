import type { Millis } from '@splitsight/kernel';
import { encodeOrigin, type Item } from '@splitsight/training';
import type { CodecName } from '@splitsight/wire';
import type { Connection } from '../store/database.ts';
import { createFrameFinder, type FrameFinder } from '../store/history-frame.ts';
import { createItemTable, type DataSetRow } from '../store/items.ts';
import { framesInRange } from '../store/items-range.ts';
import { frameItem, frameItems, regionOfOrigin } from './frame-items.ts';
import type { Maker } from './job-set.ts';
import type { SimilarParams } from './schemas.ts';
import { spread } from './spread.ts';

/** A vector that others are to resemble. */
export interface Wanted extends Maker {
  readonly codec: CodecName;
  readonly origin: string;
  readonly vector: Uint8Array;
}

export interface WantedVectors {
  readonly wanted: readonly Wanted[];
  /** What was asked for and is not there. */
  readonly gone: readonly string[];
}

const itemsOfLabel = 32;
/** A camera looks seldom while nothing moves: the frame nearest to a moment is this far away at most. */
const nearFrame: Millis = 2000;
/** A spooled frame that came in later than this is not found. */
const latest: Millis = 86_400_000;

/** Finds the vectors that are looked for: items of the set, stored regions, frames near a moment, items of a label. */
export function wantedVectors(connection: Connection, set: DataSetRow, given: SimilarParams): WantedVectors {
  const finder = createFrameFinder(connection);
  const byOrigin = given.origins.map((origin) => ({ origin, found: wantedOf(connection, finder, set, origin) }));
  const byFrame = given.frames.map(({ site, camera, at }) => {
    const frame = frameNear(connection, site, camera, at);
    const stored = frame === undefined ? undefined : finder.byId(frame);
    const items = stored ? frameItems(stored, given.regions, '') : [];
    const found = items.flatMap((item) => (stored ? wantedItem(stored.kind.codec, item) : []));
    return { origin: `${site}/${camera} at ${new Date(at).toISOString()}`, found };
  });
  const ofLabel = given.label === undefined ? [] : someOfLabel(connection, set, given.label);
  const all = [...byOrigin, ...byFrame];
  return {
    wanted: [...all.flatMap(({ found }) => found), ...ofLabel],
    gone: all.filter(({ found }) => found.length === 0).map(({ origin }) => origin),
  };
}

function wantedOf(connection: Connection, finder: FrameFinder, set: DataSetRow, origin: string): Wanted[] {
  const stored = createItemTable(connection).byOrigin(set.id, origin);
  if (stored) return inSet(set, stored.item);
  const seen = regionOfOrigin(origin);
  const frame = seen && finder.byName(seen);
  const item = frame && frameItem(frame, seen.region, '');
  return item ? [wantedItem(frame.kind.codec, item)] : [];
}

function wantedItem(codec: CodecName, { fingerprint, vector, origin }: Item): Wanted {
  return { codec, fingerprint, vector, origin: encodeOrigin(origin) };
}

function inSet({ codec }: DataSetRow, item: Item): Wanted[] {
  return codec ? [wantedItem(codec, item)] : [];
}

function frameNear(connection: Connection, site: string, camera: string, at: Millis): number | undefined {
  const range = { site, camera, from: at - nearFrame, to: at + nearFrame + 1, until: at + latest };
  const away = (capturedAt: Millis) => Math.abs(capturedAt - at);
  const frames = [...framesInRange(connection, range)]
    .flatMap((step) => step.frames)
    .filter(({ regions }) => regions.length > 0);
  return frames.sort((a, b) => away(a.capturedAt) - away(b.capturedAt))[0]?.id;
}

/** Items with a label, evenly spread in the order they were added. */
function someOfLabel(connection: Connection, set: DataSetRow, label: string): Wanted[] {
  const table = createItemTable(connection);
  const ids = table.idsOf(set.id, label);
  return spread(ids, itemsOfLabel).flatMap((id) =>
    table.page(set.id, { after: id - 1, limit: 1 }).flatMap(({ item }) => inSet(set, item)),
  );
}
