import { type Millis, sleep } from '@splitsight/kernel';
import type { LiveMessage } from '@splitsight/wire';
import { camerasOnline } from '../../stack/cameras-online.ts';
import { onlineLimit, sceneCameras, type VirtualSite, withVirtualSite } from '../../stack/virtual-site.ts';
import { percentiles } from '../percentiles.ts';
import { readHoldings } from './holdings.ts';
import { drawSeries, type Series } from './plot.ts';
import { type Point, type Trend, trendOf } from './trend.ts';

export interface SoakOptions {
  /** How long it is watched, after a warm-up. */
  readonly minutes: number;
  readonly cameras: number;
  /** Fires a minute in each camera's picture; people and cars pass twice as often. */
  readonly events: number;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly onProgress: (line: string) => void;
}

/** One row of the report: how something went over the run, after the warm-up. */
export interface SoakSeries {
  readonly name: string;
  readonly unit: string;
  readonly first: number;
  readonly last: number;
  readonly min: number;
  readonly max: number;
  /** Growth a minute and its 99 % interval; null for fewer than six samples. */
  readonly trend: Pick<Trend, 'slope' | 'low' | 'high' | 'blocks' | 'isFlat'> | null;
}

export interface SoakReport {
  /** Whether every series is flat: its slope may be noise. */
  readonly flat: boolean;
  readonly minutes: number;
  /** How long it ran before; what follows counts from the beginning. */
  readonly warm_up_minutes: number;
  readonly cameras: number;
  readonly fires: number;
  readonly alerts: number;
  readonly frames_scored: number;
  readonly series: readonly SoakSeries[];
}

export interface SoakResult {
  readonly report: SoakReport;
  readonly svg: string;
}

/** A sample is taken so often; its latency is that of the frames since the one before. */
const sampleEvery: Millis = 5_000;
/**
 * Caches fill, functions are compiled, and the heap gets as large as it gets between two collections of its old part: those
 * are up to seven minutes apart.
 */
const warmUpOf = (minutes: number) => Math.min(10, minutes / 3);
const fireDuration: Millis = 1_500;

/**
 * Runs a whole site, from cameras by RTSP to the live WebSocket, with something in the pictures all the time, and watches
 * memory, descriptors and latency of server and agent.
 */
export async function benchSoak(options: SoakOptions): Promise<SoakResult> {
  const { minutes, cameras, seed, signal } = options;
  const scenes = sceneCameras(cameras, seed);
  const seen = { alerts: 0, frames: 0, delays: [] as number[] };
  const onMessage = (message: LiveMessage) => {
    if (message.type === 'alert' && message.event.type === 'new') seen.alerts++;
    if (message.type !== 'decisions') return;
    const now = Date.now();
    for (const { captured_at } of message.items) seen.delays.push(now - captured_at);
    seen.frames += message.items.length;
  };
  const rule = { off_delay_s: 0.5, cooldown_s: 0 };
  return withVirtualSite({ scenes, rule, httpPort: 0, mqttPort: 0, signal, onMessage }, async (site) => {
    const ids = scenes.map(({ id }) => id);
    await camerasOnline(site.watch, ids, onlineLimit, signal);
    Object.assign(seen, { alerts: 0, frames: 0, delays: [] });
    const { ending, cancel } = endAfter((warmUpOf(minutes) + minutes) * 60_000, signal);
    const happening = Promise.all(ids.map((id, i) => happen(site, id, i, options.events, ending)));
    const series = await observe(site, options, () => percentiles(seen.delays.splice(0)).p99, ending).finally(cancel);
    const fires = (await happening).reduce((sum, n) => sum + n, 0);
    signal.throwIfAborted();
    const rows = series.map(describe);
    const report: SoakReport = {
      flat: rows.every(({ trend }) => trend?.isFlat ?? false),
      minutes,
      warm_up_minutes: warmUpOf(minutes),
      ...{ cameras, fires, alerts: seen.alerts, frames_scored: seen.frames, series: rows },
    };
    const what = `${minutes} minutes after a warm-up, ${cameras} cameras, ${fires} fires`;
    return { report, svg: drawSeries(`splitsight bench soak: ${what}`, series) };
  });
}

