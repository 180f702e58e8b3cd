import { type Decoder, openDecoder } from '@splitsight/inference';
import { createNearest, type Nearest } from '@splitsight/learn';
import { encodeOrigin } from '@splitsight/training';
import type { z } from 'zod';
import { serverError } from '../errors.ts';
import type { Work } from '../jobs/work.ts';
import { type Connection, openReadOnly } from '../store/database.ts';
import { createHistory } from '../store/history.ts';
import type { VectorChunk } from '../store/history-chunk.ts';
import { createFrameFinder } from '../store/history-frame.ts';
import { createItemTable, type DataSetRow } from '../store/items.ts';
import { regionAt } from '../store/region-blob.ts';
import { regionOfOrigin } from './frame-items.ts';
import { createKindFilter, setOf } from './job-set.ts';
import { createKnownBackbones, type KnownBackbone } from './known-backbones.ts';
import { type candidateSchema, type SimilarParams, similarParamsSchema, type similarResultSchema } from './schemas.ts';
import { wantedVectors } from './similar-query.ts';

/** Vectors decoded in one run. */
const batch = 1024;
/** Regions of a frame are numbered below this: see maxRegions of the wire. */
const regionsOfFrame = 64;

/** Looks through the stored vectors for those most like some others, and leaves out what the set holds already. */
export const similarWork: Work = async (params, context): Promise<z.output<typeof similarResultSchema>> => {
  const given = similarParamsSchema.parse(params);
  const connection = openReadOnly(context.database);
  let decoder: Decoder | undefined;
  try {
    const set = setOf(connection, given);
    const backbones = createKnownBackbones(context.backbones);
    const isWanted = createKindFilter(backbones, set);
    const { wanted, gone } = wantedVectors(connection, set, given);
    const usable = wanted.filter(isWanted);
    const [first] = usable;
    const known = first && backbones.of(first.fingerprint);
    if (!first || !known) throw serverError('DATASET_NOTHING', `to look for: ${gone.join(', ') || 'no items'}`);
    decoder = await openDecoder(known.directory, first.codec, 'root');
    const query = await decoder.decode(Buffer.concat(usable.map(({ vector }) => vector)), usable.length);
    const { dims } = known.manifest;
    // Twice as many are held, so that those left out later have successors.
    const nearest = createNearest(
      { features: query, dims },
      { k: 2 * given.k, atLeast: given.at_least, same: given.same },
    );
    const search = createSearch({ connection, given, known, decoder, nearest, isHeld: heldOf(connection, set) });
    for await (const share of search.run(isWanted)) {
      context.progress({ done: share, of: 1, note: 'looking through stored vectors', point: null });
      context.signal.throwIfAborted();
    }
    const origins = usable.map(({ origin }) => origin);
    return {
      candidates: search.candidates(origins),
      looked_at: search.lookedAt(),
      like: usable.length,
      gone: [...gone],
    };
  } finally {
    await decoder?.close();
    connection.close();
  }
};

/** Says which stored regions the set holds. */
function heldOf(connection: Connection, set: DataSetRow): (frame: number, region: number) => boolean {
  const finder = createFrameFinder(connection);
  const frames = new Map<string, number | undefined>();
  const held = new Set<number>();
  for (const origin of createItemTable(connection).storedOrigins(set.id)) {
    const seen = regionOfOrigin(origin);
    if (!seen) continue;
    const key = `${seen.site}/${seen.camera}/${seen.bootId}/${seen.sequence}`;
    if (!frames.has(key)) frames.set(key, finder.idOf(seen));
    const frame = frames.get(key);
    if (frame !== undefined) held.add(frame * regionsOfFrame + seen.region);
  }
  return (frame, region) => held.has(frame * regionsOfFrame + region);
}

interface SearchParts {
  readonly connection: Connection;
  readonly given: SimilarParams;
  readonly known: KnownBackbone;
  readonly decoder: Decoder;
  readonly nearest: Nearest;
  readonly isHeld: (frame: number, region: number) => boolean;
}

