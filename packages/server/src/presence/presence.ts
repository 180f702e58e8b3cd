import type { Millis, Tally } from '@splitsight/kernel';
import type { Logger } from '@splitsight/kernel/node';
import {
  type CameraView,
  cameraStatusSchema,
  type NodeView,
  nodeHealthSchema,
  nodeInfoSchema,
  nodeStatusSchema,
  parseJsonMessage,
  parseMessage,
  type Topic,
  type Topics,
} from '@splitsight/wire';
import { type CameraRef, cameraRef } from '../flow.ts';
import type { Trouble } from '../ingest/admission.ts';
import { type DropReason, dropReason } from '../ingest/reasons.ts';
import { type CameraRecord, cameraView, isNews } from './camera-record.ts';

/** Knows every camera and edge machine: what they say of themselves, and what is wrong with what they send. */
export interface Presence {
  /** Takes a status, info or health message; what is none is dropped with a counted reason. */
  hear(topic: string, payload: Uint8Array): void;
  /** Notes that a feature message came; `capturedAt` is null when it was not let in. */
  see(from: CameraRef, capturedAt: Millis | null, trouble: Trouble | null): void;
  /** Takes up what was known before a restart. States are unknown until the agents have said them again. */
  restore(cameras: readonly CameraView[], nodes: readonly NodeView[]): void;
  cameras(): readonly CameraView[];
  nodes(): readonly NodeView[];
}

export interface PresenceOptions {
  readonly topics: Topics;
  readonly clock: { now(): Millis };
  readonly maxCameras: number;
  readonly maxNodes: number;
  readonly dropped: Tally<DropReason>;
  readonly log: Pick<Logger, 'warn'>;
  readonly onCamera: (view: CameraView) => void;
  readonly onNode: (view: NodeView) => void;
}

/** A camera whose vectors are now good, now bad (two agents of one name) is news at most this often. */
const troubleEvery: Millis = 1000;
const logEvery: Millis = 60_000;

interface Known extends CameraRecord {
  told: CameraView | undefined;
  troubleAt: Millis;
  logged: { readonly code: string; readonly at: Millis } | undefined;
}

export function createPresence(options: PresenceOptions): Presence {
  const { topics, clock, dropped, log } = options;
  const cameras = new Map<string, Known>();
  const nodes = new Map<string, NodeView>();

  function cameraOf(from: CameraRef): Known | undefined {
    const known = cameras.get(from.key);
    if (known) return known;
    if (cameras.size >= options.maxCameras) {
      dropped.add('too_many_cameras');
      return undefined;
    }
    const fresh: Known = {
      ...{ from, name: from.camera, node: null, status: null, trouble: null, lastSeenAt: null },
      ...{ told: undefined, troubleAt: Number.NEGATIVE_INFINITY, logged: undefined },
    };
    cameras.set(from.key, fresh);
    return fresh;
  }

  const viewOf = (record: CameraRecord) =>
    cameraView(record, nodes.get(`${record.from.site}/${record.node}`)?.status ?? 'unknown');

  function tell(record: Known): void {
    const view = viewOf(record);
    if (!isNews(record.told, view)) return;
    record.told = view;
    options.onCamera(view);
  }

  function hearCamera({ site, camera }: Extract<Topic, { kind: 'camera' }>, text: string): void {
    const status = parseJsonMessage(cameraStatusSchema, text);
    const record = cameraOf(cameraRef(site, camera));
    if (!record) return;
    record.status = status;
    record.node = status.node;
    tell(record);
  }

  function hearNode({ site, node, leaf }: Extract<Topic, { kind: 'node' }>, text: string): void {
    const key = `${site}/${node}`;
    const before = nodes.get(key) ?? { site, node, status: 'unknown', version: null, health: null };
    const info = leaf === 'info' ? parseJsonMessage(nodeInfoSchema, text) : undefined;
    const after: NodeView = {
      ...before,
      ...(leaf === 'status' && { status: parseMessage(nodeStatusSchema, text) }),
      ...(leaf === 'health' && { health: parseJsonMessage(nodeHealthSchema, text) }),
      ...(info && { version: info.version }),
    };
    if (!nodes.has(key) && nodes.size >= options.maxNodes) {
      dropped.add('too_many_nodes');
      return;
    }
    nodes.set(key, after);
    options.onNode(after);
    for (const { id, name } of info?.cameras ?? []) {
      const record = cameraOf(cameraRef(site, id));
      if (!record) break;
      record.name = name;
      record.node = node;
      tell(record);
    }
    if (before.status === after.status) return;
    for (const record of cameras.values()) if (record.from.site === site && record.node === node) tell(record);
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
        const text = new TextDecoder().decode(payload);
        if (parsed.kind === 'camera') hearCamera(parsed, text);
        if (parsed.kind === 'node') hearNode(parsed, text);
      } catch (error) {
        dropped.add(dropReason(error));
      }
    },
    see(from, capturedAt, trouble) {
      if (capturedAt === null && trouble === null) return;
      const record = cameraOf(from);
      if (!record) return;
      const isFirst = record.told === undefined;
      if (capturedAt !== null) record.lastSeenAt = capturedAt;
      if (!isFirst && record.trouble?.code === trouble?.code) return;
      const now = clock.now();
      if (!isFirst && now >= record.troubleAt && now - record.troubleAt < troubleEvery) return;
      record.trouble = trouble;
      record.troubleAt = now;
      if (trouble) complain(record, trouble, now);
      tell(record);
    },
    restore(savedCameras, savedNodes) {
      for (const { site, camera, name, node, last_seen_at } of savedCameras) {
        const record = cameraOf(cameraRef(site, camera));
        if (record) Object.assign(record, { name, node, lastSeenAt: last_seen_at });
      }
      for (const { site, node, version } of savedNodes.slice(0, options.maxNodes)) {
        nodes.set(`${site}/${node}`, { site, node, status: 'unknown', version, health: null });
      }
    },
    cameras: () => [...cameras.values()].map(viewOf),
    nodes: () => [...nodes.values()],
  };
}
