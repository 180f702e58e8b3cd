import { createTally } from '@splitsight/kernel';
import { waitFor } from '@splitsight/testkit';
import { alertSchema, type BootId, type CameraId, type Fingerprint, type SiteId, wholeFrame } from '@splitsight/wire';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Look } from '../alert/state.ts';
import { type Arrival, cameraRef } from '../flow.ts';
import { deleteOld } from '../testing/delete-old.ts';
import { type Folder, makeFolder } from '../testing/run-server.ts';
import { readEvidence } from './evidence.ts';
import { openStore, type Store } from './store.ts';

let folder: Folder;
let store: Store;
const from = cameraRef('yard' as SiteId, 'gate' as CameraId);
const fingerprint = '0011223344556677' as Fingerprint;
const bootId = '00000000000000aa' as BootId;

beforeEach(() => {
  folder = makeFolder();
  store = openStore({ path: `${folder.path}/test.db`, dropped: createTally() });
});

afterEach(() => {
  store.close();
  folder.remove();
});

function arrival(sequence: number): Arrival {
  const regions = [{ kind: 'global', box: wholeFrame, vector: new Uint8Array(8) }] as const;
  return {
    from,
    message: { bootId, sequence, capturedAt: sequence, fingerprint, codec: 'u8', regions },
    kind: { fingerprint, codec: 'u8', vectorBytes: 8 },
    receivedAt: sequence,
    timing: 'live',
  };
}

function raise(id: string, frames: readonly number[], state: 'active' | 'ended'): void {
  const raisedAt = frames.at(-1) ?? 0;
  const looks = frames.map((sequence): Look => {
    const scores = [Math.fround(0.1), Math.fround(0.9)];
    const frame = { bootId, sequence };
    return { capturedAt: sequence, seenAt: sequence, hit: true, frame, headVersion: '1', score: 0.9, scores };
  });
  store.putEvidence({ alertId: id, from, rule: { threshold: 0.5, regions: ['global'] }, looks });
  store.putAlert(
    alertSchema.parse({
      ...{ id, site: 'yard', camera: 'gate', head: 'fire', zone: null, severity: 'alert', state },
      ...{
        started_at: frames[0],
        captured_at: raisedAt,
        raised_at: raisedAt,
        ended_at: state === 'ended' ? raisedAt : null,
      },
      ...{ score: 0.9, peak: 0.9, box: null, region: null, head_version: '1', fingerprint, codec: 'u8' },
    }),
  );
}

const written = () => waitFor(() => store.waiting() === 0);
const sequences = () => store.connection.prepare('SELECT sequence FROM vectors ORDER BY id').pluck().all();

describe('what an alert was raised from', () => {
  it('is read as it was written, to the bit, with the rule', async () => {
    store.addVectors(arrival(7));
    raise('one', [3, 7], 'ended');
    await written();
    expect(readEvidence(store.connection, 'one')).toEqual(
      [3, 7].map((sequence) => ({
        ...{ bootId, sequence, capturedAt: sequence, receivedAt: sequence, headVersion: '1' },
        scores: [Math.fround(0.1), Math.fround(0.9)],
        rule: { threshold: 0.5, regions: ['global'] },
      })),
    );
    expect(readEvidence(store.connection, 'other')).toEqual([]);
  });

  it('is kept as long as the alert, whatever is deleted around it, and goes with it', async () => {
    for (let sequence = 0; sequence < 9000; sequence++) store.addVectors(arrival(sequence));
    raise('gone', [10, 11], 'ended');
    raise('active', [20, 21], 'active');
    raise('across', [7990, 8010], 'ended');
    await written();
    deleteOld(store.connection, 8000);
    expect(sequences().slice(0, 4)).toEqual([20, 21, 7990, 8000]);
    expect(readEvidence(store.connection, 'gone')).toEqual([]);
    expect(readEvidence(store.connection, 'active')).toHaveLength(2);
    deleteOld(store.connection, 8005);
    expect(sequences().slice(0, 4)).toEqual([20, 21, 7990, 8005]);

    raise('active', [20, 21], 'ended');
    await written();
    deleteOld(store.connection, 8500);
    expect(sequences()[0]).toBe(8500);
    expect(store.connection.prepare('SELECT count(*) FROM evidence').pluck().get()).toBe(0);
  });
});
