import type { Millis } from '@splitsight/kernel';
import { type LiveMessage, liveMessageSchema, parseMessage } from '@splitsight/wire';

/** A guarded place that does not exist, for tests and for looking at the page. The same times give the same messages. */
export interface FakeSite {
  hello(now: Millis, over?: Fields): LiveMessage;
  /** The scores of one frame of every camera, or of those named. */
  decisions(now: Millis, of?: readonly number[]): LiveMessage;
  alert(type: 'new' | 'update' | 'end', camera: number, capturedAt: Millis, over?: Fields): LiveMessage;
  camera(camera: number, over: Fields): LiveMessage;
  /** Lets a camera send nothing from a moment on. */
  silence(camera: number, from: Millis): void;
  /** Lets a head see what it looks for at a camera, from `from` until `to`. */
  excite(camera: number, head: string, from: Millis, to: Millis): void;
}

/** Fields in place of the usual ones. */
export type Fields = Readonly<Record<string, unknown>>;

const names = [
  'North gate',
  'Loading bay',
  'Fuel store',
  'Transformer yard',
  'East fence 1',
  'East fence 2',
  'Workshop hall',
  'Reception',
  'Roof terrace',
  'Timber yard',
  'Parking level −1',
  'Weighbridge',
];
const heads = [
  { name: 'fire', threshold: 0.6, instant: 0.9, severity: 'alert' },
  { name: 'intruder', threshold: 0.7, instant: 0.95, severity: 'alert' },
  { name: 'vehicle', threshold: 0.5, instant: 1, severity: 'detection' },
] as const;
const fingerprint = '3f9c01d2a4b5e687';
const codec = 'u8';

export interface FakeSiteOptions {
  readonly cameras: number;
  readonly heads?: number;
  /** So many places with as many cameras each; left out: a harbour with eight cameras, and a quarry with the rest. */
  readonly sites?: number;
}

export function createFakeSite(options: FakeSiteOptions): FakeSite {
  const places = placesOf(options);
  const { siteOf, nodeOf } = places;
  const cameraView = (camera: number, over: Fields) => viewOf(places, camera, over);
  const alertHere = (camera: number, at: Millis, over?: Fields) => ({
    ...alertView(camera, at),
    site: siteOf(camera),
    ...over,
  });
  const shownHeads = heads.slice(0, options.heads ?? 1);
  const cameras = Array.from({ length: options.cameras }, (_, index) => index);
  const excited: Excitement[] = [];
  const silent = new Map<number, Millis>();

  return {
    hello: (now, over) =>
      said({
        type: 'hello',
        server_time: Math.round(now),
        version: '0.1.0',
        cameras: cameras.map((camera) => cameraView(camera, { since: Math.max(0, Math.round(now) - 7_512_000) })),
        nodes: [...new Map(cameras.map((camera) => [nodeOf(camera), siteOf(camera)]))].map(([node, at]) =>
          nodeView(node, at, Math.round(now)),
        ),
        heads: shownHeads.map((head) => ({ ...head, version: '1', classes: ['other', head.name], fingerprint, codec })),
        alerts: [],
        ...over,
      }),
    decisions: (now, of = cameras) =>
      said({
        type: 'decisions',
        dropped: 0,
        items: of
          .filter((camera) => now < (silent.get(camera) ?? now + 1))
          .map((camera) => ({
            site: siteOf(camera),
            camera: idOf(camera),
            captured_at: Math.round(now),
            scores: Object.fromEntries(shownHeads.map(({ name }) => [name, scoreOf(camera, name, now, excited)])),
          })),
      }),
    alert(type, camera, capturedAt, over) {
      const after = alertHere(camera, Math.round(capturedAt), over);
      const event = { type, before: type === 'new' ? null : after, after };
      return said({ type: 'alert', sent_at: after.raised_at, event });
    },
    camera: (camera, over) => said({ type: 'camera', camera: cameraView(camera, over) }),
    silence(camera, from) {
      silent.set(camera, from);
    },
    excite(camera, head, from, to) {
      excited.push({ camera, head, from, to });
    },
  };
}

