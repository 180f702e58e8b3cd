import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeTinyBackbone, writeTinyHead } from '@splitsight/testkit';
import type { BootId, CameraId, Fingerprint, SiteId } from '@splitsight/wire';
import { wholeFrame } from '@splitsight/wire';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Arrival, cameraRef, type VectorKind } from '../flow.ts';
import { type Batch, createLane, maxBatchVectors, maxWaiting } from './lane.ts';
import { closeHeads, headView, openHeads, type ScoringHead, vectorKinds } from './scoring-head.ts';

let folder: string;
let heads: readonly ScoringHead[];
let kind: VectorKind;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'splitsight-lane-'));
  writeTinyBackbone(join(folder, 'backbone'));
  for (const name of ['fire', 'smoke']) writeTinyHead(join(folder, name), join(folder, 'backbone'), { name });
  heads = await openHeads(['fire', 'smoke'].map((name) => ({ model: join(folder, name), rule: {} })));
  const [first] = vectorKinds(heads);
  if (!first) throw new Error('no kind');
  kind = first;
});

afterAll(async () => {
  await closeHeads(heads);
  rmSync(folder, { recursive: true });
});

/** A frame whose regions have these amounts of red. */
function arrival(sequence: number, ...reds: readonly number[]): Arrival {
  const regions = reds.map((red) => ({
    kind: 'global' as const,
    box: wholeFrame,
    vector: Uint8Array.of(0, 0, 0, 0, 0, 0, 0, red),
  }));
  const { fingerprint, codec } = kind;
  return {
    from: cameraRef('yard' as SiteId, 'gate' as CameraId),
    message: { bootId: '00' as BootId, sequence, capturedAt: 0, fingerprint, codec, regions },
    kind,
    receivedAt: 0,
    timing: 'live',
  };
}

function setUp(by: readonly ScoringHead[] = heads) {
  const batches: Batch[] = [];
  const failures: string[] = [];
  let overflow = 0;
  const lane = createLane({
    heads: by,
    vectorBytes: kind.vectorBytes,
    onBatch: (batch) => void batches.push(batch),
    onOverflow: (frames) => {
      overflow += frames;
    },
    onFailure: (head, frames) => void failures.push(`${head.name} ${frames}`),
  });
  return { lane, batches, failures, overflow: () => overflow };
}

const sequences = (batch: Batch | undefined) => batch?.arrivals.map(({ message }) => message.sequence);

describe('a lane', () => {
  it('scores the frames of one turn in one batch, in order, with every head', async () => {
    const { lane, batches } = setUp();
    lane.offer(arrival(0, 0));
    lane.offer(arrival(1, 255, 0));
    lane.offer(arrival(2));
    lane.offer(arrival(3, 255));
    await lane.idle();
    expect(batches.map(sequences)).toEqual([[0, 1, 2, 3]]);
    expect(batches[0]?.answers.map(({ head }) => head.name)).toEqual(['fire', 'smoke']);
    const positive = [...(batches[0]?.answers[0]?.probabilities ?? [])].filter((_, index) => index % 2 === 1);
    expect(positive.map((p) => p > 0.5)).toEqual([false, true, false, true]);
  });

  it('gathers what comes while a batch runs', async () => {
    const { lane, batches } = setUp();
    lane.offer(arrival(0, 0));
    await new Promise(setImmediate);
    for (const sequence of [1, 2, 3]) lane.offer(arrival(sequence, 0));
    await lane.idle();
    expect(batches.map(sequences)).toEqual([[0], [1, 2, 3]]);
  });

  it('cuts a long queue into batches that are not too large, without losing or mixing frames', async () => {
    const { lane, batches } = setUp();
    const frames = maxBatchVectors + 10;
    for (let sequence = 0; sequence < frames; sequence++) lane.offer(arrival(sequence, sequence % 2 ? 255 : 0));
    await lane.idle();
    expect(batches.map(({ arrivals }) => arrivals.length)).toEqual([maxBatchVectors, 10]);
    expect(batches.flatMap((batch) => sequences(batch))).toEqual(Array.from({ length: frames }, (_, index) => index));
    expect(batches[1]?.answers[0]?.probabilities?.[3]).toBeGreaterThan(0.5);
  });

  it('drops and counts the oldest when the heads are too far behind', async () => {
    const { lane, batches, overflow } = setUp();
    for (let sequence = 0; sequence < maxWaiting + 5; sequence++) lane.offer(arrival(sequence));
    await lane.idle();
    expect(overflow()).toBe(5);
    expect(sequences(batches[0])?.[0]).toBe(5);
  });

  it('goes on with the other heads when one fails', async () => {
    const [fire, smoke] = heads;
    if (!fire || !smoke) throw new Error('no heads');
    const broken: ScoringHead = { ...smoke, score: () => Promise.reject(new Error('broken')) };
    const { lane, batches, failures } = setUp([broken, fire]);
    lane.offer(arrival(0, 255));
    await lane.idle();
    expect(failures).toEqual(['smoke 1']);
    expect(batches[0]?.answers.map(({ probabilities }) => probabilities !== null)).toEqual([false, true]);
  });
});

describe('the heads', () => {
  it('follow the configuration, then their manifest', async () => {
    const model = join(folder, 'fire');
    const opened = await openHeads([{ model, name: 'blaze', rule: { threshold: 0.6 } }]);
    expect(opened.map(headView)).toMatchObject([
      { name: 'blaze', classes: ['normal', 'fire'], threshold: 0.6, instant: 0.9, severity: 'alert' },
    ]);
    expect(opened[0]?.rule).toMatchObject({ k: 2, n: 3, clear: 0.3 });
    await closeHeads(opened);
  });

  it('are refused when two have the same name', async () => {
    const model = join(folder, 'fire');
    await expect(
      openHeads([
        { model, rule: {} },
        { model, rule: {} },
      ]),
    ).rejects.toMatchObject({ code: 'HEAD_TWICE' });
  });

  it('of one backbone and codec share a kind', () => {
    const other = { ...heads[0], manifest: { ...heads[0]?.manifest, fingerprint: 'ff' as Fingerprint } } as ScoringHead;
    expect(vectorKinds([...heads, other]).map(({ fingerprint }) => fingerprint)).toEqual([kind.fingerprint, 'ff']);
  });
});
