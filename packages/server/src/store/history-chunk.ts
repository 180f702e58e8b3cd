import type { FeatureRegion } from '@splitsight/wire';
import type { Connection } from './database.ts';
import type { StoredKind } from './history.ts';
import { readNumbers } from './number-list.ts';
import { partRegions, regionAt, regionBytes } from './region-blob.ts';

/** Frames of one kind of vector, in the order they came in, a column each. */
export interface VectorChunk {
  readonly kind: StoredKind;
  readonly frames: number;
  /** The number of each frame's row: see createFrameFinder. */
  readonly ids: Float64Array;
  /** The number of each frame's camera. */
  readonly cameras: Uint32Array;
  readonly capturedAt: Float64Array;
  readonly receivedAt: Float64Array;
  /** As the database has it: 0 live, 1 late, 2 ahead. */
  readonly timing: Uint8Array;
  /** `frames` + 1 numbers: the vectors of frame i are those from firstVector[i] to before firstVector[i + 1]. */
  readonly firstVector: Uint32Array;
  /** One after the other, each of kind.vectorBytes. */
  readonly vectors: Uint8Array;
  /** The kind and box of each vector: see {@link regionsOf}. */
  readonly heads: Uint8Array;
}

/** The regions of a frame of a chunk; their vectors are views into it. */
export function regionsOf({ firstVector, vectors, heads, kind }: VectorChunk, frame: number): FeatureRegion[] {
  const from = firstVector[frame] ?? 0;
  const count = (firstVector[frame + 1] ?? 0) - from;
  return Array.from({ length: count }, (_, i) => {
    const at = (from + i) * kind.vectorBytes;
    return { ...regionAt(heads, from + i), vector: vectors.subarray(at, at + kind.vectorBytes) };
  });
}

/** No slice brings more bytes of vectors than this into memory, but for a single frame. */
const sliceBytes = 32 * 1024 * 1024;

type Columns = Omit<VectorChunk, 'vectors' | 'heads'>;

/** Reads frames between two rows of the database. */
export interface ChunkReader {
  /** Reads the frames of the rows after `after` up to `upTo`, or to `through` where more would not fit into memory. */
  read(after: number, upTo: number): { readonly chunks: readonly VectorChunk[]; readonly through: number };
  /** Whether there is any frame among them. */
  has(after: number, upTo: number): boolean;
}

/** @param cameras whose frames; null for all. */
export function createChunkReader(
  connection: Connection,
  kinds: readonly StoredKind[],
  cameras: readonly number[] | null,
): ChunkReader {
  const from = framesBetween(cameras);
  const selectAny = connection.prepare<unknown[], 1>(`SELECT 1 FROM ${from} LIMIT 1`).pluck();
  const text = (column: string) => `CAST(group_concat(${column}) AS BLOB)`;
  // Numbers of several columns in one cost less than a column each.
  const names = ['camera_id', 'captured_at', 'received_at', '4 * length(regions) + timing'];
  const selectColumns = connection
    .prepare<unknown[], (Uint8Array | null)[]>(`SELECT count(*), ${names.map(text).join(', ')} FROM ${from}`)
    .raw();
  const selectIds = connection.prepare<unknown[], Uint8Array | null>(`SELECT ${text('id')} FROM ${from}`).pluck();
  const selectRegions = connection
    .prepare<unknown[], Uint8Array | null>(`SELECT CAST(group_concat(regions, '') AS BLOB) FROM ${from}`)
    .pluck();

  function columnsOf(kind: StoredKind, after: number, upTo: number): Columns {
    const [count, ...columns] = selectColumns.get(after, upTo, kind.id) ?? [];
    const frames = Number(count);
    const [cameraIds, capturedAt, receivedAt, lengths] = columns;
    return {
      kind,
      frames,
      ids:
        frames === upTo - after
          ? consecutive(after + 1, frames)
          : numbers(selectIds.get(after, upTo, kind.id), new Float64Array(frames)),
      cameras: numbers(cameraIds, new Uint32Array(frames)),
      capturedAt: numbers(capturedAt, new Float64Array(frames)),
      receivedAt: numbers(receivedAt, new Float64Array(frames)),
      ...timingAndVectors(numbers(lengths, new Float64Array(frames)), regionBytes(kind.vectorBytes)),
    };
  }

  function regions(columns: Columns, after: number, through: number): VectorChunk {
    const blob = selectRegions.get(after, through, columns.kind.id) ?? empty;
    const frames = columns.ids.findLastIndex((id) => id <= through) + 1;
    const kept = frames === columns.frames ? columns : cut(columns, frames);
    return { ...kept, ...partRegions(blob, columns.kind.vectorBytes) };
  }

  const read = connection.transaction((after: number, upTo: number) => {
    const columns = kinds.map((kind) => columnsOf(kind, after, upTo)).filter(({ frames }) => frames > 0);
    const through = Math.min(upTo, ...columns.map((one) => lastThatFits(one, sliceBytes / columns.length)));
    const chunks = columns.map((one) => regions(one, after, through)).filter(({ frames }) => frames > 0);
    return { chunks, through };
  });
  // Both statements see the same rows, however long others write.
  return {
    read: (after, upTo) => read.deferred(after, upTo),
    has: (after, upTo) => kinds.some(({ id }) => selectAny.get(after, upTo, id) !== undefined),
  };
}

