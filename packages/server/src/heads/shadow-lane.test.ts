import { join } from 'node:path';
import { createTally } from '@splitsight/kernel';
import { writeTinyBackbone } from '@splitsight/testkit';
import type { BootId, CameraId, SiteId } from '@splitsight/wire';
import { wholeFrame } from '@splitsight/wire';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Arrival, cameraRef, type Decision, type VectorKind } from '../flow.ts';
import type { HeadRole } from '../registry/state.ts';
import type { DisagreementRow } from '../store/rows.ts';
import { writeVersion } from '../testing/head-versions.ts';
import { type Folder, makeFolder } from '../testing/run-server.ts';
import { kindsOfHeads, openScoringHead, type ScoringHead } from './scoring-head.ts';
import { createShadows, maxDisagreements, type ShadowDropReason, type ShadowOptions } from './shadows.ts';
import { createHeadStand } from './stand.ts';

let folder: Folder;
const opened: ScoringHead[] = [];

beforeEach(() => {
  folder = makeFolder();
  writeTinyBackbone(join(folder.path, 'backbone'));
  writeVersion(join(folder.path, '1'), join(folder.path, 'backbone'), { version: '1' });
  writeVersion(join(folder.path, '2'), join(folder.path, 'backbone'), { version: '2', red: -20 });
});
afterEach(async () => {
  for (const head of opened.splice(0)) await head.close();
  folder.remove();
});

/** Version 1 is live and version 2 in the shadow; `wrap` makes of version 2 what the test needs. */
async function setUp(
  wrap: (head: ScoringHead) => ScoringHead = (head) => head,
  books: Partial<ShadowOptions['books']> = {},
) {
  const stand = createHeadStand(async (_, version) => {
    const head = await openScoringHead(join(folder.path, version), { version, rule: {} });
    opened.push(head);
    return version === '2' ? wrap(head) : head;
  });
  const role = (of: HeadRole['role'], version: string): HeadRole => ({
    head: 'fire',
    site: '*',
    role: of,
    version,
    since: 0,
  });
  (await stand.prepare([role('live', '1'), role('shadow', '2')])).commit();
  const [live] = stand.current().at('live', 'yard');
  const [kind] = kindsOfHeads(stand.current().heads);
  if (!live || !kind) throw new Error('no head');
  const dropped = createTally<ShadowDropReason>();
  const failures: string[] = [];
  const disagreements: DisagreementRow[] = [];
  let now = 1000;
  const shadows = createShadows({
    stand,
    dropped,
    kinds: [kind],
    clock: { now: () => now },
    books: { decision: () => undefined, ...books },
    store: { addDisagreement: (row) => void disagreements.push(row) },
    onFailure: ({ version }) => void failures.push(version),
  });
  const offer = (count: number, score = 1) => {
    const decided: Decision = { score, box: wholeFrame, region: 'global', scores: Float32Array.of(1 - score, score) };
    for (let i = 0; i < count; i++) shadows.offer(arrival(kind, i), [{ head: live, decided }]);
  };
  return {
    shadows,
    offer,
    dropped,
    failures,
    disagreements,
    setNow: (to: number) => {
      now = to;
    },
  };
}

function arrival(kind: VectorKind, sequence: number): Arrival {
  const { fingerprint, codec } = kind;
  const regions = [{ kind: 'global' as const, box: wholeFrame, vector: Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 255) }];
  return {
    from: cameraRef('yard' as SiteId, 'gate' as CameraId),
    message: { bootId: '00' as BootId, sequence, capturedAt: 0, fingerprint, codec, regions },
    kind,
    receivedAt: 0,
    timing: 'live',
  };
}

describe('the shadows', () => {
  it('count how often they and the live one agree, by camera', async () => {
    const { shadows, offer } = await setUp();
    offer(3, 1);
    offer(2, 0);
    await shadows.idle();
    expect(shadows.counts()).toEqual([
      {
        ...{ head: 'fire', site: 'yard', camera: 'gate', live_version: '1', shadow_version: '2', since: 1000 },
        ...{ frames: 5, both: 0, live_only: 3, shadow_only: 0 },
      },
    ]);
  });

  it('that fail are counted and told of, and nothing else happens', async () => {
    const { shadows, offer, dropped, failures, disagreements } = await setUp((head) => ({
      ...head,
      score: () => Promise.reject(new Error('broken')),
    }));
    offer(3);
    await shadows.idle();
    expect([dropped.totals(), failures, disagreements]).toEqual([{ failed: 3 }, ['2'], []]);
  });

  it('whose answers cannot be kept are counted, too', async () => {
    const { shadows, offer, dropped } = await setUp(undefined, {
      decision: () => {
        throw new Error('no room');
      },
    });
    offer(3);
    await shadows.idle();
    expect(dropped.totals()).toEqual({ failed: 3 });
  });

  it('that are slow miss frames, which are counted; whoever offers them never waits', async () => {
    let go = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      go = resolve;
    });
    const { shadows, offer, dropped } = await setUp((head) => ({
      ...head,
      score: async (vectors, count) => {
        await gate;
        return head.score(vectors, count);
      },
    }));
    offer(5000);
    expect(dropped.totals()).toEqual({ queue_full: 5000 - 1024 });
    go();
    await shadows.idle();
    expect(shadows.counts()).toMatchObject([{ frames: 1024 }]);
  });

  it('keep so many disagreements a day, and count the others', async () => {
    const { shadows, offer, dropped, disagreements, setNow } = await setUp();
    for (let left = maxDisagreements + 500; left > 0; left -= 500) {
      offer(500);
      await shadows.idle();
    }
    expect([disagreements.length, dropped.totals()]).toEqual([maxDisagreements, { disagreements_full: 500 }]);
    setNow(86_400_000);
    offer(1);
    await shadows.idle();
    expect(disagreements).toHaveLength(maxDisagreements + 1);
  });
});
