import { setImmediate } from 'node:timers/promises';
import type { Scores } from '../decide.ts';
import type { Arrival } from '../flow.ts';
import { judgePatches } from './patches.ts';
import type { ScoringHead } from './scoring-head.ts';

/** What one head says of one frame. */
export interface Answer {
  readonly head: ScoringHead;
  /** null when the head failed. */
  readonly scores: Scores | null;
}

/** A frame that was scored: one answer by each head that reads its site's frames. */
export interface ScoredFrame<Item> {
  readonly arrival: Item;
  readonly answers: readonly Answer[];
}

/** Frames that were scored in one go. */
export interface Batch<Item = Arrival> {
  readonly frames: readonly ScoredFrame<Item>[];
  /** When the first of its frames came (performance.now()), when the heads began, and when they were done. */
  readonly queuedAt: number;
  readonly startedAt: number;
  readonly doneAt: number;
}

/** The heads that a batch goes to. They stay open until it gives them back. */
export interface BatchHeads {
  /** The heads that score the frames of a site; the same list for all sites that have the same heads. */
  readersAt(site: string): readonly ScoringHead[];
  done(): void;
}

/** The frames of one kind of vector that wait for the heads that read it. */
export interface Lane<Item = Arrival> {
  /** Takes a frame: it is scored as soon as the heads are free, together with all that wait. */
  offer(arrival: Item): void;
  /** How many frames wait. */
  waiting(): number;
  /** The frames that wait or are being scored. */
  pending(): Iterable<Item>;
  /** Resolves when nothing waits and nothing runs. */
  idle(): Promise<void>;
}

export interface LaneOptions<Item = Arrival> {
  /** Called once a batch. */
  readonly take: () => BatchHeads;
  readonly vectorBytes: number;
  readonly onBatch: (batch: Batch<Item>) => void;
  /** Called with frames that were pushed out of the full queue. */
  readonly onOverflow: (frames: number) => void;
  readonly onFailure: (head: ScoringHead, frames: number, error: unknown) => void;
}

/**
 * A run scores at most this many vectors: 1 MB at 256 bytes each. Under load one turn of the event loop brings hundreds
 * of frames, and a batch must take them all, or the queue grows.
 */
export const maxBatchVectors = 4096;
/** Ten seconds of 800 frames a second; a head that is further behind drops the oldest. */
export const maxWaiting = 8192;

export function createLane<Item extends Arrival>(options: LaneOptions<Item>): Lane<Item> {
  const { take, vectorBytes, onBatch, onOverflow, onFailure } = options;
  let queue: Item[] = [];
  let queuedAt = 0;
  let running: Promise<void> | undefined;
  let scoring: readonly Item[] = [];

  async function run(): Promise<void> {
    // Frames of one network packet arrive in one turn of the event loop: the first waits for the others.
    await setImmediate();
    while (queue.length > 0) await runBatch();
    running = undefined;
  }

  async function runBatch(): Promise<void> {
    const arrivals = takeBatch();
    const times = { queuedAt, startedAt: performance.now() };
    queuedAt = times.startedAt;
    const heads = take();
    scoring = arrivals;
    try {
      const frames = await scoreAll(arrivals, heads);
      onBatch({ frames, ...times, doneAt: performance.now() });
    } finally {
      scoring = [];
      heads.done();
    }
  }

  function takeBatch(): readonly Item[] {
    let vectors = 0;
    const end = queue.findIndex(({ message }) => {
      vectors += message.regions.length;
      return vectors > maxBatchVectors;
    });
    const taken = end < 0 ? queue : queue.slice(0, end);
    queue = end < 0 ? [] : queue.slice(end);
    return taken;
  }

  /** Each head scores the frames of the sites where it is at work, in one run. */
  async function scoreAll(arrivals: readonly Item[], heads: BatchHeads): Promise<readonly ScoredFrame<Item>[]> {
    const readers = arrivals.map(({ from }) => heads.readersAt(from.site));
    const lists = new Set(readers);
    let packed: Uint8Array | undefined;
    const answered = await Promise.all(
      [...new Set([...lists].flat())].map(async (head) => {
        const isEverywhere = [...lists].every((list) => list.includes(head));
        const own = isEverywhere ? arrivals : arrivals.filter((_, index) => readers[index]?.includes(head));
        packed ??= isEverywhere ? packVectors(arrivals, vectorBytes) : undefined;
        const vectors = isEverywhere && packed ? packed : packVectors(own, vectorBytes);
        return [head, (await answer(head, vectors, own)).values()] as const;
      }),
    );
    const byHead = new Map(answered);
    return arrivals.map((arrival, index) => ({
      arrival,
      answers: (readers[index] ?? []).map((head) => ({ head, scores: byHead.get(head)?.next().value ?? null })),
    }));
  }

  /** @returns what the head says of each of its frames, in their order. */
  async function answer(
    head: ScoringHead,
    vectors: Uint8Array,
    own: readonly Item[],
  ): Promise<readonly (Scores | null)[]> {
    try {
      const probabilities = await head.score(vectors, vectors.length / vectorBytes);
      const regions = own.map(({ message }) => message.regions);
      const patches = await judgePatches(head, regions, probabilities);
      const { classes, positive } = head.manifest;
      tellNoNumbers(head, probabilities, regions);
      let row = 0;
      return regions.map((of, index) => {
        const firstRow = row;
        row += of.length;
        return { probabilities, classes: classes.length, positive, firstRow, patches: patches?.[index] };
      });
    } catch (error) {
      onFailure(head, own.length, error);
      return own.map(() => null);
    }
  }

  /** Such scores alert nobody: the head is as good as broken, though it has answered. Regions that have numbers count. */
  function tellNoNumbers(
    head: ScoringHead,
    probabilities: Float32Array,
    frames: readonly { readonly length: number }[],
  ): void {
    if (!probabilities.some(Number.isNaN)) return;
    const { classes } = head.manifest;
    let row = 0;
    const broken = frames.filter(({ length }) => {
      const first = row;
      row += length;
      return probabilities.subarray(first * classes.length, row * classes.length).some(Number.isNaN);
    });
    onFailure(head, broken.length, new Error('its scores are no numbers'));
  }

  return {
    offer(arrival) {
      if (queue.length === 0) queuedAt = performance.now();
      if (queue.push(arrival) > maxWaiting) {
        queue.shift();
        onOverflow(1);
      }
      running ??= run();
    },
    waiting: () => queue.length,
    *pending() {
      yield* scoring;
      yield* queue;
    },
    async idle() {
      while (running !== undefined) await running;
    },
  };
}

/** The keys of the cameras whose frames wait or are being scored. */
export function pendingCameras(lanes: Iterable<Lane>): ReadonlySet<string> {
  return new Set([...lanes].flatMap((lane) => Array.from(lane.pending(), ({ from }) => from.key)));
}

/** Puts the vectors of all regions one after the other; each has `vectorBytes` bytes, which the admission has checked. */
function packVectors(arrivals: readonly Arrival[], vectorBytes: number): Uint8Array {
  let count = 0;
  for (const { message } of arrivals) count += message.regions.length;
  const packed = new Uint8Array(count * vectorBytes);
  let at = 0;
  for (const { message } of arrivals) {
    for (const { vector } of message.regions) {
      packed.set(vector, at);
      at += vectorBytes;
    }
  }
  return packed;
}
