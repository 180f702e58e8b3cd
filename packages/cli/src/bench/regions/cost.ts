import type { Backbone } from '@splitsight/inference';
import { createRandom } from '@splitsight/learn';
import { cutLooks, extractRegions, type RegionChoice, regionsOf } from '@splitsight/vision';
import { type BootId, encodeFeatureMessage } from '@splitsight/wire';
import { percentiles } from '../percentiles.ts';

/** What a look at some regions costs the agent and the link. */
export interface Cost {
  /** From the frame to the vectors: cutting, backbone, codec; the middle of all looks, in milliseconds. */
  readonly ms: number;
  /** The feature message. */
  readonly bytes: number;
}

const looks = 30;
const size = { width: 640, height: 360 };
const moving = [{ x: 0.4, y: 0.4, width: 0.17, height: 0.3 }];

/** Measures looks at frames of the agent's default size. The ways to look take turns, so that all meet the same machine. */
export async function measureCosts<Name extends string>(
  backbone: Backbone,
  ways: Readonly<Record<Name, readonly RegionChoice[]>>,
  signal: AbortSignal,
): Promise<Record<Name, Cost>> {
  const random = createRandom(1);
  const rgb = Uint8Array.from({ length: size.width * size.height * 3 }, () => Math.floor(256 * random()));
  const names = Object.keys(ways) as Name[];
  const times = new Map<Name, number[]>(names.map((name) => [name, []]));
  const bytes = new Map<Name, number>();
  for (let turn = 0; turn < looks; turn++) {
    for (const name of names) {
      signal.throwIfAborted();
      const look = [{ frame: { ...size, rgb, capturedAt: 0 }, regions: regionsOf(ways[name], moving) }];
      const began = performance.now();
      const [regions = []] = await extractRegions(backbone, look, cutLooks(look, backbone.input));
      times.get(name)?.push(performance.now() - began);
      const { fingerprint, codec } = backbone;
      const head = { bootId: '0011223344556677' as BootId, sequence: 100_000, capturedAt: Date.now() };
      bytes.set(name, encodeFeatureMessage({ ...head, fingerprint, codec, regions }).length);
    }
  }
  const cost = (name: Name): Cost => ({ ms: percentiles(times.get(name) ?? []).p50, bytes: bytes.get(name) ?? 0 });
  return Object.fromEntries(names.map((name) => [name, cost(name)])) as Record<Name, Cost>;
}
