import { createLatestSlot, type Millis } from '@splitsight/kernel';
import { defaultGaze, type RegionChoice } from '@splitsight/vision';
import {
  type BootId,
  type CameraId,
  type CameraStatus,
  createTopics,
  enabledWordSchema,
  hex8,
  type NodeHealth,
  type NodeId,
  type NodeInfo,
  type SiteId,
} from '@splitsight/wire';
import { codecFor, type ModelChoice } from '../inference/choice.ts';
import type { Models } from '../inference/models.ts';
import { ModelProblem } from '../inference/problem.ts';
import { type CameraCounts, createCameraCounts } from './counts.ts';
import { type CameraFrame, watchVideo } from './frame-source.ts';
import { type BrowserUplink, openBrowserUplink } from './uplink.ts';

/** Who a browser's camera is to the server. */
export interface CameraIdentity {
  readonly site: SiteId;
  readonly node: NodeId;
  readonly camera: CameraId;
  /** As people call it. */
  readonly name: string;
}

export interface BrowserCameraOptions {
  readonly identity: CameraIdentity;
  /** Opened with {@link codecFor} the choice. The camera closes them. */
  readonly models: Models;
  readonly choice: ModelChoice;
  /** Plays what the device's camera sees. */
  readonly video: HTMLVideoElement;
  readonly url: string;
  readonly topicPrefix: string;
  readonly version: string;
  /** The server's clock: the agent's own may be anything on a phone. */
  readonly serverNow: () => Millis;
  /** Called when the models fail; the camera goes on. */
  readonly onProblem: (problem: ModelProblem) => void;
}

/** A device's camera that works as one of the site's. */
export interface BrowserCamera {
  readonly counts: CameraCounts;
  connected(): boolean;
  /** Messages that the server has not stored yet. */
  waiting(): number;
  /** Whether the server looks at messages and cannot store them. */
  isOwed(): boolean;
  /** Messages that were sent and that the server did not store before there was no more room for them here. */
  givenUp(): number;
  /** Somebody switched it off: no pictures are looked at until it is switched on. */
  isSwitchedOff(): boolean;
  /** The page is hidden: no pictures come. The server is told. */
  pause(isPaused: boolean): void;
  /** Says `stopped`, and frees everything but the device's camera. Idempotent. */
  stop(): Promise<void>;
}

const healthEvery: Millis = 10_000;

