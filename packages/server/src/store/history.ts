import type { Millis } from '@splitsight/kernel';
import { type CameraId, codecSchema, fingerprintSchema, type SiteId } from '@splitsight/wire';
import { z } from 'zod';
import { type CameraRef, cameraRef, type VectorKind } from '../flow.ts';
import type { Connection } from './database.ts';
import { createChunkReader, type VectorChunk } from './history-chunk.ts';
import { createVectorScan, type ScanSlice } from './history-scan.ts';
import { findSpan } from './history-span.ts';

/** A kind of vector that is stored, and its number in the database. */
export interface StoredKind extends VectorKind {
  readonly id: number;
}

/** A camera and its number in the database. */
export interface StoredCamera extends CameraRef {
  readonly id: number;
}

/** A period of the server's clock: from `since` on and before `until`. */
export interface Period {
  readonly since: Millis;
  readonly until: Millis;
}

export interface HistoryQuery extends Period {
  /** Which vectors: of {@link History.kinds}. */
  readonly kinds: readonly StoredKind[];
  /** All cameras unless told. */
  readonly site?: SiteId | undefined;
  readonly camera?: CameraId | undefined;
}

/** The next frames of a period. */
export interface HistorySlice {
  /** One for each kind that was asked for and has frames here. Valid until the next slice is asked for. */
  readonly chunks: readonly VectorChunk[];
  /** How much of the period is read, 0 to 1. */
  readonly share: number;
}

/** Reads stored frames in the order they came in. */
export interface History {
  kinds(): readonly StoredKind[];
  cameras(): readonly StoredCamera[];
  /**
   * The frames of a period, some thousand at a time. No statement stays open between two slices, so that whoever takes its
   * time keeps nobody from writing; rows that are deleted meanwhile are left out.
   */
  read(query: HistoryQuery): Generator<HistorySlice, void>;
  /**
   * The same for those who seldom want to know more than vectors.
   *
   * `next(true)` reads whose they are along with the vectors, which is cheaper than asking for it afterwards.
   */
  scan(query: HistoryQuery): Generator<ScanSlice, void, boolean | undefined>;
  /** Whether there is any such frame. */
  has(query: HistoryQuery): boolean;
}

/** Rows of one slice: some 2 MB of 256 bytes a vector. */
const sliceRows = 8192;

const kindSchema = z
  .object({ id: z.int(), fingerprint: fingerprintSchema, codec: codecSchema, vector_bytes: z.int() })
  .transform(({ vector_bytes, ...kind }): StoredKind => ({ ...kind, vectorBytes: vector_bytes }));
const cameraSchema = z
  .object({ id: z.int(), site: z.string(), camera: z.string() })
  .transform(({ id, site, camera }): StoredCamera => ({ id, ...cameraRef(site as SiteId, camera as CameraId) }));

/** @param connection one that only reads (openReadOnly) does. */
export function createHistory(connection: Connection): History {
  const kinds = connection.prepare('SELECT id, fingerprint, codec, vector_bytes FROM kinds ORDER BY id');
  const cameras = connection.prepare('SELECT id, site, camera FROM cameras ORDER BY id');

  /** The numbers of the cameras that are asked for; null for all. */
  function camerasOf({ site, camera }: HistoryQuery): readonly number[] | null {
    if (site === undefined && camera === undefined) return null;
    const found = history.cameras().filter((one) => one.site === (site ?? one.site));
    return found.filter((one) => one.camera === (camera ?? one.camera)).map(({ id }) => id);
  }

  const history: History = {
    kinds: () => z.array(kindSchema).parse(kinds.all()),
    cameras: () => z.array(cameraSchema).parse(cameras.all()),
    *read(query) {
      const span = findSpan(connection, query);
      if (!span) return;
      const reader = createChunkReader(connection, query.kinds, camerasOf(query));
      for (let after = span.first - 1; after < span.last; ) {
        const { chunks, through } = reader.read(after, Math.min(after + sliceRows, span.last));
        after = through;
        yield { chunks, share: (after - span.first + 1) / (span.last - span.first + 1) };
      }
    },
    *scan(query) {
      const span = findSpan(connection, query);
      if (!span) return;
      const cameraIds = camerasOf(query);
      const reader = createChunkReader(connection, query.kinds, cameraIds);
      const scan = createVectorScan(connection, query.kinds, cameraIds, reader);
      let asWhole: boolean | undefined;
      for (let after = span.first - 1; after < span.last; ) {
        const upTo = Math.min(after + scan.rows, span.last);
        const slice = scan.read(after, upTo, asWhole ?? false);
        after = upTo;
        asWhole = yield { ...slice, share: (after - span.first + 1) / (span.last - span.first + 1) };
      }
    },
    has(query) {
      const span = findSpan(connection, query);
      if (!span) return false;
      return createChunkReader(connection, query.kinds, camerasOf(query)).has(span.first - 1, span.last);
    },
  };
  return history;
}
