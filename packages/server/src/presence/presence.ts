import { type Clock, type Millis, steadyNow, type Tally } from '@splitsight/kernel';
import type { Logger } from '@splitsight/kernel/node';
import {
  type CameraId,
  type CameraView,
  cameraStatusSchema,
  type NodeView,
  nodeHealthSchema,
  nodeInfoSchema,
  nodeStatusSchema,
  parseJsonMessage,
  parseMessage,
  type SwitchedOff,
  type Topic,
  type Topics,
} from '@splitsight/wire';
import { type CameraRef, cameraRef } from '../flow.ts';
import type { Trouble } from '../ingest/admission.ts';
import { type DropReason, dropReason } from '../ingest/reasons.ts';
import { type CameraRecord, cameraView, isNews } from './camera-record.ts';
import { freshNode, isTwice, type NodeRecord, nodeView } from './node-record.ts';
import { noteStart } from './twins.ts';

/** Knows every camera and edge machine: what they say of themselves, and what is wrong with what they send. */
export interface Presence {
  /** Takes a status, info or health message; what is none is dropped with a counted reason. */
  hear(topic: string, payload: Uint8Array): void;
  /** Notes that a feature message came; `capturedAt` is null when it was not let in. */
  see(from: CameraRef, capturedAt: Millis | null, trouble: Trouble | null): void;
  /** Lets time go by: whoever says nothing after a start of the server is not there. To be called every second. */
  tick(): void;
  /** Takes up what was known before a restart. States are unknown until the agents have said them again. */
  restore(cameras: readonly CameraView[], nodes: readonly NodeView[]): void;
  /** Tells of a camera that was switched. */
  retell(from: CameraRef): void;
  cameras(): readonly CameraView[];
  nodes(): readonly NodeView[];
}

export interface PresenceOptions {
  readonly topics: Topics;
  readonly clock: Clock;
  readonly maxCameras: number;
  readonly maxNodes: number;
  readonly dropped: Tally<DropReason>;
  readonly log: Pick<Logger, 'warn'>;
  /** Whether a camera is switched off. */
  readonly switchedOff: (from: CameraRef) => SwitchedOff | undefined;
  readonly onCamera: (view: CameraView) => void;
  readonly onNode: (view: NodeView) => void;
  /** Called with a camera that its node has no longer, or of which only refused messages came and which made room. */
  readonly onGone: (from: CameraRef) => void;
}

/** A camera whose vectors are now good, now bad (two agents of one name) is news at most this often. */
const troubleEvery: Millis = 1000;
const logEvery: Millis = 60_000;
/** Between the starts that two health reports of one agent let guess. */
const guessTolerance: Millis = 3000;

interface KnownNode extends NodeRecord {
  shown: NodeView | undefined;
}

interface Known extends CameraRecord {
  told: CameraView | undefined;
  troubleAt: Millis;
  logged: { readonly code: string; readonly at: Millis } | undefined;
}

