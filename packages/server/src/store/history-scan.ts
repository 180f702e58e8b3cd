import { maxRegions } from '@splitsight/wire';
import type { Connection } from './database.ts';
import type { StoredKind } from './history.ts';
import { type ChunkReader, framesBetween, type VectorChunk } from './history-chunk.ts';
import { packVectors, regionBytes } from './region-blob.ts';

/** Vectors of one kind in the order they came in, without whose they are. */
export interface BareChunk {
  readonly kind: StoredKind;
  readonly frames: number;
  readonly vectors: Uint8Array;
}

/** The next vectors of a period. */
export interface ScanSlice {
  readonly bare: readonly BareChunk[];
  /** When the first and the last of their frames came in; null where there are none. */
  readonly times: { readonly first: number; readonly last: number } | null;
  /** Whose they are, read when it is asked for. Where rows were deleted since, it has fewer frames. */
  whole(): readonly VectorChunk[];
  /** How much of the period is read, 0 to 1. */
  readonly share: number;
}

/** Most of history is quiet: what is scored low needs no more than its vectors, which are read twice as fast alone. */
export interface VectorScan {
  /** Reads the rows after `after` up to `upTo`. @param asWhole reads at once whose they are. */
  read(after: number, upTo: number, asWhole: boolean): Omit<ScanSlice, 'share'>;
  /** How many rows fit into memory at a time, whatever their frames hold. */
  readonly rows: number;
}

const sliceBytes = 32 * 1024 * 1024;
const mostRows = 8192;

export function createVectorScan(
  connection: Connection,
  kinds: readonly StoredKind[],
  cameras: readonly number[] | null,
  reader: ChunkReader,
): VectorScan {
  const from = framesBetween(cameras);
  const select = connection
    .prepare<unknown[], [number, Uint8Array | null]>(
      `SELECT count(*), CAST(group_concat(regions, '') AS BLOB) FROM ${from}`,
    )
    .raw();
  const time = (order: 'ASC' | 'DESC') =>
    connection.prepare<unknown[], number>(`SELECT received_at FROM ${from} ORDER BY id ${order} LIMIT 1`).pluck();
  const firstTime = time('ASC');
  const lastTime = time('DESC');
  const read = connection.transaction((after: number, upTo: number) => {
    const bare = kinds.flatMap((kind): BareChunk[] => {
      const [frames = 0, blob = null] = select.get(after, upTo, kind.id) ?? [];
      return blob === null ? [] : [{ kind, frames, vectors: packVectors(blob, kind.vectorBytes) }];
    });
    const first = bare.flatMap(({ kind }) => firstTime.get(after, upTo, kind.id) ?? []);
    const last = bare.flatMap(({ kind }) => lastTime.get(after, upTo, kind.id) ?? []);
    return { bare, times: first.length === 0 ? null : { first: Math.min(...first), last: Math.max(...last) } };
  });
  const largest = Math.max(1, ...kinds.map((kind) => maxRegions * regionBytes(kind.vectorBytes)));
  return {
    rows: Math.max(1, Math.min(mostRows, Math.floor(sliceBytes / (largest * Math.max(1, kinds.length))))),
    read(after, upTo, asWhole) {
      const readWhole = () => reader.read(after, upTo).chunks;
      if (!asWhole) return { ...read.deferred(after, upTo), whole: readWhole };
      const chunks = readWhole();
      return { bare: chunks, times: timesOf(chunks), whole: () => chunks };
    },
  };
}

function timesOf(chunks: readonly VectorChunk[]): ScanSlice['times'] {
  if (chunks.length === 0) return null;
  return {
    first: Math.min(...chunks.map(({ receivedAt }) => receivedAt[0] ?? Number.POSITIVE_INFINITY)),
    last: Math.max(...chunks.map(({ receivedAt, frames }) => receivedAt[frames - 1] ?? 0)),
  };
}