/** A region of a stored frame. */
interface Place {
  readonly frame: number;
  readonly region: number;
}

function createSearch({ connection, given, known, decoder, nearest, isHeld }: SearchParts) {
  const { dims } = known.manifest;
  const history = createHistory(connection);
  let places = new Map<number, Place>();
  let looked = 0;

  async function look(chunk: VectorChunk): Promise<void> {
    const { vectors, kind, frames, firstVector } = chunk;
    const count = firstVector[frames] ?? 0;
    const start = nearest.seen;
    const wanted = wantedRows(chunk);
    for (let at = 0; at < count; at += batch) {
      const some = Math.min(batch, count - at);
      const bytes = vectors.subarray(at * kind.vectorBytes, (at + some) * kind.vectorBytes);
      const features = await decoder.decode(bytes, some);
      // A row of zeros resembles nothing.
      for (let i = 0; i < some; i++) if (!wanted[at + i]) features.fill(0, i * dims, (i + 1) * dims);
      nearest.push(features);
    }
    places = placesOf(chunk, start);
  }

  /** Which vectors of a chunk may be answers: 1 or 0 each. */
  function wantedRows({ ids, capturedAt, frames, firstVector, heads }: VectorChunk): Uint8Array {
    const { from = 0, to = Number.MAX_SAFE_INTEGER, regions } = given;
    const wanted = new Uint8Array(firstVector[frames] ?? 0);
    for (let frame = 0; frame < frames; frame++) {
      const time = capturedAt[frame] ?? 0;
      if (time < from || time >= to) continue;
      const first = firstVector[frame] ?? 0;
      for (let row = first; row < (firstVector[frame + 1] ?? 0); row++) {
        if (regions.includes(regionAt(heads, row).kind) && !isHeld(ids[frame] ?? 0, row - first)) wanted[row] = 1;
        looked++;
      }
    }
    return wanted;
  }

  /** Where the best rows stand; those of this chunk begin at row `start`. */
  function placesOf({ ids, frames, firstVector }: VectorChunk, start: number): Map<number, Place> {
    return new Map(
      nearest.best().flatMap(({ row }): [number, Place][] => {
        const before = places.get(row);
        if (before) return [[row, before]];
        if (row < start) return [];
        const frame = lastAtMost(firstVector.subarray(0, frames), row - start);
        return [[row, { frame: ids[frame] ?? 0, region: row - start - (firstVector[frame] ?? 0) }]];
      }),
    );
  }

  return {
    async *run(isWanted: (maker: { fingerprint: VectorChunk['kind']['fingerprint']; codec: string }) => boolean) {
      const kinds = history.kinds().filter(isWanted);
      const { from = 0, site, camera } = given;
      const since = Math.max(0, from - 86_400_000);
      for (const { chunks, share } of history.read({ since, until: Number.MAX_SAFE_INTEGER, kinds, site, camera })) {
        for (const chunk of chunks) await look(chunk);
        yield share;
      }
    },
    lookedAt: () => looked,
    candidates(origins: readonly string[]): z.output<typeof candidateSchema>[] {
      const finder = createFrameFinder(connection);
      return nearest
        .best()
        .flatMap(({ row, similarity, query }) => {
          const place = places.get(row);
          const frame = place && finder.byId(place.frame);
          const region = frame?.regions[place?.region ?? -1];
          if (!place || !frame || !region) return [];
          const {
            from: { site, camera },
            bootId,
            sequence,
            capturedAt,
          } = frame;
          const origin = encodeOrigin({ kind: 'vector', site, camera, bootId, sequence, region: place.region });
          const seen = { site, camera, captured_at: capturedAt, region: region.kind, box: region.box };
          return [{ origin, ...seen, similarity, like: origins[query] ?? '' }];
        })
        .slice(0, given.k);
    },
  };
}

/** The last place whose number is at most `value`, in numbers that grow; of equal ones the last. */
function lastAtMost(numbers: Uint32Array, value: number): number {
  let [low, high] = [0, numbers.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] as number) <= value) low = middle;
    else high = middle;
  }
  return low;
}
