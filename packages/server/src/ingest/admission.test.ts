import { createTally } from '@splitsight/kernel';
import {
  type BootId,
  createTopics,
  encodeFeatureMessage,
  type FeatureMessage,
  type Fingerprint,
  wholeFrame,
} from '@splitsight/wire';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAdmission, type Trouble } from './admission.ts';
import type { DropReason, Mark } from './reasons.ts';

const fingerprint = '0011223344556677' as Fingerprint;
const now = 1_800_000_000_000;
const topic = 'splitsight/v1/yard/cam/gate/features';
const hour = 3_600_000;

const good: FeatureMessage = {
  bootId: '0000000000000001' as BootId,
  sequence: 0,
  capturedAt: now - 100,
  fingerprint,
  codec: 'u8',
  regions: [{ kind: 'global', box: wholeFrame, vector: new Uint8Array(8) }],
};

/** What is in the database. */
const stored = { bootId: '00000000000000db' as BootId, sequences: [3, 4, 6, 2000] };

function setUp(options: { ahead?: 'mark' | 'refuse'; maxCameras?: number; offSince?: number } = {}) {
  const dropped = createTally<DropReason>();
  const marked = createTally<Mark>();
  const troubles: (Trouble | null)[] = [];
  const admission = createAdmission({
    topics: createTopics(),
    rule: { late: 5000, future: 5000, ahead: options.ahead ?? 'mark', maxCameras: options.maxCameras ?? 10 },
    kinds: [{ fingerprint, codec: 'u8', vectorBytes: 8 }],
    clock: { now: () => now },
    dropped,
    marked,
    known: {
      highest: (_from, bootId) => (bootId === stored.bootId ? stored.sequences : []),
      has: (_from, bootId, sequence) => bootId === stored.bootId && stored.sequences.includes(sequence),
    },
    isOff: (_from, capturedAt) => capturedAt > (options.offSince ?? Number.MAX_SAFE_INTEGER),
    onSeen: (_from, _capturedAt, trouble) => void troubles.push(trouble),
  });
  return {
    dropped,
    marked,
    troubles,
    admit: (message: Partial<FeatureMessage> = {}, at = topic) =>
      admission.admit(at, encodeFeatureMessage({ ...good, ...message }), now),
    admitBytes: (bytes: Uint8Array, at = topic) => admission.admit(at, bytes, now),
    forget: admission.forget,
  };
}

