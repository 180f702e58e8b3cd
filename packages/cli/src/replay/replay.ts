import { gazeSchema, openClip } from '@splitsight/edge';
import { type Backbone, openBackbone, requireOrigin } from '@splitsight/inference';
import {
  closeHeads,
  createAlertTracker,
  decide,
  judgePatches,
  openHeads,
  ownWatch,
  type ScoringHead,
} from '@splitsight/server';
import { createGaze, cutLooks, extractRegions, type RegionChoice, regionsOf } from '@splitsight/vision';
import {
  type AlertEvent,
  type BootId,
  type PrecisionName,
  parseCameraId,
  parseSiteId,
  wholeFrame,
} from '@splitsight/wire';

export interface ReplayOptions {
  /** The clip: any file ffmpeg reads. */
  readonly video: string;
  /** The folder of the backbone. */
  readonly backbone: string;
  /** In what numbers the backbone computes. */
  readonly variant: PrecisionName;
  /** The folders of the heads; their rules are those that their manifests suggest. */
  readonly heads: readonly string[];
  /** Pictures a second that the camera would have delivered. */
  readonly fps: number;
  /** What the camera would have looked at; all of it counts. By default what agents look at, and what the rules count. */
  readonly regions?: readonly RegionChoice[] | undefined;
  readonly signal: AbortSignal;
  /** Called at each alert's beginning and end, in order. */
  readonly onEdge: (edge: AlertEdge) => void;
}

/** An alert begins or ends, at a position in the clip. */
export interface AlertEdge {
  readonly type: 'alert';
  readonly head: string;
  readonly event: 'new' | 'end';
  readonly t_s: number;
  /** Of the frame that raised it; at the end, the highest. */
  readonly score: number;
}

export interface ReplaySummary {
  readonly type: 'summary';
  readonly frames: number;
  readonly duration_s: number;
  readonly alerts: readonly {
    readonly head: string;
    readonly start_s: number;
    readonly end_s: number;
    readonly peak: number;
  }[];
}

const size = { width: 640, height: 360 };
/** Frames of a clip are numbered as those of an agent are. */
const replayBoot = '0000000000000000' as BootId;
const camera = { site: parseSiteId('replay'), camera: parseCameraId('clip'), key: 'replay/clip' };

/**
 * Runs a clip through the code of agent and server, without a broker, as fast as this machine can: which alerts would a
 * camera that saw this have raised? Time is the position in the clip, so two runs give the same. Nothing is dropped, and
 * alerts that are active when the clip ends, end with it.
 *
 * @throws CodedError CLIP_UNREADABLE, FFMPEG_MISSING, those of openBackbone and openHead, and HEAD_BACKBONE.
 */
export async function replay(options: ReplayOptions): Promise<ReplaySummary> {
  const counting = options.regions && regionsOf(options.regions, [wholeFrame]).map(({ kind }) => kind);
  const rule = counting ? { regions: [...new Set(counting)] } : {};
  const heads = await openHeads(options.heads.map((model) => ({ model, rule })));
  let backbone: Backbone | undefined;
  try {
    backbone = await openBackbone(options.backbone, {
      codec: 'u8',
      threads: 2,
      precision: options.variant,
      signal: options.signal,
    });
    for (const { manifest } of heads) requireOrigin(manifest, backbone);
    return await play(options, backbone, heads);
  } finally {
    await backbone?.close();
    await closeHeads(heads);
  }
}

async function play(
  { video, fps, regions: choices, signal, onEdge }: ReplayOptions,
  backbone: Backbone,
  heads: readonly ScoringHead[],
): Promise<ReplaySummary> {
  const gaze = createGaze(gazeSchema.parse(choices ? { regions: choices } : {}));
  const tracker = createAlertTracker();
  const alerts: ReplaySummary['alerts'][number][] = [];
  const tell = (events: readonly AlertEvent[], at: number) => {
    for (const { type, after } of events) {
      if (type === 'update') continue;
      if (type === 'end')
        alerts.push({ head: after.head, start_s: after.raised_at / 1000, end_s: at / 1000, peak: after.peak });
      onEdge({
        type: 'alert',
        head: after.head,
        event: type,
        t_s: at / 1000,
        score: type === 'new' ? after.score : after.peak,
      });
    }
  };
  const watched = heads.map((head) => ({ head, watch: ownWatch(head) }));
  let frames = 0;
  for await (const frame of openClip(video, { ...size, fps, signal })) {
    const now = frame.capturedAt;
    frames++;
    tell(tracker.tick(now), now);
    const regions = gaze.step(frame);
    if (!regions || regions.length === 0) continue;
    const looks = [{ frame, regions }];
    const [seen = []] = await extractRegions(backbone, looks, cutLooks(looks, backbone.input));
    const vectors = Buffer.concat(seen.map(({ vector }) => vector));
    for (const { head, watch } of watched) {
      const { classes, positive } = head.manifest;
      const probabilities = await head.score(vectors, seen.length);
      const patches = (await judgePatches(head, [seen], probabilities))?.[0];
      const scores = { probabilities, classes: classes.length, positive, patches };
      const decision = decide(seen, head.rule.regions, scores);
      if (!decision) continue;
      const { fingerprint } = backbone;
      const id = { bootId: replayBoot, sequence: frames };
      const input = { kind: 'score', capturedAt: now, late: false, fingerprint, frame: id, ...decision } as const;
      tell(tracker.step(camera, head, watch, input, now), now);
    }
  }
  signal.throwIfAborted();
  const end = Math.round((frames * 1000) / fps);
  // No frames come any more, ever: what is active ends with the clip.
  tell(tracker.tick(Number.POSITIVE_INFINITY), end);
  return { type: 'summary', frames, duration_s: end / 1000, alerts };
}
