import type { Millis } from '@splitsight/kernel';
import type { BootId, CameraId, FeatureRegion, Fingerprint, SiteId } from '@splitsight/wire';
import { codecSchema } from '@splitsight/wire';
import { type CameraRef, cameraRef, type Timing, type VectorKind } from '../flow.ts';
import type { Connection } from './database.ts';
import { decodeRegions } from './region-blob.ts';

/** A stored feature message. */
export interface StoredFrame {
  readonly id: number;
  readonly from: CameraRef;
  readonly bootId: BootId;
  readonly sequence: number;
  readonly capturedAt: Millis;
  readonly receivedAt: Millis;
  readonly timing: Timing;
  readonly kind: VectorKind;
  readonly regions: readonly FeatureRegion[];
}

/** What names a frame in the world: its camera, the boot of the agent that sent it, and its number in it. */
export interface FrameName {
  readonly site: SiteId;
  readonly camera: CameraId;
  readonly bootId: BootId;
  readonly sequence: number;
}

/** Finds single frames. */
export interface FrameFinder {
  /** By the number of its row; undefined when it is not stored (any more). */
  byId(id: number): StoredFrame | undefined;
  byName(name: FrameName): StoredFrame | undefined;
  /** The number of its row. */
  idOf(name: FrameName): number | undefined;
}

interface Row {
  readonly id: number;
  readonly site: string;
  readonly camera: string;
  readonly boot_id: string;
  readonly sequence: number;
  readonly captured_at: number;
  readonly received_at: number;
  readonly timing: number;
  readonly fingerprint: string;
  readonly codec: string;
  readonly vector_bytes: number;
  readonly regions: Uint8Array;
}

const timings: readonly Timing[] = ['live', 'late', 'ahead'];

export function createFrameFinder(connection: Connection): FrameFinder {
  const select = (where: string) =>
    connection.prepare<unknown[], Row>(
      `SELECT vectors.*, site, camera, fingerprint, codec, vector_bytes FROM vectors
       JOIN cameras ON cameras.id = camera_id JOIN kinds ON kinds.id = kind_id WHERE ${where}`,
    );
  const byId = select('vectors.id = ?');
  const byName = select('site = ? AND camera = ? AND boot_id = ? AND sequence = ?');
  const idOf = connection
    .prepare<unknown[], number>(
      `SELECT id FROM vectors WHERE boot_id = ? AND sequence = ?
         AND camera_id = (SELECT id FROM cameras WHERE site = ? AND camera = ?)`,
    )
    .pluck();
  return {
    byId: (id) => frameOf(byId.get(id)),
    byName: ({ site, camera, bootId, sequence }) => frameOf(byName.get(site, camera, bootId, sequence)),
    idOf: ({ site, camera, bootId, sequence }) => idOf.get(bootId, sequence, site, camera),
  };
}

function frameOf(row: Row | undefined): StoredFrame | undefined {
  if (!row) return undefined;
  const { id, sequence, vector_bytes: vectorBytes } = row;
  return {
    id,
    from: cameraRef(row.site as SiteId, row.camera as CameraId),
    bootId: row.boot_id as BootId,
    sequence,
    capturedAt: row.captured_at,
    receivedAt: row.received_at,
    timing: timings[row.timing] ?? 'live',
    kind: { fingerprint: row.fingerprint as Fingerprint, codec: codecSchema.parse(row.codec), vectorBytes },
    regions: decodeRegions(row.regions, vectorBytes),
  };
}
