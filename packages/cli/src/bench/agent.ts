import { sleep } from '@splitsight/kernel';
import type { LiveMessage, NodeHealth } from '@splitsight/wire';
import { camerasOnline } from '../stack/cameras-online.ts';
import { onlineLimit, sceneCameras, withVirtualSite } from '../stack/virtual-site.ts';
import { lineThrough } from './soak/trend.ts';

export interface AgentOptions {
  readonly minutes: number;
  readonly cameras: number;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly onProgress: (line: string) => void;
}

/** What an agent needs while it watches scenes in which something happens all the time. */
export interface AgentReport {
  readonly minutes: number;
  readonly cameras: number;
  /** Resident memory in MiB: after the first minute, at the end, the most, and the growth a minute between (least squares). */
  readonly rss_mib: {
    readonly start: number;
    readonly end: number;
    readonly max: number;
    readonly growth_a_minute: number;
  };
  /** The last report's middle and tail of each stage, in milliseconds. */
  readonly stages_ms: NodeHealth['stages_ms'];
  readonly restarts: number;
}

const mib = 1_048_576;

/** Lets an agent watch virtual cameras for some minutes and reports its memory and times. */
export async function benchAgent({ minutes, cameras, seed, signal, onProgress }: AgentOptions): Promise<AgentReport> {
  const reports: NodeHealth[] = [];
  const onMessage = (message: LiveMessage) => {
    const health = message.type === 'node' ? message.node.health : null;
    if (!health || health.at === reports.at(-1)?.at) return;
    reports.push(health);
    onProgress(`${Math.round(health.uptime_s)} s: ${Math.round(health.rss_bytes / mib)} MiB`);
  };
  const kinds = ['person', 'car', 'fire'] as const;
  const scenes = sceneCameras(cameras, seed);
  const options = { scenes, rule: {}, httpPort: 0, mqttPort: 0, signal, onMessage };
  return withVirtualSite(options, async (site) => {
    await camerasOnline(
      site.watch,
      scenes.map(({ id }) => id),
      onlineLimit,
      signal,
    );
    const end = Date.now() + minutes * 60_000;
    for (let turn = 0; Date.now() < end; turn++) {
      const kind = kinds[turn % kinds.length] ?? 'person';
      for (const { id } of scenes) await site.cameras.trigger(id, kind, { duration_ms: 8_000, size: 'grow' });
      await sleep(Math.min(10_000, end - Date.now()), signal);
      signal.throwIfAborted();
    }
    return reportOf(reports, minutes, cameras);
  });
}

function reportOf(reports: readonly NodeHealth[], minutes: number, cameras: number): AgentReport {
  const warm = reports.filter(({ uptime_s }) => uptime_s > 60);
  const sizes = (warm.length > 1 ? warm : reports).map(({ uptime_s, rss_bytes }) => ({
    minute: uptime_s / 60,
    value: rss_bytes / mib,
  }));
  const last = reports.at(-1);
  return {
    minutes,
    cameras,
    rss_mib: {
      start: round(sizes[0]?.value ?? 0),
      end: round(sizes.at(-1)?.value ?? 0),
      max: round(Math.max(0, ...sizes.map(({ value }) => value))),
      growth_a_minute: round(lineThrough(sizes).slope),
    },
    stages_ms: last?.stages_ms ?? {},
    restarts: Object.values(last?.cameras ?? {}).reduce((sum, { restarts }) => sum + restarts, 0),
  };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
