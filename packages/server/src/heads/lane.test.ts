import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeTinyBackbone, writeTinyHead } from '@splitsight/testkit';
import type { BootId, CameraId, Fingerprint, SiteId } from '@splitsight/wire';
import { wholeFrame } from '@splitsight/wire';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Arrival, cameraRef, type VectorKind } from '../flow.ts';
import { type Batch, createLane, maxBatchVectors, maxWaiting } from './lane.ts';
import { closeHeads, distinctKinds, kindsOfHeads, openHeads, type ScoringHead } from './scoring-head.ts';

let folder: string;
let heads: readonly ScoringHead[];
let kind: VectorKind;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'splitsight-lane-'));
  writeTinyBackbone(join(folder, 'backbone'));
  for (const name of ['fire', 'smoke']) writeTinyHead(join(folder, name), join(folder, 'backbone'), { name });
  heads = await openHeads(['fire', 'smoke'].map((name) => ({ model: join(folder, name), rule: {} })));
  const [first] = kindsOfHeads(heads);
  if (!first) throw new Error('no kind');
  kind = first;
});

afterAll(async () => {
  await closeHeads(heads);
  rmSync(folder, { recursive: true });
});

/** A frame whose regions have these amounts of red. */
function arrival(sequence: number, ...reds: readonly number[]): Arrival {
  return arrivalOf('yard', sequence, ...reds);
}

function arrivalOf(site: string, sequence: number, ...reds: readonly number[]): Arrival {
  const regions = reds.map((red) => ({
    kind: 'global' as const,
    box: wholeFrame,
    vector: Uint8Array.of(0, 0, 0, 0, 0, 0, 0, red),
  }));
  const { fingerprint, codec } = kind;
  return {
    from: cameraRef(site as SiteId, 'gate' as CameraId),
    message: { bootId: '00' as BootId, sequence, capturedAt: 0, fingerprint, codec, regions },
    kind,
    receivedAt: 0,
    timing: 'live',
  };
}

function setUp(readersAt: (site: string) => readonly ScoringHead[] = () => heads) {
  const batches: Batch[] = [];
  const failures: string[] = [];
  let overflow = 0;
  let out = 0;
  const lane = createLane({
    take() {
      out++;
      return { readersAt, done: () => void out-- };
    },
    vectorBytes: kind.vectorBytes,
    onBatch: (batch) => void batches.push(batch),
    onOverflow: (frames) => {
      overflow += frames;
    },
    onFailure: (head, frames) => void failures.push(`${head.name} ${frames}`),
  });
  return { lane, batches, failures, overflow: () => overflow, out: () => out };
}

const sequences = (batch: Batch | undefined) => batch?.frames.map(({ arrival: { message } }) => message.sequence);
/** Of each frame, the heads that have answered, and what each says of its first region. */
const said = (batch: Batch | undefined) =>
  batch?.frames.map(({ answers }) =>
    answers.map(({ head, scores }) => {
      if (!scores) return `${head.name} failed`;
      const { probabilities, firstRow = 0, classes, positive } = scores;
      return `${head.name} ${(probabilities[firstRow * classes + positive] ?? 0) > 0.5}`;
    }),
  );

describe('a lane', () => {
  it('scores the frames of one turn in one batch, in order, with every head', async () => {
    const { lane, batches } = setUp();
    lane.offer(arrival(0, 0));
    lane.offer(arrival(1, 255, 0));
    lane.offer(arrival(2, 0, 255));
    lane.offer(arrival(3, 255));
    await lane.idle();
    expect(batches.map(sequences)).toEqual([[0, 1, 2, 3]]);
    expect(said(batches[0])).toEqual([
      ['fire false', 'smoke false'],
      ['fire true', 'smoke true'],
      ['fire false', 'smoke false'],
      ['fire true', 'smoke true'],
    ]);
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
    expect(batches.map(({ frames: of }) => of.length)).toEqual([maxBatchVectors, 10]);
    expect(batches.flatMap((batch) => sequences(batch))).toEqual(Array.from({ length: frames }, (_, index) => index));
    expect(said(batches[1])?.[1]).toEqual(['fire true', 'smoke true']);
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
    const { lane, batches, failures, out } = setUp(() => [broken, fire]);
    lane.offer(arrival(0, 255));
    await lane.idle();
    expect(failures).toEqual(['smoke 1']);
    expect(said(batches[0])).toEqual([['smoke failed', 'fire true']]);
    expect(out()).toBe(0);
  });

  it('scores the frames of each site with the heads of that site, once', async () => {
    const [fire, smoke] = heads;
    if (!fire || !smoke) throw new Error('no heads');
    const runs: string[] = [];
    const counted = (head: ScoringHead): ScoringHead => ({
      ...head,
      score: (vectors, count) => {
        runs.push(`${head.name} ${count}`);
        return head.score(vectors, count);
      },
    });
    const lists = new Map([
      ['yard', [counted(fire)]],
      ['gate', [counted(smoke)]],
    ]);
    const { lane, batches } = setUp((site) => lists.get(site) ?? []);
    lane.offer(arrivalOf('yard', 0, 255));
    lane.offer(arrivalOf('gate', 1, 0, 255));
    lane.offer(arrivalOf('moon', 2, 255));
    lane.offer(arrivalOf('yard', 3, 0));
    lane.offer(arrivalOf('gate', 4, 255));
    await lane.idle();
    expect(batches.map(sequences)).toEqual([[0, 1, 2, 3, 4]]);
    expect(said(batches[0])).toEqual([['fire true'], ['smoke false'], [], ['fire false'], ['smoke true']]);
    expect(runs).toEqual(['fire 2', 'smoke 3']);
  });
});

describe('the heads', () => {
  it('follow the configuration, then their manifest', async () => {
    const model = join(folder, 'fire');
    const opened = await openHeads([{ model, name: 'blaze', rule: { threshold: 0.6 } }]);
    expect(opened).toMatchObject([{ name: 'blaze', version: '1', manifest: { classes: ['normal', 'fire'] } }]);
    expect(opened[0]?.rule).toMatchObject({ threshold: 0.6, instant: 0.9, severity: 'alert', k: 2, n: 3, clear: 0.3 });
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
    const kinds = distinctKinds(kindsOfHeads([...heads, other]));
    expect(kinds.map(({ fingerprint }) => fingerprint)).toEqual([kind.fingerprint, 'ff']);
  });
});
