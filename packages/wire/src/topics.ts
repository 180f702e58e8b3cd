import { wireError } from './errors.ts';
import {
  type CameraId,
  type HeadName,
  type NodeId,
  parseCameraId,
  parseHeadName,
  parseNodeId,
  parseSiteId,
  type SiteId,
} from './ids.ts';

/** What a topic is about. */
export type Topic =
  | { readonly kind: 'node'; readonly site: SiteId; readonly node: NodeId; readonly leaf: NodeLeaf }
  | { readonly kind: 'camera'; readonly site: SiteId; readonly camera: CameraId; readonly leaf: CameraLeaf }
  | { readonly kind: 'alerts'; readonly site: SiteId }
  | { readonly kind: 'alert'; readonly site: SiteId; readonly camera: CameraId; readonly head: HeadName }
  | { readonly kind: 'head'; readonly site: SiteId; readonly head: HeadName }
  | { readonly kind: 'arming'; readonly site: SiteId; readonly leaf: ArmingLeaf };

const nodeLeaves = ['status', 'info', 'health', 'time', 'time/get'] as const;
const cameraLeaves = [
  'status',
  'features',
  'snapshot',
  'snapshot/get',
  'pictures/set',
  'pictures/state',
  'enabled/set',
  'enabled/state',
] as const;
const armingLeaves = ['set', 'state'] as const;
export type NodeLeaf = (typeof nodeLeaves)[number];
export type CameraLeaf = (typeof cameraLeaves)[number];
export type ArmingLeaf = (typeof armingLeaves)[number];

/** Writes and reads the topics under one prefix: `<prefix>/v1/<site>/…`. */
export interface Topics {
  format(topic: Topic): string;
  /** @throws CodedError WIRE_TOPIC or WIRE_ID */
  parse(text: string): Topic;
  /** The subscription that matches a leaf of every node or camera of every site. */
  every(kind: 'node', leaf: NodeLeaf): string;
  every(kind: 'camera', leaf: CameraLeaf): string;
  every(kind: 'arming', leaf: ArmingLeaf): string;
  /** The subscription that matches a leaf of every camera of one site. */
  everyOf(site: SiteId, leaf: CameraLeaf): string;
}

/** @param prefix the first topic level, `splitsight` unless a site needs another. */
export function createTopics(prefix = 'splitsight'): Topics {
  const root = `${prefix}/v1/`;
  return {
    format(topic) {
      switch (topic.kind) {
        case 'node':
          return `${root}${topic.site}/node/${topic.node}/${topic.leaf}`;
        case 'camera':
          return `${root}${topic.site}/cam/${topic.camera}/${topic.leaf}`;
        case 'alerts':
          return `${root}${topic.site}/alerts`;
        case 'alert':
          return `${root}${topic.site}/alert/${topic.camera}/${topic.head}`;
        case 'head':
          return `${root}${topic.site}/head/${topic.head}/state`;
        case 'arming':
          return `${root}${topic.site}/arming/${topic.leaf}`;
      }
    },
    parse(text) {
      if (!text.startsWith(root)) throw wireError('WIRE_TOPIC', text.slice(0, 80));
      const levels = text.slice(root.length).split('/');
      const [site = '', kind, id = '', leaf = ''] = levels;
      if (kind === 'alerts' && levels.length === 2) return { kind, site: parseSiteId(site) };
      if (kind === 'arming' && levels.length === 3 && isOneOf(armingLeaves, id))
        return { kind, site: parseSiteId(site), leaf: id };
      const rest = levels.slice(3).join('/');
      if (kind === 'cam' && isOneOf(cameraLeaves, rest))
        return { kind: 'camera', site: parseSiteId(site), camera: parseCameraId(id), leaf: rest };
      if (kind === 'node' && isOneOf(nodeLeaves, rest))
        return { kind: 'node', site: parseSiteId(site), node: parseNodeId(id), leaf: rest };
      if (levels.length !== 4) throw wireError('WIRE_TOPIC', text.slice(0, 80));
      if (kind === 'alert')
        return { kind: 'alert', site: parseSiteId(site), camera: parseCameraId(id), head: parseHeadName(leaf) };
      if (kind === 'head' && leaf === 'state') return { kind, site: parseSiteId(site), head: parseHeadName(id) };
      throw wireError('WIRE_TOPIC', text.slice(0, 80));
    },
    every: (kind, leaf) => (kind === 'arming' ? `${root}+/arming/${leaf}` : `${root}+/${branches[kind]}/+/${leaf}`),
    everyOf: (site, leaf) => `${root}${site}/cam/+/${leaf}`,
  };
}

const branches = { node: 'node', camera: 'cam' } as const;

function isOneOf<Leaf extends string>(leaves: readonly Leaf[], text: string): text is Leaf {
  return (leaves as readonly string[]).includes(text);
}
