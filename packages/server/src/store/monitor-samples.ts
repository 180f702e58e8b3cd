import type { Millis } from '@splitsight/kernel';
import { type FeatureRegion, regionKinds } from '@splitsight/wire';
import type { Connection } from './database.ts';
import { findSpan, type Span } from './history-span.ts';
import { decodeRegions } from './region-blob.ts';

/** One stored vector of a camera, drawn for a comparison. */
export interface VectorSample {
  readonly cameraId: number;
  readonly kindId: number;
  readonly capturedAt: Millis;
  readonly region: FeatureRegion['kind'];
  readonly vector: Uint8Array;
}

/** Draws from stored vectors. */
export interface SampleReader {
  /** When the oldest stored vector came in. */
  oldest(): Millis | undefined;
  /**
   * The first vector of each wanted camera that came in from `since` on and before `until`: of the whole frame where it has
   * one. What comes after the first 50,000 messages of the period is not looked at.
   */
  draw(since: Millis, until: Millis, isWanted: (cameraId: number) => boolean): readonly VectorSample[];
}

const maxMessages = 50_000;

interface Row {
  readonly camera_id: number;
  readonly kind_id: number;
  readonly captured_at: number;
  readonly vector_bytes: number;
  readonly regions: Uint8Array;
}

/** @param connection one that only reads (openReadOnly) does. */
export function createSampleReader(connection: Connection): SampleReader {
  const oldest = connection.prepare<[], Millis>('SELECT received_at FROM vectors ORDER BY id LIMIT 1').pluck();
  const firsts = connection
    .prepare<[number, number], [number, number]>(
      `SELECT min(id), camera_id FROM
         (SELECT id, camera_id FROM vectors WHERE id BETWEEN ? AND ? AND length(regions) > 0
          ORDER BY id LIMIT ${maxMessages})
       GROUP BY camera_id`,
    )
    .raw();
  const one = connection.prepare<[number], Row>(
    `SELECT camera_id, kind_id, captured_at, vector_bytes, regions FROM vectors
     JOIN kinds ON kinds.id = kind_id WHERE vectors.id = ?`,
  );

  function sampleOf(id: number): readonly VectorSample[] {
    const row = one.get(id);
    const regions = row ? decodeRegions(row.regions, row.vector_bytes) : [];
    const region = regions.find(({ kind }) => kind === wholeFrame) ?? regions[0];
    if (!row || !region) return [];
    const { camera_id: cameraId, kind_id: kindId, captured_at: capturedAt } = row;
    // A copy: the row's memory holds all regions.
    return [{ cameraId, kindId, capturedAt, region: region.kind, vector: region.vector.slice() }];
  }

  return {
    oldest: () => oldest.get(),
    draw(since, until, isWanted) {
      const span: Span | undefined = findSpan(connection, { since, until });
      if (!span) return [];
      const found = firsts.all(span.first, span.last).filter(([, camera]) => isWanted(camera));
      return found.flatMap(([id]) => sampleOf(id));
    },
  };
}

const [wholeFrame] = regionKinds;
