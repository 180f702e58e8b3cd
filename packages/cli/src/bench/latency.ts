import { type Millis, sleep } from '@splitsight/kernel';
import { createRandom } from '@splitsight/learn';
import { camerasOnline } from '../stack/cameras-online.ts';
import { onlineLimit, sceneCameras, withVirtualSite } from '../stack/virtual-site.ts';
import type { SeenAlert, Watch } from '../stack/watch.ts';
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
export async function benchLatency({
  cameras,
  events,
  seed,
  signal,
  onProgress,
}: LatencyOptions): Promise<LatencyReport> {
  const scenes = sceneCameras(cameras, seed);
  const rule = { off_delay_s: 1, cooldown_s: 0 };
  return withVirtualSite({ scenes, rule, httpPort: 0, mqttPort: 0, signal }, async (site) => {
    const ids = scenes.map(({ id }) => id);
    const tap = await openFeatureTap(site.stack.brokerUrl);
    try {
      await camerasOnline(site.watch, ids, onlineLimit, signal);
      await sleep(settling, signal);
      const samples: (Sample | undefined)[] = [];
      let started = 0;
      const fireAgain = async (id: string, random: () => number) => {
        while (started < events) {
          started++;
          await untilCalm(site.watch, id, random, signal);
          const next = site.watch.nextAlert(id, alertLimit);
          const { handedAt } = await site.cameras.trigger(id, 'fire', { duration_ms: fireDuration, size: 'full' });
          const seen = await next;
          samples.push(seen && sampleOf(handedAt, seen, tap));
          onProgress(`${samples.length} of ${events}: ${id} ${seen ? `${seen.arrivedAt - handedAt} ms` : 'no alert'}`);
        }
      };
      await Promise.all(ids.map((id, i) => fireAgain(id, createRandom(seed + i))));
      return reportOf(samples, cameras);
    } finally {
      await tap.close();
    }
  });
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
  // The server, which is the broker too, may have raised the alert before it has forwarded the message.
  const heardAt = Math.min(raised_at, tap.arrivalOf(camera, captured_at) ?? raised_at);
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
  while (watch.isActive(id)) {
    signal.throwIfAborted();
    await sleep(50, signal);
  }
  await sleep(calm.least + random() * calm.spread, signal);
  signal.throwIfAborted();
}
