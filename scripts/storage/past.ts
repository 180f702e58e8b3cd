import { createTally } from '@splitsight/kernel';
import { alertSchema, type BootId, type CameraId, type Fingerprint, type SiteId, wholeFrame } from '@splitsight/wire';
import type { Look } from '../../packages/server/src/alert/state.ts';
import { type Arrival, cameraRef } from '../../packages/server/src/flow.ts';
import { openStore } from '../../packages/server/src/store/store.ts';

/** A past that is written at the rates of an agent with default settings. */
export interface Past {
  /** When it ends. */
  readonly now: number;
  readonly days: number;
  /** So much of each day. */
  readonly hours: number;
  readonly cameras: number;
  /** How much of the time something moves. */
  readonly busyShare: number;
}

/** As the clips of `rates` have it: one look in two seconds at the whole frame, or five a second with what moves. */
const quiet = { every: 2000, regions: 1 } as const;
const busy = { every: 200, regions: 3 } as const;
const vectorBytes = 256;
/** A decision that is not remarkable is stored so often, of each of two heads. */
const decisionEvery = 5000;
const heads = ['fire', 'person'] as const;
const alertsADay = 5;
const day = 86_400_000;
const busyFor = 60_000;

const fingerprint = '0011223344556677' as Fingerprint;
const bootId = '00000000000000aa' as BootId;
const vectors = Array.from({ length: 64 }, (_, seed) =>
  Uint8Array.from({ length: vectorBytes }, (_, i) => (seed * 37 + i * 101) % 256),
);

/** A message of a camera with so many regions. */
export function arrivalOf(camera: string, sequence: number, at: number, regions: number): Arrival {
  return {
    from: cameraRef('yard' as SiteId, camera as CameraId),
    message: {
      ...{ bootId, sequence, capturedAt: at - 40, fingerprint, codec: 'u8' },
      regions: Array.from({ length: regions }, (_, i) => ({
        kind: i === 0 ? 'global' : 'motion',
        box: wholeFrame,
        vector: vectors[(sequence + i) % vectors.length] ?? new Uint8Array(vectorBytes),
      })),
    },
    kind: { fingerprint, codec: 'u8', vectorBytes },
    receivedAt: at,
    timing: 'live',
  };
}

/** Writes it into a new database, in the order it came in. */
export function writePast(path: string, { now, days, hours, cameras, busyShare }: Past): void {
  for (let back = days; back > 0; back--) {
    // A day at a time, so that no more than that waits to be written.
    const store = openStore({ path, dropped: createTally() });
    const begin = now - back * day;
    const end = begin + hours * 3_600_000;
    const next = Array.from({ length: cameras }, (_, camera) => begin + camera * 37);
    const decided = next.map(() => 0);
    let sequence = back * 100_000_000;
    for (let at = begin; at < end; at += quiet.every) {
      for (let camera = 0; camera < cameras; camera++) {
        for (; (next[camera] ?? end) < Math.min(end, at + quiet.every); ) {
          const moment = next[camera] ?? end;
          const isBusy = moment % (busyFor / busyShare) < busyFor;
          const rate = isBusy ? busy : quiet;
          const arrival = arrivalOf(`camera-${camera}`, sequence++, moment, rate.regions);
          store.addVectors(arrival);
          if (moment - (decided[camera] ?? 0) >= decisionEvery) {
            decided[camera] = moment;
            for (const head of heads)
              store.addDecision({ arrival, head, headVersion: '1', score: (sequence % 100) / 250 });
          }
          next[camera] = moment + rate.every;
        }
      }
    }
    const alerts = Math.max(1, Math.round((alertsADay * hours) / 24));
    for (let camera = 0; camera < cameras; camera++)
      for (let n = 0; n < alerts; n++) alert(store, camera, back, n, begin);
    store.close();
  }
}

function alert(store: ReturnType<typeof openStore>, camera: number, back: number, n: number, begin: number): void {
  const at = begin + 600_000 * (n + 1);
  const id = `${camera}-${back}-${n}`;
  const name = `camera-${camera}`;
  const looks = Array.from({ length: 5 }, (_, i): Look => {
    const frame = { bootId, sequence: back * 100_000_000 + 300 * (n + 1) + i };
    return { capturedAt: at, seenAt: at, hit: true, frame, headVersion: '1', score: 0.9, scores: [0.1, 0.9] };
  });
  const rule = { threshold: 0.6, k: 3, n: 5, instant: 0.9, regions: ['global'] as ['global'] };
  store.putEvidence({ alertId: id, from: cameraRef('yard' as SiteId, name as CameraId), rule, looks });
  store.putAlert(
    alertSchema.parse({
      ...{ id, site: 'yard', camera: name, head: 'fire', zone: null, severity: 'alert', state: 'ended' },
      ...{ started_at: at, captured_at: at, raised_at: at, ended_at: at + 20_000, score: 0.9, peak: 0.95 },
      ...{ box: wholeFrame, region: 'global', head_version: '1', fingerprint, codec: 'u8' },
    }),
  );
}
