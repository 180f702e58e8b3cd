import {
  type BootId,
  type CameraId,
  createTopics,
  encodeFeatureMessage,
  type Fingerprint,
  type RegionKind,
  type SiteId,
  wholeFrame,
} from '@splitsight/wire';

export const topics = createTopics();
export const site = 'yard' as SiteId;
export const camera = 'gate' as CameraId;
export const featuresTopic = topics.format({ kind: 'camera', site, camera, leaf: 'features' });

/** A frame to be sent: how red it is (0: the tiny head scores near 0; 255: near 1) and what else differs. */
export interface Sent {
  readonly red: number;
  readonly capturedAt?: number;
  readonly kind?: RegionKind;
  readonly from?: Fingerprint;
  readonly boot?: string;
  readonly sequence?: number;
}

/** Makes the feature messages of one agent's boot, numbered from 0. */
export function createFrames(fingerprint: Fingerprint): (sent: Sent) => Buffer {
  let next = 0;
  return ({ red, capturedAt = Date.now(), kind = 'global', from = fingerprint, boot = '1', sequence = next++ }) =>
    Buffer.from(
      encodeFeatureMessage({
        bootId: boot.padStart(16, '0') as BootId,
        sequence,
        capturedAt,
        fingerprint: from,
        codec: 'u8',
        regions: [{ kind, box: wholeFrame, vector: Uint8Array.of(0, 0, 0, 0, 0, 0, 0, red) }],
      }),
    );
}
