import type { BackboneManifest } from '@splitsight/inference';
import type { PrecisionName } from '@splitsight/wire';
import { spreadOf } from '../profile/spread.ts';
import { type BackboneGraph, closeGraphs, openGraphs } from './graphs.ts';

/** How long one picture takes. */
export interface Speed {
  readonly precision: PrecisionName;
  readonly threads: number;
  /** Milliseconds a picture: the median of the runs. */
  readonly ms: number;
  /** The median over the rounds of float32's time by this one's, in the same round. */
  readonly faster: number;
}

/** How much is measured. */
export interface SpeedOptions {
  readonly threads: readonly number[];
  /** How often each graph gets its turn. */
  readonly rounds: number;
  readonly signal: AbortSignal;
}

const warmUp = 3;

/**
 * Times graphs of one backbone, float32 first, by turns: one picture through each, then again from the first, so that
 * whatever else the machine does slows all of them.
 *
 * @throws CodedError MODEL_LOAD, MODEL_RUN; whatever `signal` was aborted with
 */
export async function measureSpeed(
  graphs: readonly BackboneGraph[],
  manifest: BackboneManifest,
  { threads, rounds, signal }: SpeedOptions,
): Promise<Speed[]> {
  const { height, width } = manifest.input;
  const image = Uint8Array.from({ length: height * width * 3 }, (_, i) => (i * 7919) % 251);
  const found: Speed[] = [];
  for (const count of threads) {
    const open = await openGraphs(graphs, manifest, count);
    try {
      const times = open.map((): number[] => []);
      for (let round = -warmUp; round < rounds; round++) {
        signal.throwIfAborted();
        for (let turn = 0; turn < open.length; turn++) {
          // Each round begins with another one, or the one behind the slowest would have it easier every time.
          const i = (turn + round + warmUp) % open.length;
          const began = performance.now();
          await open[i]?.run(image);
          if (round >= 0) times[i]?.push(performance.now() - began);
        }
      }
      const [reference = []] = times;
      for (const [i, { precision }] of open.entries()) {
        const ratios = times[i]?.map((ms, round) => (reference[round] ?? 0) / ms) ?? [];
        const ms = spreadOf(times[i] ?? []).median;
        found.push({ precision, threads: count, ms: rounded(ms), faster: rounded(spreadOf(ratios).median) });
      }
    } finally {
      await closeGraphs(open);
    }
  }
  return found;
}

const rounded = (value: number) => Math.round(value * 100) / 100;