/** A signal for the end of the run. Node 20 may forget an AbortSignal.timeout that only AbortSignal.any knows. */
function endAfter(time: Millis, signal: AbortSignal): { readonly ending: AbortSignal; cancel(): void } {
  const controller = new AbortController();
  const end = () => controller.abort();
  const timer = setTimeout(end, time);
  signal.addEventListener('abort', end, { once: true });
  return {
    ending: controller.signal,
    cancel() {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      end();
    },
  };
}

/** Lets things happen before a camera until the end. @returns how many fires there were. */
async function happen(
  site: VirtualSite,
  id: string,
  offset: number,
  events: number,
  ending: AbortSignal,
): Promise<number> {
  const pause = 60_000 / events;
  const others = ['person', 'car'] as const;
  let fires = 0;
  await sleep((offset * pause) / 4, ending);
  while (!ending.aborted) {
    await site.cameras.trigger(id, 'fire', { duration_ms: Math.min(fireDuration, pause / 2), size: 'full' });
    fires++;
    for (const kind of others) await site.cameras.trigger(id, kind, { duration_ms: pause, size: 'full' });
    await sleep(pause, ending);
  }
  return fires;
}

/** Samples until the end. @returns a series for each thing that is to stay level. */
async function observe(
  { stack }: VirtualSite,
  { minutes, onProgress }: SoakOptions,
  takeLatency: () => number,
  ending: AbortSignal,
): Promise<readonly Series[]> {
  // Minutes of the warm-up are below 0.
  const began = performance.now() + warmUpOf(minutes) * 60_000;
  const latency: Point[] = [];
  const parts = { server: stack.server.pid, agent: stack.agent.pid };
  const held = Object.entries(parts).map(([name, pid]) => ({ name, pid, mib: [] as Point[], open: [] as Point[] }));
  for (await sleep(sampleEvery, ending); !ending.aborted; await sleep(sampleEvery, ending)) {
    const minute = (performance.now() - began) / 60_000;
    const p99 = takeLatency();
    latency.push({ minute, value: p99 });
    for (const { pid, mib, open } of held) {
      const holdings = readHoldings(pid);
      mib.push({ minute, value: holdings.mib });
      open.push({ minute, value: holdings.descriptors });
    }
    const now = held.map(({ name, mib }) => `${name} ${Math.round(mib.at(-1)?.value ?? 0)} MiB`).join(', ');
    onProgress(`${minute.toFixed(1)} min: ${now}, p99 ${p99} ms`);
  }
  const settled = (points: readonly Point[]) => points.filter(({ minute }) => minute >= 0);
  const series = (name: string, unit: string, all: readonly Point[]) => {
    const points = settled(all);
    return { name, unit, points, trend: trendOf(points) };
  };
  return [
    ...held.map(({ name, mib }) => series(`memory of the ${name}`, 'MiB', mib)),
    ...held.map(({ name, open }) => series(`descriptors of the ${name}`, 'open', open)),
    series('from capture to score on the page, 99th percentile', 'ms', latency),
  ];
}

function describe({ name, unit, points, trend }: Series): SoakSeries {
  const values = points.map(({ value }) => value);
  return {
    name,
    unit,
    first: round(values[0] ?? 0),
    last: round(values.at(-1) ?? 0),
    min: round(Math.min(...values)),
    max: round(Math.max(...values)),
    trend: trend
      ? {
          slope: round(trend.slope),
          low: round(trend.low),
          high: round(trend.high),
          blocks: trend.blocks,
          isFlat: trend.isFlat,
        }
      : null,
  };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