interface Excitement {
  readonly camera: number;
  readonly head: string;
  readonly from: Millis;
  readonly to: Millis;
}

/** What is said goes through the protocol's own door, so that it cannot drift from it. */
function said(message: unknown): LiveMessage {
  return parseMessage(liveMessageSchema, message);
}

const idOf = (camera: number) => `cam-${String(camera + 1).padStart(2, '0')}`;
/** Which camera stands where. */
interface Places {
  readonly siteOf: (camera: number) => string;
  readonly nodeOf: (camera: number) => string;
}

const twoPlaces: Places = {
  siteOf: (camera) => (camera < 8 ? 'harbour' : 'quarry'),
  nodeOf: (camera) => (camera < 5 ? 'gate-pi' : camera < 8 ? 'hall-pi' : 'quarry-jetson'),
};
/** Of one machine, where there are many. */
const camerasPerNode = 4;

function placesOf({ cameras, sites }: FakeSiteOptions): Places {
  if (sites === undefined) return twoPlaces;
  const two = (value: number) => String(value + 1).padStart(2, '0');
  return {
    siteOf: (camera) => `site-${two(Math.floor((camera * sites) / cameras))}`,
    nodeOf: (camera) => `pi-${two(Math.floor(camera / camerasPerNode))}`,
  };
}

function viewOf({ siteOf, nodeOf }: Places, camera: number, over: Fields) {
  return {
    site: siteOf(camera),
    camera: idOf(camera),
    name: names[camera] ?? `Camera ${camera + 1}`,
    node: nodeOf(camera),
    state: 'online',
    since: null,
    reason: null,
    last_seen_at: null,
    ...over,
  };
}

/** An alert as the server would tell it; `capturedAt` names it. */
export function alertView(camera: number, capturedAt: Millis, over: Fields = {}) {
  return {
    id: `${idOf(camera)}-${capturedAt}`,
    site: twoPlaces.siteOf(camera),
    camera: idOf(camera),
    head: 'fire',
    zone: null,
    severity: 'alert',
    state: 'active',
    started_at: capturedAt - 200,
    captured_at: capturedAt,
    raised_at: capturedAt + 120,
    ended_at: null,
    score: 0.91,
    peak: 0.94,
    box: null,
    region: null,
    head_version: '1',
    fingerprint,
    codec,
    scores: null,
    frame: null,
    ...over,
  };
}

function nodeView(node: string, site: string, now: Millis) {
  const camera = { fps_in: 15, fps_out: 9.8, frames: 112_000, published: 73_410, restarts: 0 };
  return {
    site,
    node,
    status: 'online',
    version: '0.1.0',
    health: {
      at: now,
      uptime_s: 7512,
      rss_bytes: 183_000_000,
      cpu_temperature_c: 54,
      uplink: { connected: true, waiting: 0, dropped: {} },
      stages_ms: { motion: { p50: 3.1, p99: 6 }, infer: { p50: 14.2, p99: 19 }, publish: { p50: 0.4, p99: 1.2 } },
      cameras: { 'cam-01': { ...camera, dropped: { gaze: 1204 } }, 'cam-02': { ...camera, dropped: { busy: 980 } } },
    },
  };
}

function scoreOf(camera: number, head: string, now: Millis, excited: readonly Excitement[]): number {
  const t = now / 1000;
  const noise = Math.abs(Math.sin(t * 12.9898 + camera * 78.233 + head.length) * 43_758.5453) % 1;
  const calm = 0.06 + 0.05 * Math.sin(t / 9 + camera) + 0.04 * Math.sin(t / 2.3 + camera * 2 + head.length);
  const seen = excited.find(
    (each) => each.camera === camera && each.head === head && each.from <= now && now < each.to,
  );
  const rise = seen ? Math.min(1, (now - seen.from) / 3000) * 0.84 : 0;
  return Math.min(0.99, Math.max(0.005, calm + rise + (noise - 0.5) * 0.05));
}
