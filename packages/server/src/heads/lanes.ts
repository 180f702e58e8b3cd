import type { Arrival, VectorKind } from '../flow.ts';
import { type BatchHeads, createLane, type Lane, type LaneOptions, maxWaiting, pendingCameras } from './lane.ts';

/** The frames that wait for the heads: a lane for each kind of vector. */
export interface Lanes {
  offer(arrival: Arrival): void;
  /** How many frames wait. */
  waiting(): number;
  /** How much of the room for frames is taken; from 1 on no more should come. */
  backlog(): number;
  /** The keys of the cameras whose frames wait or are being scored. */
  cameras(): ReadonlySet<string>;
  idle(): Promise<void>;
}

export interface LanesOptions extends Omit<LaneOptions, 'take' | 'vectorBytes'> {
  readonly kinds: readonly VectorKind[];
  /** The heads that a batch of a kind goes to. */
  readonly take: (kind: VectorKind) => BatchHeads;
}

/** What has been read when nothing more is read still finds room. */
const mostWaiting = maxWaiting / 2;

export function createLanes({ kinds, take, ...options }: LanesOptions): Lanes {
  const lanes = new Map<VectorKind, Lane>(
    kinds.map((kind) => [kind, createLane({ ...options, take: () => take(kind), vectorBytes: kind.vectorBytes })]),
  );
  const all = [...lanes.values()];
  const waiting = () => all.reduce((sum, lane) => sum + lane.waiting(), 0);
  return {
    offer: (arrival) => lanes.get(arrival.kind)?.offer(arrival),
    waiting,
    backlog: () => waiting() / mostWaiting,
    cameras: () => pendingCameras(all),
    idle: async () => void (await Promise.all(all.map((lane) => lane.idle()))),
  };
}