/** camera ▶ frame ▶ region ▶ feature ▶ wire, as the agent does it: the newest frame wins while one is looked at. */
export async function openBrowserCamera(options: BrowserCameraOptions): Promise<BrowserCamera> {
  const { identity, models, choice, video, serverNow } = options;
  const { site, node, camera } = identity;
  const codec = codecFor(choice);
  const topics = createTopics(options.topicPrefix);
  const nodeTopic = (leaf: 'status' | 'info' | 'health') => topics.format({ kind: 'node', site, node, leaf });
  const cameraTopic = (leaf: 'status' | 'features' | 'enabled/state') =>
    topics.format({ kind: 'camera', site, camera, leaf });
  const startedAt = Math.round(serverNow());
  let isStopping = false;
  let isHidden = false;
  let isOff = false;
  const counts = createCameraCounts(performance.now());
  await models.watch({ bootId: newBootId(), codec, gaze: { ...defaultGaze, regions: regionsFor(choice) } });

  const uplink = openBrowserUplink({
    url: options.url,
    clientId: `splitsight-browser-${site}-${node}`,
    statusTopic: nodeTopic('status'),
    onChange: () => undefined,
  });
  const say = (state: CameraStatus['state'], reason?: string) => {
    const status: CameraStatus = {
      state,
      since: Math.round(serverNow()),
      node,
      ...(reason !== undefined && { reason }),
    };
    uplink.retain(cameraTopic('status'), JSON.stringify(status));
  };
  const info: NodeInfo = {
    version: options.version,
    started_at: startedAt,
    fingerprint: choice.variant.fingerprint,
    precision: choice.variant.precision,
    codec,
    cameras: [{ id: camera, name: identity.name }],
    config_hash: choice.variant.fingerprint,
  };
  uplink.retain(nodeTopic('info'), JSON.stringify(info));
  const tell = () => {
    if (isOff) say('disabled', 'CAMERA_SWITCHED_OFF');
    else if (isHidden) say('offline', 'its page is hidden');
    else say('online');
  };
  tell();
  uplink.hear(cameraTopic('enabled/state'), (word) => {
    const { data } = enabledWordSchema.safeParse(word);
    // It was cleared, or is no word: what was said last holds.
    if (data === undefined || (data === 'OFF') === isOff) return;
    isOff = data === 'OFF';
    tell();
  });

  const slot = createLatestSlot<CameraFrame>(({ bitmap }) => {
    bitmap.close();
    counts.drop('busy');
  });
  const stopVideo = watchVideo(video, {
    onFrame(frame) {
      // Most browsers give no pictures to a hidden page; what comes all the same would belie what the server was told.
      if (isHidden || isOff) return frame.bitmap.close();
      counts.frames++;
      slot.put(frame);
    },
    onSkip() {
      counts.frames++;
      counts.drop('busy');
    },
  });

  async function look({ bitmap, at }: CameraFrame): Promise<void> {
    const taken = performance.now();
    const capturedAt = Math.round(serverNow() - (taken - at));
    try {
      const { message, took } = await models.look(bitmap, capturedAt);
      counts.time('wait', taken - at);
      counts.time('motion', took.motion);
      if (took.infer > 0) {
        counts.time('crop', took.crop);
        counts.time('infer', took.infer);
      }
      if (message) send(message, capturedAt);
      else counts.drop('gaze');
    } catch (error) {
      counts.drop('model');
      if (error instanceof ModelProblem && !isStopping) options.onProblem(error);
    }
  }

  function send(message: Uint8Array, capturedAt: Millis): void {
    const isSent = uplink.publish(cameraTopic('features'), message, (took) => {
      counts.time('publish', took);
      counts.time('total', Math.max(0, serverNow() - capturedAt));
    });
    if (isSent) {
      counts.published++;
      counts.bytes += message.length;
    } else counts.drop('link');
  }

  async function run(): Promise<void> {
    for (let frame = await slot.take(); frame; frame = await slot.take()) await look(frame);
  }

  const running = run();
  const health = setInterval(() => {
    uplink.mention(
      nodeTopic('health'),
      JSON.stringify(describeHealth(counts, uplink, camera, { now: serverNow(), startedAt })),
    );
  }, healthEvery);
  return {
    counts,
    connected: uplink.connected,
    waiting: uplink.waiting,
    isOwed: uplink.isOwed,
    givenUp: () => Object.values(uplink.dropped()).reduce((sum, count) => sum + count, 0),
    isSwitchedOff: () => isOff,
    pause(wanted) {
      if (wanted === isHidden) return;
      isHidden = wanted;
      tell();
    },
    async stop() {
      isStopping = true;
      clearInterval(health);
      stopVideo();
      slot.close();
      models.close();
      await running;
      await uplink.stop();
    },
  };
}

function newBootId(): BootId {
  return hex8(crypto.getRandomValues(new Uint8Array(8)));
}

/** What the heads count: tiles cost nothing more, the five patches five times as much. */
function regionsFor({ heads }: ModelChoice): RegionChoice[] {
  const wants = (kind: 'tile' | 'patch') => heads.some(({ regions }) => regions.includes(kind));
  return [
    'global',
    'motion',
    ...(wants('tile') ? ['tiles' as const] : []),
    ...(wants('patch') ? ['patch5' as const] : []),
  ];
}

function describeHealth(
  counts: CameraCounts,
  uplink: BrowserUplink,
  camera: CameraId,
  { now, startedAt }: { now: Millis; startedAt: Millis },
): NodeHealth {
  const { fpsIn, fpsOut, stages } = counts.take('health', performance.now());
  const { frames, published } = counts;
  return {
    at: Math.round(now),
    uptime_s: Math.max(0, Math.round((now - startedAt) / 100) / 10),
    // Browsers do not tell; the model's memory is the worker's.
    rss_bytes: 0,
    cpu_temperature_c: null,
    uplink: { connected: uplink.connected(), waiting: uplink.waiting(), dropped: { ...uplink.dropped() } },
    stages_ms: stages,
    cameras: {
      [camera]: {
        fps_in: round(fpsIn),
        fps_out: round(fpsOut),
        frames,
        published,
        dropped: { ...counts.dropped() },
        restarts: 0,
      },
    },
  };
}

const round = (value: number) => Math.round(value * 10) / 10;