describe('the admission', () => {
  it('lets a good message in', () => {
    const { admit, dropped, troubles } = setUp();
    expect(admit()).toMatchObject({ from: { key: 'yard/gate' }, timing: 'live', receivedAt: now, message: good });
    expect([dropped.totals(), troubles]).toEqual([{}, [null]]);
  });

  it('lets in what was seen before a camera was switched off, and nothing after', () => {
    const { admit, dropped, troubles } = setUp({ offSince: now - 1 });
    expect(admit({ sequence: 2, capturedAt: now })).toBeUndefined();
    expect(admit({ sequence: 1, capturedAt: now - 1 })).toMatchObject({ timing: 'live' });
    expect(admit({ sequence: 2, capturedAt: now })).toBeUndefined();
    expect([dropped.totals(), troubles]).toEqual([{ switched_off: 1, duplicate: 1 }, [null, null, null]]);
  });

  it('lets a message without regions in: nothing changed', () => {
    expect(setUp().admit({ regions: [] })).toMatchObject({ timing: 'live' });
  });

  const vector = (bytes: number) => [{ kind: 'global', box: wholeFrame, vector: new Uint8Array(bytes) }] as const;
  it.each<[DropReason, Partial<FeatureMessage>, string]>([
    ['fingerprint', { fingerprint: 'ffffffffffffffff' as Fingerprint }, 'VECTOR_FINGERPRINT'],
    ['codec', { codec: 'f32' }, 'VECTOR_CODEC'],
    ['vector_size', { regions: vector(7) }, 'VECTOR_SIZE'],
  ])('refuses vectors that no head can read, and says why: %s', (reason, message, code) => {
    const { admit, dropped, troubles } = setUp();
    expect(admit(message)).toBeUndefined();
    expect(dropped.totals()).toEqual({ [reason]: 1 });
    expect(troubles).toMatchObject([{ code }]);
  });

  it('lets every message in once, and counts what is missing between them', () => {
    const { admit, dropped, marked } = setUp();
    const sequences = [3, 4, 4, 8, 6];
    expect(sequences.map((sequence) => admit({ sequence }) !== undefined)).toEqual([true, true, false, true, true]);
    expect(dropped.totals()).toEqual({ duplicate: 1 });
    expect(marked.totals()).toEqual({ missing: 3, recovered: 1 });
  });

  it('tells boots and cameras apart', () => {
    const { admit, dropped } = setUp();
    expect(admit()).toBeDefined();
    expect(admit({ bootId: '0000000000000002' as BootId })).toBeDefined();
    expect(admit({}, 'splitsight/v1/yard/cam/door/features')).toBeDefined();
    expect(dropped.totals()).toEqual({});
  });

  it('marks late vectors, however old', () => {
    const { admit, marked, troubles } = setUp();
    expect(admit({ capturedAt: now - 5001 })).toMatchObject({ timing: 'late' });
    expect(admit({ capturedAt: 0, sequence: 1 })).toMatchObject({ timing: 'late' });
    expect(marked.totals()).toEqual({ late: 2 });
    expect(troubles).toMatchObject([{ code: 'CLOCK_BEHIND' }, { code: 'CLOCK_BEHIND' }]);
  });

  it('takes spooled vectors that are older than its memory of sequence numbers', () => {
    const { admit } = setUp();
    expect(admit({ sequence: 50_000 })).toBeDefined();
    expect(admit({ sequence: 10, capturedAt: now - hour })).toMatchObject({ timing: 'late' });
    expect(admit({ sequence: 10, capturedAt: now - hour })).toBeUndefined();
    expect(admit({ sequence: 11 })).toBeDefined();
  });

  it('knows repeats of what is stored: it came before the server was started again', () => {
    const { admit, dropped, marked } = setUp();
    const { bootId } = stored;
    const isIn = (sequence: number) => admit({ bootId, sequence }) !== undefined;
    expect([2000, 6, 5, 5, 1999, 2001, 2003].map(isIn)).toEqual([false, false, true, false, true, true, true]);
    expect([dropped.totals(), marked.totals()]).toEqual([{ duplicate: 3 }, { recovered: 1, missing: 1 }]);
  });

  it.each([
    ['within its memory of sequence numbers', 7],
    ['older than that', 5000],
  ])('lets in again, once, what is to be forgotten, and knows that it was scored: %s', (_what, newest) => {
    const { admit, forget, dropped, marked, troubles } = setUp();
    admit({ sequence: newest });
    const arrival = admit({ sequence: 6 });
    if (arrival) forget(arrival);
    const again = [6, 6].map((sequence) => admit({ sequence, capturedAt: now - hour }));
    expect(again).toMatchObject([{ timing: 'late', isScored: true }, undefined]);
    expect([dropped.totals(), troubles.length]).toEqual([{ duplicate: 1 }, 3]);
    expect(marked.totals()).toMatchObject({ forgotten: 1, returned: 1 });
  });

  it('marks or refuses vectors from a clock an hour ahead, as it is told', () => {
    const marking = setUp();
    expect(marking.admit({ capturedAt: now + hour })).toMatchObject({ timing: 'ahead' });
    expect([marking.marked.totals(), marking.dropped.totals()]).toEqual([{ ahead: 1 }, {}]);
    expect(marking.troubles).toMatchObject([{ code: 'CLOCK_AHEAD' }]);
    const refusing = setUp({ ahead: 'refuse' });
    expect(refusing.admit({ capturedAt: now + hour })).toBeUndefined();
    expect(refusing.dropped.totals()).toEqual({ clock_ahead: 1 });
  });

  it('drops a message of a future version with its reason', () => {
    const { admitBytes, dropped, troubles } = setUp();
    const bytes = encodeFeatureMessage(good);
    bytes[1] = 2;
    expect(admitBytes(bytes)).toBeUndefined();
    expect(dropped.totals()).toEqual({ version: 1 });
    expect(troubles).toMatchObject([{ code: 'WIRE_VERSION' }]);
  });

  it('drops any garbage with a counted reason', () => {
    const { admitBytes, dropped } = setUp();
    fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => admitBytes(bytes) === undefined));
    const total = Object.values(dropped.totals()).reduce((sum, count) => sum + count, 0);
    expect(total).toBe(100);
  });

  it('does not grow when it is flooded with made-up cameras', () => {
    const { admit, dropped } = setUp({ maxCameras: 3 });
    for (let camera = 0; camera < 100; camera++) admit({}, `splitsight/v1/yard/cam/c${camera}/features`);
    expect(dropped.totals()).toEqual({ too_many_cameras: 97 });
    expect(admit({ sequence: 1 }, 'splitsight/v1/yard/cam/c2/features')).toBeDefined();
  });

  it('lets a camera in after a flood of garbage under the names of more cameras than there may be', () => {
    const { admit, admitBytes, dropped } = setUp({ maxCameras: 3 });
    const of = (camera: number) => `splitsight/v1/yard/cam/c${camera}/features`;
    expect(admit({}, of(1))).toBeDefined();
    for (let camera = 2; camera < 100; camera++) admitBytes(new Uint8Array(3), of(camera));
    expect(admit({}, of(0))).toBeDefined();
    expect(admit({}, of(200))).toBeDefined();
    expect([admit({}, of(1)), admit({}, of(0))]).toEqual([undefined, undefined]);
    expect(admit({}, of(201))).toBeUndefined();
    expect(dropped.totals()).toMatchObject({ duplicate: 2, too_many_cameras: 1 });
  });

  it('remembers the last boots of a camera only', () => {
    const { admit } = setUp();
    const bootId = (boot: number) => boot.toString(16).padStart(16, '0') as BootId;
    for (let boot = 1; boot <= 100; boot++) expect(admit({ bootId: bootId(boot) })).toBeDefined();
    expect(admit({ bootId: bootId(100) })).toBeUndefined();
    expect(admit({ bootId: bootId(97) })).toBeUndefined();
    expect(admit({ bootId: bootId(96) })).toBeDefined();
  });

  it('drops what comes on a topic whose ids are none', () => {
    const { admit, dropped } = setUp();
    expect(admit({}, 'splitsight/v1/Yard!/cam/gate/features')).toBeUndefined();
    expect(dropped.totals()).toEqual({ topic: 1 });
  });
});
