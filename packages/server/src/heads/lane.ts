import type { Arrival } from '../flow.ts';
import { judgePatches } from './patches.ts';
import type { ScoringHead } from './scoring-head.ts';

/** What a head makes of the frames of a batch. */
export interface Answer {
  readonly head: ScoringHead;
  /** A row of probabilities for every region of every arrival, or null if the head failed. */
  readonly probabilities: Float32Array | null;
  /** One value an arrival: see judgePatches. */
  readonly patches: Float32Array | null;
}

/** Frames that were scored in one go. */
export interface Batch {
  readonly arrivals: readonly Arrival[];
  /** One entry a head of the lane. */
  readonly answers: readonly Answer[];
  /** When the first of its frames came (performance.now()), when the heads began, and when they were done. */
  readonly queuedAt: number;
  readonly startedAt: number;
  readonly doneAt: number;
}

/** The heads that read one kind of vector, and the frames that wait for them. */
export interface Lane {
  /** Takes a frame: it is scored as soon as the heads are free, together with all that wait. */
  offer(arrival: Arrival): void;
  /** How many frames wait. */
  waiting(): number;
  /** Resolves when nothing waits and nothing runs. */
  idle(): Promise<void>;
}

export interface LaneOptions {
  readonly heads: readonly ScoringHead[];
  readonly vectorBytes: number;
  readonly onBatch: (batch: Batch) => void;
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

export function createLane({ heads, vectorBytes, onBatch, onOverflow, onFailure }: LaneOptions): Lane {
  let queue: Arrival[] = [];
  let queuedAt = 0;
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    // Frames of one network packet arrive in one turn of the event loop: the first waits for the others.
    await new Promise(setImmediate);
    while (queue.length > 0) await runBatch();
    running = undefined;
  }

  async function runBatch(): Promise<void> {
    const arrivals = takeBatch();
    const vectors = packVectors(arrivals, vectorBytes);
    const count = vectors.length / vectorBytes;
    const times = { queuedAt, startedAt: performance.now() };
    queuedAt = times.startedAt;
    const answers = await Promise.all(heads.map((head) => answer(head, vectors, count, arrivals)));
    onBatch({ arrivals, answers, ...times, doneAt: performance.now() });
  }

  function takeBatch(): readonly Arrival[] {
    let vectors = 0;
    const end = queue.findIndex(({ message }) => {
      vectors += message.regions.length;
      return vectors > maxBatchVectors;
    });
    const taken = end < 0 ? queue : queue.slice(0, end);
    queue = end < 0 ? [] : queue.slice(end);
    return taken;
  }

  async function answer(
    head: ScoringHead,
    vectors: Uint8Array,
    count: number,
    arrivals: readonly Arrival[],
  ): Promise<Answer> {
    try {
      const probabilities = await head.score(vectors, count);
      const frames = arrivals.map(({ message }) => message.regions);
      return { head, probabilities, patches: await judgePatches(head, frames, probabilities) };
    } catch (error) {
      onFailure(head, arrivals.length, error);
      return { head, probabilities: null, patches: null };
    }
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
    async idle() {
      while (running !== undefined) await running;
    },
  };
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
