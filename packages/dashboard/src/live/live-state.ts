import type { Alert, CameraView, HeadView, LiveMessage, NodeView } from '@splitsight/wire';
import { type AlertEntry, addAlert, fromHello, isUrgent } from './alert-list.ts';
import { cameraKey, maxHeadsPerCamera } from './score-book.ts';

/** Everything the page knows from the server, but the scores. */
export interface LiveState {
  /** The server's version; null until its first hello. */
  readonly version: string | null;
  /** By site, then name; at most {@link maxCameras}. */
  readonly cameras: ReadonlyMap<string, CameraView>;
  /** By site, then node; at most {@link maxNodes}. */
  readonly nodes: ReadonlyMap<string, NodeView>;
  readonly heads: readonly HeadView[];
  /** Newest first; at most 200. */
  readonly alerts: readonly AlertEntry[];
  /** Camera → the heads that have scored it since the page was opened. */
  readonly scored: ReadonlyMap<string, readonly string[]>;
  /** The newest alerts that call for attention, and how often there were any. */
  readonly calls: { readonly count: number; readonly alerts: readonly Alert[] };
  /** Score updates that the server left out because this page was slow. */
  readonly dropped: number;
  readonly notUnderstood: number;
  /** What the server last complained about. */
  readonly complaint: { readonly code: string; readonly message: string } | null;
}

export const maxCameras = 1000;
export const maxNodes = 1000;

export const emptyLiveState: LiveState = {
  version: null,
  cameras: new Map(),
  nodes: new Map(),
  heads: [],
  alerts: [],
  scored: new Map(),
  calls: { count: 0, alerts: [] },
  dropped: 0,
  notUnderstood: 0,
  complaint: null,
};

/** The state after a message. The same object comes back when nothing of it changed. */
export function applyLive(state: LiveState, message: LiveMessage): LiveState {
  switch (message.type) {
    case 'hello':
      return applyHello(state, message);
    case 'camera':
      return { ...state, cameras: withItem(state.cameras, message.camera, byCamera) };
    case 'gone': {
      const cameras = new Map(state.cameras);
      return cameras.delete(cameraKey(message)) ? { ...state, cameras } : state;
    }
    case 'node':
      return { ...state, nodes: withItem(state.nodes, message.node, byNode) };
    case 'heads':
      return { ...state, heads: message.heads };
    case 'decisions':
      return applyDecisions(state, message);
    case 'alert': {
      const { alerts, isNew } = addAlert(state.alerts, message.event.after);
      const next = { ...state, alerts };
      return isNew && isUrgent(message.event.after) ? calling(next, [message.event.after]) : next;
    }
    case 'error':
      return { ...state, complaint: { code: message.code, message: message.message } };
    default:
      return state;
  }
}

type Hello = Extract<LiveMessage, { type: 'hello' }>;
type Decisions = Extract<LiveMessage, { type: 'decisions' }>;

function applyHello(state: LiveState, hello: Hello): LiveState {
  const known = new Set(state.alerts.map(({ alert }) => alert.id));
  const missed = hello.alerts.filter((alert) => isUrgent(alert) && !known.has(alert.id));
  const next: LiveState = {
    ...state,
    version: hello.version,
    cameras: sorted(hello.cameras, byCamera),
    nodes: sorted(hello.nodes, byNode),
    heads: hello.heads,
    alerts: fromHello(state.alerts, hello.alerts),
    complaint: null,
  };
  // What was active before the page was opened is shown, not announced.
  return state.version === null || missed.length === 0 ? next : calling(next, missed);
}

function applyDecisions(state: LiveState, message: Decisions): LiveState {
  let scored: Map<string, readonly string[]> | undefined;
  for (const item of message.items) {
    const key = cameraKey(item);
    if (!state.cameras.has(key)) continue;
    for (const head of Object.keys(item.scores)) {
      const heads = (scored ?? state.scored).get(key) ?? [];
      if (heads.includes(head) || heads.length >= maxHeadsPerCamera) continue;
      scored ??= new Map(state.scored);
      scored.set(key, [...heads, head]);
    }
  }
  if (!scored && message.dropped === 0) return state;
  return { ...state, scored: scored ?? state.scored, dropped: state.dropped + message.dropped };
}

function calling(state: LiveState, alerts: readonly Alert[]): LiveState {
  return { ...state, calls: { count: state.calls.count + 1, alerts } };
}

/** A node's key on this page: ids are unique within their site only. */
export function nodeKey(node: { readonly site: string; readonly node: string }): string {
  return `${node.site}/${node.node}`;
}

/** How things of a kind are told apart, stand in order, and are bounded. */
interface Listing<Item> {
  readonly key: (item: Item) => string;
  readonly order: (item: Item) => string;
  readonly max: number;
}

const byCamera: Listing<CameraView> = {
  key: cameraKey,
  order: (camera) => `${camera.site}/${camera.name}`,
  max: maxCameras,
};
const byNode: Listing<NodeView> = { key: nodeKey, order: nodeKey, max: maxNodes };

function withItem<Item>(map: ReadonlyMap<string, Item>, item: Item, listing: Listing<Item>): ReadonlyMap<string, Item> {
  const key = listing.key(item);
  return map.has(key) ? new Map(map).set(key, item) : sorted([...map.values(), item], listing);
}

/** Ten times as fast as asking each string to compare itself. */
const collator = new Intl.Collator('en', { numeric: true });

function sorted<Item>(items: readonly Item[], { key, order, max }: Listing<Item>): ReadonlyMap<string, Item> {
  const inOrder = items.slice(0, max).sort((a, b) => collator.compare(order(a), order(b)));
  return new Map(inOrder.map((item) => [key(item), item]));
}
