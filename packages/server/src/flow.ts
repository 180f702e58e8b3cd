import type { Millis } from '@splitsight/kernel';
import type { Box, CameraId, CodecName, FeatureMessage, Fingerprint, RegionKind, SiteId } from '@splitsight/wire';

/** A camera as the server knows it. */
export interface CameraRef {
  readonly site: SiteId;
  readonly camera: CameraId;
  /** `<site>/<camera>`: unique, and what maps are keyed by. */
  readonly key: string;
}

/** What the capture time says: seen as it happens, spooled (or a clock behind), or a clock ahead. */
export type Timing = 'live' | 'late' | 'ahead';

/** What a head reads: the vectors of one backbone in one codec. */
export interface VectorKind {
  readonly fingerprint: Fingerprint;
  readonly codec: CodecName;
  readonly vectorBytes: number;
}

/** A feature message that was let in. Its vectors are views into the packet it came in; nobody writes to them. */
export interface Arrival {
  readonly from: CameraRef;
  readonly message: FeatureMessage;
  /** Every vector of the message is of this kind. The same object for all messages of a kind. */
  readonly kind: VectorKind;
  readonly receivedAt: Millis;
  /** The same by a clock that never steps, for durations; where there is none, nothing has stepped. */
  readonly steadyAt?: Millis;
  readonly timing: Timing;
  /** It was scored when it first came, and could not be kept then. */
  readonly isScored?: boolean;
}

/** What a head makes of a frame: the highest probability of its class among the regions that count, and where. */
export interface Decision {
  readonly score: number;
  readonly box: Box;
  /** The kind of the region that scored highest. */
  readonly region: RegionKind;
  /** What the head gave each class there: a view into the memory of a batch. Whoever keeps it copies it. */
  readonly scores: Float32Array;
}

export function cameraRef(site: SiteId, camera: CameraId): CameraRef {
  return { site, camera, key: `${site}/${camera}` };
}
