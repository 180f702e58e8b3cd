import type { BootId } from '@splitsight/wire';
import { alertInput } from '../alert/input.ts';
import { decide } from '../decide.ts';
import type { Timing } from '../flow.ts';
import { judgePatches } from '../heads/patches.ts';
import { reads, type ScoringHead } from '../heads/scoring-head.ts';
import type { History, HistoryQuery, HistorySlice, StoredCamera } from '../store/history.ts';
import { regionsOf, type VectorChunk } from '../store/history-chunk.ts';
import type { Machines } from './machines.ts';

/** A head that looks at the past, and the alerts that are made of what it says: one set of machines a rule. */
export interface PastRun {
  readonly head: Pick<ScoringHead, 'manifest' | 'rule' | 'score' | 'patch5'>;
  readonly machines: readonly Machines[];
}

/** How much of the past was looked at. */
export interface PlayedPast {
  readonly frames: number;
  readonly vectors: number;
  /** When the first and the last frame came in; null when there was none. */
  readonly first: number | null;
  readonly last: number | null;
}

export interface PlayOptions {
  readonly signal: AbortSignal;
  /** Told after every slice what was looked at so far, and how much of the period that is, 0 to 1. */
  readonly onSlice: (played: PlayedPast, share: number) => void;
}

/** Vectors of one run of a head: as many as go fastest. */
const batchVectors = 2048;
const timings: readonly Timing[] = ['live', 'late', 'ahead'];

/**
 * Plays stored frames to heads and their alerts in the order they came in, as if each came in at its time: decisions and
 * alerts are made by the code of the live path. Frames that cannot change an alert are scored and passed over.
 *
 * @throws CodedError MODEL_RUN; Error when the signal aborts.
 */
export async function playPast(
  history: History,
  query: HistoryQuery,
  runs: readonly PastRun[],
  { signal, onSlice }: PlayOptions,
): Promise<PlayedPast> {
  const cameras = new Map(history.cameras().map((camera) => [camera.id, camera]));
  let played: PlayedPast = { frames: 0, vectors: 0, first: null, last: null };
  for (const { chunks, share } of history.read(query)) {
    signal.throwIfAborted();
    for (const { head, machines } of runs) {
      const scored: ScoredChunk[] = [];
      for (const chunk of chunks) if (reads(head, chunk.kind)) scored.push(await scoreChunk(head, chunk));
      for (const frame of inOrder(scored)) step(frame, head, machines, cameras);
    }
    played = add(played, chunks);
    onSlice(played, share);
  }
  return played;
}

/** A chunk and what a head gave it. */
interface ScoredChunk {
  readonly chunk: VectorChunk;
  readonly probabilities: Float32Array;
  /** One a frame, where the head has a second stage. */
  readonly patches: readonly (Float32Array | undefined)[] | null;
}

async function scoreChunk(head: PastRun['head'], chunk: VectorChunk): Promise<ScoredChunk> {
  const { vectors, frames, firstVector, kind } = chunk;
  const classes = head.manifest.classes.length;
  const count = firstVector[frames] ?? 0;
  const probabilities = new Float32Array(count * classes);
  for (let from = 0; from < count; from += batchVectors) {
    const to = Math.min(count, from + batchVectors);
    const batch = vectors.subarray(from * kind.vectorBytes, to * kind.vectorBytes);
    probabilities.set(await head.score(batch, to - from), from * classes);
  }
  const regions = head.patch5 ? Array.from({ length: frames }, (_, frame) => regionsOf(chunk, frame)) : [];
  return { chunk, probabilities, patches: await judgePatches(head, regions, probabilities) };
}

interface ScoredFrame {
  readonly of: ScoredChunk;
  readonly frame: number;
}

/** The frames of chunks of several kinds, in the order they came in. */
function* inOrder(scored: readonly ScoredChunk[]): Generator<ScoredFrame> {
  const next = scored.map(() => 0);
  for (;;) {
    let first = -1;
    let lowest = Number.POSITIVE_INFINITY;
    for (const [i, { chunk }] of scored.entries()) {
      const id = chunk.ids[next[i] ?? 0] ?? Number.POSITIVE_INFINITY;
      if (id < lowest) {
        lowest = id;
        first = i;
      }
    }
    const of = scored[first];
    if (!of) return;
    const frame = next[first] ?? 0;
    next[first] = frame + 1;
    yield { of, frame };
  }
}

function step(
  { of, frame }: ScoredFrame,
  { manifest, rule }: PastRun['head'],
  machines: readonly Machines[],
  cameras: ReadonlyMap<number, StoredCamera>,
): void {
  const { chunk, probabilities, patches } = of;
  const cameraId = chunk.cameras[frame] ?? -1;
  const { positive, classes } = manifest;
  const firstRow = chunk.firstVector[frame] ?? 0;
  const rows = { from: firstRow, to: chunk.firstVector[frame + 1] ?? 0 };
  const highest = patches?.[frame] ? 1 : highestOf(probabilities, rows, positive, classes.length);
  const concerned = machines.filter((one) => one.needs(cameraId, highest));
  const camera = concerned.length > 0 ? cameras.get(cameraId) : undefined;
  if (!camera) return;
  const regions = regionsOf(chunk, frame);
  const scores = { probabilities, classes: classes.length, positive, firstRow, patches: patches?.[frame] };
  const message = {
    capturedAt: chunk.capturedAt[frame] ?? 0,
    fingerprint: chunk.kind.fingerprint,
    regions,
    ...rowFrame(chunk.ids[frame] ?? 0),
  };
  const timing = timings[chunk.timing[frame] ?? 0] ?? 'live';
  const input = alertInput({ message, timing }, decide(regions, rule.regions, scores));
  if (!input) return;
  for (const one of concerned) one.step(camera, input, chunk.receivedAt[frame] ?? 0);
}

/** In place of its name, which few frames are asked for: the number of its row. */
function rowFrame(id: number): { readonly bootId: BootId; readonly sequence: number } {
  return { bootId: '' as BootId, sequence: id };
}

function highestOf(
  probabilities: Float32Array,
  rows: { readonly from: number; readonly to: number },
  positive: number,
  classes: number,
): number {
  let highest = Number.NEGATIVE_INFINITY;
  for (let row = rows.from; row < rows.to; row++) {
    const score = probabilities[row * classes + positive] as number;
    if (score > highest) highest = score;
  }
  return highest;
}

function add(played: PlayedPast, chunks: HistorySlice['chunks']): PlayedPast {
  let { frames, vectors, first, last } = played;
  for (const chunk of chunks) {
    frames += chunk.frames;
    vectors += chunk.firstVector[chunk.frames] ?? 0;
    first = Math.min(first ?? Number.POSITIVE_INFINITY, chunk.receivedAt[0] ?? Number.POSITIVE_INFINITY);
    last = Math.max(last ?? 0, chunk.receivedAt[chunk.frames - 1] ?? 0);
  }
  return { frames, vectors, first, last };
}