export function createPresence(options: PresenceOptions): Presence {
  const { topics, clock, dropped, log } = options;
  const cameras = new Map<string, Known>();
  const nodes = new Map<string, KnownNode>();
  /** Cameras of which nothing but refused messages came: the one that was seen longest ago first. */
  const strangers = new Set<string>();
  const startedAt = steadyNow(clock);

  /** @param isStranger nobody speaks for it: what came was refused. Such a camera makes room for one that is none. */
  function cameraOf(from: CameraRef, isStranger: boolean): Known | undefined {
    const known = cameras.get(from.key);
    const isFull = !known && cameras.size >= options.maxCameras && (isStranger || !forgetStranger());
    if (isFull) {
      dropped.add('too_many_cameras');
      return undefined;
    }
    const wasStranger = strangers.delete(from.key);
    if (isStranger && (wasStranger || !known)) strangers.add(from.key);
    if (known) return known;
    const fresh: Known = {
      ...{ from, name: from.camera, node: null, status: null, trouble: null, lastSeenAt: null },
      ...{ told: undefined, troubleAt: Number.NEGATIVE_INFINITY, logged: undefined },
    };
    cameras.set(from.key, fresh);
    return fresh;
  }

  function forgetStranger(): boolean {
    const [key] = strangers;
    const record = key === undefined ? undefined : cameras.get(key);
    if (!record) return false;
    strangers.delete(record.from.key);
    cameras.delete(record.from.key);
    options.onGone(record.from);
    return true;
  }

  const nodeOf = (record: NodeRecord) => nodeView(record, startedAt, steadyNow(clock));

  function viewOf(record: CameraRecord): CameraView {
    const node = nodes.get(`${record.from.site}/${record.node}`);
    return cameraView(record, node && nodeOf(node), options.switchedOff(record.from));
  }

  /** Tells what has changed of a node and its cameras. @param isNews whether it is told in any case. */
  function tellNode(record: KnownNode, isNews: boolean): void {
    const view = nodeOf(record);
    const { shown } = record;
    const hasTurned = shown?.status !== view.status || shown.trouble !== view.trouble;
    record.shown = view;
    if (!hasTurned && !isNews) return;
    if (hasTurned && view.trouble) log.warn(view.trouble, { site: view.site, node: view.node });
    options.onNode(view);
    if (!hasTurned) return;
    for (const one of cameras.values()) if (one.from.site === record.site && one.node === record.node) tell(one);
  }

  /** Forgets the cameras that a node had and has no longer. */
  function forgetOthers({ site, node }: NodeRecord, ids: ReadonlySet<CameraId>): void {
    for (const record of [...cameras.values()]) {
      if (record.from.site !== site || record.node !== node || ids.has(record.from.camera)) continue;
      cameras.delete(record.from.key);
      options.onGone(record.from);
    }
  }

  function tell(record: Known): void {
    const view = viewOf(record);
    if (!isNews(record.told, view)) return;
    record.told = view;
    options.onCamera(view);
  }

  function hearCamera({ site, camera }: Extract<Topic, { kind: 'camera' }>, text: string): void {
    const status = parseJsonMessage(cameraStatusSchema, text);
    const record = cameraOf(cameraRef(site, camera), false);
    if (!record) return;
    record.status = status;
    record.node = status.node;
    tell(record);
  }

  function hearNode({ site, node, leaf }: Extract<Topic, { kind: 'node' }>, text: string): void {
    const key = `${site}/${node}`;
    const record = nodes.get(key) ?? { ...freshNode(site, node), shown: undefined };
    const now = steadyNow(clock);
    const info = leaf === 'info' ? parseJsonMessage(nodeInfoSchema, text) : undefined;
    const status = leaf === 'status' ? parseMessage(nodeStatusSchema, text) : record.status;
    const health = leaf === 'health' ? parseJsonMessage(nodeHealthSchema, text) : undefined;
    if (!nodes.has(key) && nodes.size >= options.maxNodes) {
      dropped.add('too_many_nodes');
      return;
    }
    nodes.set(key, record);
    record.status = status;
    if (health) {
      record.health = health;
      record.guessed = noteStart(record.guessed, health.at - 1000 * health.uptime_s, now, guessTolerance);
    }
    if (info) {
      record.version = info.version;
      record.told = noteStart(record.told, info.started_at, now, 0);
    }
    tellNode(record, true);
    for (const { id, name } of info?.cameras ?? []) {
      const camera = cameraOf(cameraRef(site, id), false);
      if (!camera) break;
      camera.name = name;
      camera.node = node;
      tell(camera);
    }
    // Two agents of one name would take each other's cameras away.
    if (info && !isTwice(record, now)) forgetOthers(record, new Set(info.cameras.map(({ id }) => id)));
  }

  function complain(record: Known, trouble: Trouble, now: Millis): void {
    const { logged } = record;
    if (logged?.code === trouble.code && now - logged.at < logEvery && now >= logged.at) return;
    record.logged = { code: trouble.code, at: now };
    log.warn(trouble.message, { code: trouble.code, site: record.from.site, camera: record.from.camera });
  }

  return {
    hear(topic, payload) {
      try {
        const parsed = topics.parse(topic);
        // What was retained is cleared, by the server itself or by hand.
        if (payload.length === 0) return;
        const text = new TextDecoder().decode(payload);
        if (parsed.kind === 'camera') hearCamera(parsed, text);
        if (parsed.kind === 'node') hearNode(parsed, text);
      } catch (error) {
        dropped.add(dropReason(error));
      }
    },
    see(from, capturedAt, trouble) {
      if (capturedAt === null && trouble === null) return;
      const record = cameraOf(from, capturedAt === null);
      if (!record) return;
      const isFirst = record.told === undefined;
      if (capturedAt !== null) record.lastSeenAt = capturedAt;
      if (!isFirst && record.trouble?.code === trouble?.code) return;
      const now = steadyNow(clock);
      if (!isFirst && now >= record.troubleAt && now - record.troubleAt < troubleEvery) return;
      record.trouble = trouble;
      record.troubleAt = now;
      if (trouble) complain(record, trouble, now);
      tell(record);
    },
    restore(savedCameras, savedNodes) {
      for (const { site, camera, name, node, last_seen_at } of savedCameras) {
        const record = cameraOf(cameraRef(site, camera), node === null && last_seen_at === null);
        if (record) Object.assign(record, { name, node, lastSeenAt: last_seen_at });
      }
      for (const { site, node, version } of savedNodes.slice(0, options.maxNodes)) {
        nodes.set(`${site}/${node}`, { ...freshNode(site, node), version, shown: undefined });
      }
    },
    retell({ key }) {
      const record = cameras.get(key);
      if (record) tell(record);
    },
    tick() {
      for (const record of nodes.values()) tellNode(record, false);
    },
    cameras: () => [...cameras.values()].map(viewOf),
    nodes: () => [...nodes.values()].map(nodeOf),
  };
}
