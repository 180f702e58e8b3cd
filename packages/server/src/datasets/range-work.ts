import { setImmediate } from 'node:timers/promises';
import type { RegionKind } from '@splitsight/wire';
import type { z } from 'zod';
import { serverError } from '../errors.ts';
import type { Work } from '../jobs/work.ts';
import { openReadOnly } from '../store/database.ts';
import { type FrameOfRange, framesInRange } from '../store/items-range.ts';
import { decodeRegions } from '../store/region-blob.ts';
import { createKindFilter, type Maker, setOf } from './job-set.ts';
import { createKnownBackbones } from './known-backbones.ts';
import { type RangeParams, type rangeFoundSchema, rangeParamsSchema } from './schemas.ts';
import { spread } from './spread.ts';

/** Frames that are added in one transaction. */
const batch = 100;
/** How many frames are held while the range is looked through. */
const maxSlots = 500_000;

/** Chooses the frames of a range and sends their numbers, some at a time. */
export const rangeWork: Work = async (params, { database, backbones, signal, progress, emit }) => {
  const given = rangeParamsSchema.parse(params);
  const connection = openReadOnly(database);
  try {
    const set = setOf(connection, given);
    const choice = createChoice(given, createKindFilter(createKnownBackbones(backbones), set));
    for (const { frames, share } of framesInRange(connection, given)) {
      for (const frame of frames) choice.look(frame);
      progress({ done: share, of: 1, note: 'looking for frames', point: null });
      await setImmediate();
      signal.throwIfAborted();
    }
    const { ids, found } = choice.chosen();
    if (ids.length === 0) throw serverError('DATASET_NOTHING', describe(given, found));
    for (let at = 0; at < ids.length; at += batch) {
      signal.throwIfAborted();
      await emit({ frames: ids.slice(at, at + batch) });
      progress({ done: Math.min(ids.length, at + batch), of: ids.length, note: 'adding frames', point: null });
    }
    return found;
  } finally {
    connection.close();
  }
};

type Found = z.output<typeof rangeFoundSchema>;

/** Keeps the first frame of each slot of time, and of these so many, evenly spread. */
function createChoice(given: RangeParams, isWanted: (maker: Maker) => boolean) {
  const { from, to, every_s, at_most, regions } = given;
  const width = Math.max(1, 1000 * every_s, (to - from) / maxSlots);
  const slots = new Map<number, FrameOfRange['id']>();
  const counts = { seen: 0, without_regions: 0, other_kinds: 0 };
  return {
    look(frame: FrameOfRange): void {
      counts.seen++;
      const slot = Math.floor((frame.capturedAt - from) / width);
      if (!isWanted(frame)) counts.other_kinds++;
      else if (!hasRegion(frame, regions)) counts.without_regions++;
      else if (!slots.has(slot)) slots.set(slot, frame.id);
    },
    chosen(): { readonly ids: readonly number[]; readonly found: Found } {
      const inOrder = [...slots].sort(([a], [b]) => a - b).map(([, id]) => id);
      const ids = spread(inOrder, at_most);
      return { ids, found: { ...counts, frames: ids.length } };
    },
  };
}

function hasRegion({ regions, vectorBytes }: FrameOfRange, kinds: readonly RegionKind[]): boolean {
  return decodeRegions(regions, vectorBytes).some(({ kind }) => kinds.includes(kind));
}

function describe({ site, camera, from, to, regions }: RangeParams, { seen, other_kinds }: Found): string {
  const [begin, end] = [from, to].map((moment) => new Date(moment).toISOString());
  const why = seen === 0 ? 'no frames' : `${seen} frames, ${other_kinds} of another backbone, no ${regions.join(', ')}`;
  return `${site}/${camera}, ${begin} to ${end}: ${why}`;
}
