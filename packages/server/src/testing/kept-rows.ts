import { createTally } from '@splitsight/kernel';
import { alertSchema, type BootId, type CameraId, type Fingerprint, type SiteId, wholeFrame } from '@splitsight/wire';
import type { Look } from '../alert/state.ts';
import { type Arrival, cameraRef } from '../flow.ts';
import { openStore } from '../store/store.ts';

const fingerprint = '0011223344556677' as Fingerprint;
const bootId = '00000000000000aa' as BootId;

/** A frame of a camera that came in at a moment, with a decision of the head `fire`. */
export interface KeptFrame {
  readonly camera: string;
  readonly at: number;
  readonly bytes?: number;
  readonly score?: number;
}

/** An alert of a camera, raised from the frames with these numbers. */
export interface KeptAlert {
  readonly id: string;
  readonly camera: string;
  readonly raisedAt: number;
  readonly frames: readonly number[];
  readonly isActive?: boolean;
}

/** Writes frames, numbered from 0 in their order, and alerts into a database. */
export function writeKept(path: string, frames: readonly KeptFrame[], alerts: readonly KeptAlert[] = []): void {
  const store = openStore({ path, dropped: createTally() });
  for (const [sequence, { camera, at, bytes = 64, score = 0 }] of frames.entries()) {
    const regions = [{ kind: 'global', box: wholeFrame, vector: new Uint8Array(bytes) }] as const;
    const arrival: Arrival = {
      from: cameraRef('yard' as SiteId, camera as CameraId),
      message: { bootId, sequence, capturedAt: at, fingerprint, codec: 'u8', regions },
      kind: { fingerprint, codec: 'u8', vectorBytes: bytes },
      receivedAt: at,
      timing: 'live',
    };
    store.addVectors(arrival);
    store.addDecision({ arrival, head: 'fire', headVersion: '1', score });
  }
  for (const { id, camera, raisedAt, frames: from, isActive } of alerts) {
    const looks = from.map((sequence): Look => {
      const moments = { capturedAt: raisedAt, seenAt: raisedAt, hit: true, headVersion: '1' };
      return { ...moments, frame: { bootId, sequence }, score: 1, scores: [0, 1] };
    });
    const rule = { threshold: 0.5, regions: ['global'] as ['global'] };
    store.putEvidence({ alertId: id, from: cameraRef('yard' as SiteId, camera as CameraId), rule, looks });
    store.putAlert(
      alertSchema.parse({
        ...{
          id,
          site: 'yard',
          camera,
          head: 'fire',
          zone: null,
          severity: 'alert',
          state: isActive ? 'active' : 'ended',
        },
        ...{ started_at: raisedAt, captured_at: raisedAt, raised_at: raisedAt, ended_at: isActive ? null : raisedAt },
        ...{ score: 1, peak: 1, box: null, region: null, head_version: '1', fingerprint, codec: 'u8' },
      }),
    );
  }
  store.close();
}
