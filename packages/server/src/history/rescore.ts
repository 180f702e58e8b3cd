import type { BootId, CameraId, SiteId } from '@splitsight/wire';
import { type Arrival, cameraRef, type VectorKind } from '../flow.ts';
import { openScoringHead } from '../heads/scoring-head.ts';
import { ownWatch } from '../rules/watch.ts';
import { openDatabase, openReadOnly } from '../store/database.ts';
import { createHistory, type HistoryQuery } from '../store/history.ts';
import { createRowWriter } from '../store/rows.ts';
import { createMachines } from './machines.ts';
import { playPast } from './play-past.ts';

/** What a measured history is filled with. */
export interface FillOptions {
  /** Feature messages of one region. */
  readonly frames: number;
  readonly cameras: number;
  readonly kind: VectorKind;
  readonly seed: number;
  readonly signal: AbortSignal;
}

const rowsOfCommit = 20_000;
const begin = Date.UTC(2026, 0, 1);
const frameEvery = 200;
const framesAnHour = 18_000;
const eventFrames = 50;

/**
 * Fills a new database with frames as the server would store them: cameras take turns, five frames a second each, and at each
 * something happens for ten seconds an hour: its bytes are drawn around 140, which the shipped head takes for fire, and
 * around 40 otherwise, which it does not.
 */
export function fillHistory(path: string, { frames, cameras, kind, seed, signal }: FillOptions): void {
  const { connection, close } = openDatabase(path);
  try {
    const writer = createRowWriter(connection);
    const random = createBytes(seed);
    const from = Array.from({ length: cameras }, (_, i) => cameraRef('bench' as SiteId, `cam-${i + 1}` as CameraId));
    const boots = from.map((_, i) => i.toString(16).padStart(16, '0') as BootId);
    const write = connection.transaction((first: number, last: number) => {
      for (let i = first; i < last; i++) writer.vectors(frameAt(i));
    });
    const frameAt = (i: number): Arrival => {
      const at = begin + Math.floor((i * frameEvery) / cameras);
      const sequence = Math.floor(i / cameras);
      const vector = random(kind.vectorBytes, sequence % framesAnHour < eventFrames ? 140 : 40);
      const box = { x: 0, y: 0, width: 1, height: 1 };
      const { fingerprint, codec } = kind;
      return {
        from: from[i % cameras] ?? cameraRef('bench' as SiteId, 'cam' as CameraId),
        message: {
          bootId: boots[i % cameras] ?? ('' as BootId),
          ...{ sequence, capturedAt: at - 30, fingerprint, codec },
          regions: [{ kind: 'global', box, vector }],
        },
        kind,
        receivedAt: at,
        timing: 'live',
      };
    };
    for (let first = 0; first < frames; first += rowsOfCommit) {
      signal.throwIfAborted();
      write(first, Math.min(frames, first + rowsOfCommit));
    }
    connection.pragma('wal_checkpoint(TRUNCATE)');
  } finally {
    close();
  }
}

/** How fast one process goes through stored vectors. */
export interface RescoreReport {
  readonly frames: number;
  readonly vectors: number;
  readonly vector_bytes: number;
  /** Reading, scoring, decisions and alerts by the head's own rule: what a backtest does. */
  readonly vectors_per_s: number;
  readonly took_s: number;
  /** Processor time of all threads of it. */
  readonly cpu_s: number;
  /** What that makes on a core that nobody else wants. */
  readonly vectors_per_cpu_s: number;
  readonly alerts: number;
  /** Reading alone: out of SQLite, in columns, ready to be scored. */
  readonly read_per_s: number;
  /** Scoring alone: the same vectors from memory. */
  readonly score_per_s: number;
}

/** Reads and scores everything that a database holds of a head's vectors, and measures it. */
export async function measureRescoring(
  database: string,
  headFolder: string,
  signal: AbortSignal,
): Promise<RescoreReport> {
  const connection = openReadOnly(database);
  const head = await openScoringHead(headFolder, { rule: {} });
  try {
    const history = createHistory(connection);
    const query: HistoryQuery = { since: 0, until: Number.MAX_SAFE_INTEGER, kinds: history.kinds() };
    let alerts = 0;
    const run = () => {
      const raised = () => {
        alerts++;
        return { ended: () => undefined };
      };
      const machines = [createMachines(head, ownWatch(head), { onRaised: raised })];
      return playPast(history, query, [{ head, machines }], { signal, onSlice: () => undefined });
    };
    const reading = measure(() => {
      for (const _ of history.scan(query)) signal.throwIfAborted();
    });
    const before = process.cpuUsage();
    const startedAt = performance.now();
    const { frames, vectors } = await run();
    const took = (performance.now() - startedAt) / 1000;
    const { user, system } = process.cpuUsage(before);
    return {
      ...{ frames, vectors, vector_bytes: head.vectorBytes },
      vectors_per_s: Math.round(vectors / took),
      took_s: took,
      cpu_s: (user + system) / 1e6,
      vectors_per_cpu_s: Math.round((1e6 * vectors) / (user + system)),
      alerts,
      read_per_s: Math.round(vectors / (await reading)),
      score_per_s: Math.round(await scoringSpeed(head)),
    };
  } finally {
    await head.close();
    connection.close();
  }
}

async function measure(action: () => unknown): Promise<number> {
  const startedAt = performance.now();
  await action();
  return (performance.now() - startedAt) / 1000;
}

async function scoringSpeed({
  score,
  vectorBytes,
}: Pick<Awaited<ReturnType<typeof openScoringHead>>, 'score' | 'vectorBytes'>) {
  const count = 2048;
  const rounds = 100;
  const vectors = createBytes(1)(count * vectorBytes, 40);
  const took = await measure(async () => {
    for (let round = 0; round < rounds; round++) await score(vectors, count);
  });
  return (count * rounds) / took;
}

/** Bytes up to 40 around a middle, the same for a seed. */
function createBytes(seed: number): (count: number, middle: number) => Uint8Array {
  let state = seed | 0;
  return (count, middle) => {
    const bytes = new Uint8Array(count);
    for (let i = 0; i < count; i++) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
      bytes[i] = middle - 40 + ((state >>> 16) % 81);
    }
    return bytes;
  };
}
