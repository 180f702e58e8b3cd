/** One way to share the work: so long at the edge, so many bytes over the uplink, so long on the server. */
export interface Share {
  readonly edgeMs: number;
  readonly serverMs: number;
  /** How far the two times may be off, together. */
  readonly noiseMs: number;
  /** Of one frame, without what the network adds. */
  readonly bytes: number;
}

/** The link to the server, and how often something goes over it. */
export interface Demand {
  readonly bitsPerSecond: number;
  /** There and back. */
  readonly rttMs: number;
  readonly framesPerSecond: number;
}

/** What cannot keep up with the frames. */
export type Bottleneck = 'uplink' | 'edge' | 'server';

/** What a share means on a link. */
export interface Plan<S extends Share> {
  readonly share: S;
  /** Of one frame, with what the network adds. */
  readonly wireBytes: number;
  readonly transferMs: number;
  /** From the picture to the answer on the server: edge, transfer, server. */
  readonly totalMs: number;
  /** How much of each is taken, 1 being all of it. */
  readonly load: Readonly<Record<Bottleneck, number>>;
  /** What is overloaded; empty when the plan fits. */
  readonly misses: readonly Bottleneck[];
}

/** The answer to "where to cut". */
export interface Decision<S extends Share> {
  /** In the order given. */
  readonly plans: readonly Plan<S>[];
  /** The soonest answer of those that fit, or one as soon with fewer bytes; undefined when none fits. */
  readonly best: Plan<S> | undefined;
  /** Those that fit and whose answers come as soon as the best's, as far as the noise lets one see. */
  readonly equals: readonly Plan<S>[];
  /** The one that misses by least (the best, when one fits). */
  readonly nearest: Plan<S>;
}

/** The feature message and the MQTT packet around a vector: 54 bytes of CBOR, 46 of header and topic. */
const messageBytes = 100;
/** What one Ethernet packet carries of TCP's payload, and the headers of TCP (with time stamps) and IP before it. */
const segmentBytes = 1448;
const headerBytes = 52;

/** Bytes on the link for a frame's payload: with message, MQTT, TCP and IP; without TLS and acknowledgements. */
export function wireBytesOf(payload: number): number {
  const message = payload + messageBytes;
  return message + headerBytes * Math.ceil(message / segmentBytes);
}

/**
 * Weighs the ways to share the work, as Neurosurgeon does (Kang et al., ASPLOS 2017, doi 10.1145/3037697.3037698): the
 * best has the soonest answer, of those where edge, uplink and server each keep up with the frames. Where noise hides
 * which of some is the soonest, the one with the fewest bytes is the best.
 *
 * A frame's transfer is half a round trip and its bytes at the link's rate. Nothing waits for anything else: a load near
 * 1 is a queue in practice.
 *
 * @param shares at least one.
 */
export function decideSplit<S extends Share>(shares: readonly S[], demand: Demand): Decision<S> {
  const plans = shares.map((share) => planOf(share, demand));
  const fitting = plans.filter(({ misses }) => misses.length === 0);
  const soonest = least(fitting, ({ totalMs }) => totalMs);
  const noise = ({ share }: Plan<S>) => share.noiseMs + (soonest?.share.noiseMs ?? 0);
  const asSoon = fitting.filter((plan) => plan.totalMs - (soonest?.totalMs ?? 0) <= noise(plan));
  const best = least(asSoon, ({ wireBytes }) => wireBytes);
  const nearest = best ?? least(plans, worstLoad);
  if (!nearest) throw new RangeError('no way to share the work was given');
  return { plans, best, equals: asSoon.filter((plan) => plan !== best), nearest };
}

/** The heaviest of a plan's loads. */
export function worstLoad({ load }: Pick<Plan<Share>, 'load'>): number {
  return Math.max(load.uplink, load.edge, load.server);
}

function planOf<S extends Share>(share: S, { bitsPerSecond, rttMs, framesPerSecond }: Demand): Plan<S> {
  const wireBytes = wireBytesOf(share.bytes);
  const sendMs = (1000 * 8 * wireBytes) / bitsPerSecond;
  const transferMs = rttMs / 2 + sendMs;
  const perMs = framesPerSecond / 1000;
  const load = { uplink: sendMs * perMs, edge: share.edgeMs * perMs, server: share.serverMs * perMs };
  const all: readonly Bottleneck[] = ['uplink', 'edge', 'server'];
  return {
    share,
    wireBytes,
    transferMs,
    totalMs: share.edgeMs + transferMs + share.serverMs,
    load,
    misses: all.filter((part) => load[part] > 1),
  };
}

function least<T>(items: readonly T[], key: (item: T) => number): T | undefined {
  return items.reduce<T | undefined>((best, item) => (best && key(best) <= key(item) ? best : item), undefined);
}