/**
 * The frames of a kind between two rows, in SQL: its parameters are the rows and the kind.
 *
 * Rows come in the order of their ids: without an index there is no other way through them, and group_concat takes them as
 * they come. Saying so in SQL (a sub-select with ORDER BY) costs a quarter more.
 */
export function framesBetween(cameras: readonly number[] | null): string {
  const some = cameras ? ` AND camera_id IN (${cameras.join(', ')})` : '';
  return `vectors NOT INDEXED WHERE id > ? AND id <= ? AND kind_id = ?${some}`;
}

const empty = new Uint8Array(0);

function numbers<Column extends Float64Array | Uint32Array | Uint8Array>(
  text: Uint8Array | null | undefined,
  into: Column,
): Column {
  readNumbers(text ?? empty, into);
  return into;
}

function consecutive(first: number, count: number): Float64Array {
  const numbers = new Float64Array(count);
  for (let i = 0; i < count; i++) numbers[i] = first + i;
  return numbers;
}

/** @param lengths 4 × the bytes of the regions of each frame, and its timing. */
function timingAndVectors(lengths: Float64Array, stride: number): Pick<Columns, 'timing' | 'firstVector'> {
  const timing = new Uint8Array(lengths.length);
  const firstVector = new Uint32Array(lengths.length + 1);
  for (let i = 0; i < lengths.length; i++) {
    const both = lengths[i] as number;
    timing[i] = both % 4;
    firstVector[i + 1] = (firstVector[i] as number) + Math.floor(both / 4) / stride;
  }
  return { timing, firstVector };
}

/** The number of the row with which the memory is full; infinite when all fit. */
function lastThatFits({ kind, frames, firstVector, ids }: Columns, bytes: number): number {
  const most = Math.floor(bytes / kind.vectorBytes);
  if ((firstVector[frames] ?? 0) <= most) return Number.POSITIVE_INFINITY;
  const over = firstVector.findIndex((vectors) => vectors > most);
  return ids[Math.max(0, over - 2)] ?? Number.POSITIVE_INFINITY;
}

function cut(columns: Columns, frames: number): Columns {
  const { kind, ids, cameras, capturedAt, receivedAt, timing, firstVector } = columns;
  return {
    kind,
    frames,
    ids: ids.subarray(0, frames),
    cameras: cameras.subarray(0, frames),
    capturedAt: capturedAt.subarray(0, frames),
    receivedAt: receivedAt.subarray(0, frames),
    timing: timing.subarray(0, frames),
    firstVector: firstVector.subarray(0, frames + 1),
  };
}
