import type { BootId } from '@splitsight/wire';
import { decide } from '../decide.ts';
import type { Timing } from '../flow.ts';
import { judgePatches } from '../heads/patches.ts';
import { reads, type ScoringHead } from '../heads/scoring-head.ts';
import { watchInput } from '../rules/zone-input.ts';
import type { History, HistoryQuery, StoredCamera } from '../store/history.ts';
import { regionsOf, type VectorChunk } from '../store/history-chunk.ts';
import type { ScanSlice } from '../store/history-scan.ts';
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
  const scan = history.scan(query);
  // Where something goes on, something is going on in the next frames, too.
  let isBusy = false;
  for (let next = scan.next(); !next.done; next = scan.next(isBusy)) {
    signal.throwIfAborted();
    const slice = next.value;
    isBusy = false;
    for (const { head, machines } of runs) {
      const scores = await scoreSlice(head, slice);
      if (!head.patch5 && !machines.some((one) => one.minds(scores.highest))) continue;
      isBusy = true;
      for (const frame of inOrder(await scoreWhole(head, slice, scores))) step(frame, head, machines, cameras);
    }
    played = add(played, slice);
    onSlice(played, slice.share);
  }
  return played;
}

/** What a head gave the vectors of a slice, by kind. */
interface SliceScores {
  readonly byKind: ReadonlyMap<number, Float32Array>;
  /** Of the class that alerts. */
  readonly highest: number;
}

async function scoreSlice(head: PastRun['head'], { bare }: ScanSlice): Promise<SliceScores> {
  const { positive, classes } = head.manifest;
  const byKind = new Map<number, Float32Array>();
  let highest = Number.NEGATIVE_INFINITY;
  for (const { kind, vectors } of bare) {
    if (!reads(head, kind)) continue;
    const count = vectors.length / kind.vectorBytes;
    const probabilities = new Float32Array(count * classes.length);
    for (let from = 0; from < count; from += batchVectors) {
      const to = Math.min(count, from + batchVectors);
      const batch = vectors.subarray(from * kind.vectorBytes, to * kind.vectorBytes);
      probabilities.set(await head.score(batch, to - from), from * classes.length);
    }
    byKind.set(kind.id, probabilities);
    highest = Math.max(highest, highestOf(probabilities, { from: 0, to: count }, positive, classes.length));
  }
  return { byKind, highest };
}

/** A chunk and what a head gave it. */
interface ScoredChunk {
  readonly chunk: VectorChunk;
  readonly probabilities: Float32Array;
  /** One a frame, where the head has a second stage. */
  readonly patches: readonly (Float32Array | undefined)[] | null;
}

async function scoreWhole(head: PastRun['head'], slice: ScanSlice, scores: SliceScores): Promise<ScoredChunk[]> {
  const chunks = slice.whole().filter(({ kind }) => reads(head, kind));
  const classes = head.manifest.classes.length;
  const isSame = chunks.every(({ kind, frames, firstVector }) => {
    return scores.byKind.get(kind.id)?.length === (firstVector[frames] ?? 0) * classes;
  });
  // Rows were deleted since: what is left is scored anew.
  const { byKind } = isSame ? scores : await scoreSlice(head, { ...slice, bare: chunks });
  return Promise.all(
    chunks.map(async (chunk) => {
      const probabilities = byKind.get(chunk.kind.id) ?? new Float32Array(0);
      const regions = head.patch5 ? Array.from({ length: chunk.frames }, (_, frame) => regionsOf(chunk, frame)) : [];
      return { chunk, probabilities, patches: await judgePatches(head, regions, probabilities) };
    }),
  );
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
  const isPlain = concerned.some(({ watch }) => watch.view === null);
  const decided = isPlain ? decide(regions, rule.regions, scores) : null;
  for (const one of concerned) {
    const input = watchInput({ message, timing }, one.watch, scores, decided);
    if (input) one.step(camera, input, chunk.receivedAt[frame] ?? 0);
  }
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

function add({ frames, vectors, first, last }: PlayedPast, { bare, times }: ScanSlice): PlayedPast {
  return {
    frames: bare.reduce((sum, chunk) => sum + chunk.frames, frames),
    vectors: bare.reduce((sum, { kind, vectors: bytes }) => sum + bytes.length / kind.vectorBytes, vectors),
    first: times ? Math.min(first ?? times.first, times.first) : first,
    last: times ? Math.max(last ?? times.last, times.last) : last,
  };
}
