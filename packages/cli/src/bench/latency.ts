import { type Millis, sleep } from '@splitsight/kernel';
import { openVirtualCameras, type VirtualCameras } from '@splitsight/testkit';
import { camerasOnline } from '../stack/cameras-online.ts';
import { openLiveClient } from '../stack/live-client.ts';
import { shipped } from '../stack/shipped.ts';
import { openStack } from '../stack/stack.ts';
import { withTemporaryDirectory } from '../stack/temporary.ts';
import { createWatch, type SeenAlert, type Watch } from '../stack/watch.ts';
import { type FeatureTap, openFeatureTap } from './feature-tap.ts';
import { type Percentiles, percentiles } from './percentiles.ts';

export interface LatencyOptions {
  /** How many fires to start, over all cameras. */
  readonly events: number;
  readonly cameras: number;
  readonly seed: number;
  readonly signal: AbortSignal;
  /** Told what happens, for a person who waits. */
  readonly onProgress: (line: string) => void;
}

/** What came of it; every duration in milliseconds. */
export interface LatencyReport extends Percentiles {
  readonly events: number;
  /** Fires that raised no alert within 5 s; they are in no percentile. */
  readonly missed: number;
  readonly cameras: number;
  readonly stages: {
    /** Frame handed to the encoder → decoded frame in the agent: H.264, RTSP, ffmpeg. */
    readonly camera: Percentiles;
    /** Decoded frame → feature message at a subscriber of the broker: motion, crop, backbone, MQTT. */
    readonly edge: Percentiles;
    /** Feature message → alert raised: ingest, head, rule. */
    readonly server: Percentiles;
    /** Alert raised → on the WebSocket client. */
    readonly live: Percentiles;
  };
}

const fps = 15;
const size = { width: 640, height: 360 };
const fireDuration: Millis = 1_500;
const alertLimit: Millis = 5_000;
/** After the last of a fire the rule needs this long to end its alert; then the scene must look ordinary again. */
const calm = { least: 1_500, spread: 1_500 };
/** How long the motion detectors learn their scenes. */
const settling: Millis = 8_000;

/**
 * Measures the time from a fire in the picture to its alert on the WebSocket, over real RTSP, agent, broker and server.
 *
 * The fire is at full size in one frame; the clock starts when that frame is handed to the encoder. All parts run on
 * this machine, so one clock serves them all.
 */
export async function benchLatency(options: LatencyOptions): Promise<LatencyReport> {
  const ids = Array.from({ length: options.cameras }, (_, i) => `cam-${i + 1}`);
  return withTemporaryDirectory(async (directory) => {
    const cameras = await openVirtualCameras({
      cameras: ids.map((path, i) => ({ path, ...size, fps, seed: options.seed + i })),
    });
    try {
      return await measure(options, ids, cameras, directory);
    } finally {
      await cameras.close();
    }
  });
}

async function measure(
  { events, seed, signal, onProgress }: LatencyOptions,
  ids: readonly string[],
  cameras: VirtualCameras,
  directory: string,
): Promise<LatencyReport> {
  const stack = await openStack({
    directory,
    cameras: ids.map((id) => ({ id, name: id, url: cameras.url(id) })),
    backbone: shipped.backbone,
    heads: [{ model: shipped.heads.fire, rule: { off_delay_s: 1, cooldown_s: 0 } }],
    httpPort: 0,
    mqttPort: 0,
    signal,
  });
  const watch = createWatch();
  const live = await openLiveClient(stack.liveUrl, watch.take);
  const tap = await openFeatureTap(stack.brokerUrl);
  try {
    await camerasOnline(watch, ids, 30_000, signal);
    await sleep(settling, signal);
    const samples: (Sample | undefined)[] = [];
    let started = 0;
    const fireAgain = async (id: string, random: () => number) => {
      while (started < events && !signal.aborted) {
        started++;
        await untilCalm(watch, id, random, signal);
        const { handedAt } = await cameras.trigger(id, 'fire', { duration_ms: fireDuration, size: 'full' });
        const seen = await watch.nextAlert(id, alertLimit);
        samples.push(seen && sampleOf(handedAt, seen, tap));
        onProgress(`${samples.length} of ${events}: ${id} ${seen ? `${seen.arrivedAt - handedAt} ms` : 'no alert'}`);
      }
    };
    await Promise.all(ids.map((id, i) => fireAgain(id, createRandom(seed + i))));
    return reportOf(samples, ids.length);
  } finally {
    await tap.close();
    live.close();
    await stack.close();
  }
}

/** The durations of one event, in milliseconds. */
interface Sample {
  readonly total: number;
  readonly camera: number;
  readonly edge: number;
  readonly server: number;
  readonly live: number;
}

function sampleOf(handedAt: Millis, { event, arrivedAt }: SeenAlert, tap: FeatureTap): Sample {
  const { camera, captured_at, raised_at } = event.after;
  const heardAt = tap.arrivalOf(camera, captured_at) ?? raised_at;
  return {
    total: arrivedAt - handedAt,
    camera: captured_at - handedAt,
    edge: heardAt - captured_at,
    server: raised_at - heardAt,
    live: arrivedAt - raised_at,
  };
}

function reportOf(samples: readonly (Sample | undefined)[], cameras: number): LatencyReport {
  const seen = samples.filter((sample) => sample !== undefined);
  const stage = (name: keyof Sample) => percentiles(seen.map((sample) => sample[name]));
  return {
    events: samples.length,
    missed: samples.length - seen.length,
    cameras,
    ...stage('total'),
    stages: { camera: stage('camera'), edge: stage('edge'), server: stage('server'), live: stage('live') },
  };
}

/** Waits until the last alert has ended, and then a random while, so that cameras and frames fall out of step. */
async function untilCalm(watch: Watch, id: string, random: () => number, signal: AbortSignal): Promise<void> {
  while (watch.isActive(id) && !signal.aborted) await sleep(50, signal);
  await sleep(calm.least + random() * calm.spread, signal);
}

/** Numbers in [0, 1): mulberry32, enough to spread events. */
function createRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
