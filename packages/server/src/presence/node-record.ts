import type { Millis } from '@splitsight/kernel';
import type { NodeHealth, NodeId, NodeView, SiteId } from '@splitsight/wire';
import { serverErrors } from '../errors.ts';
import { areTwins, noTwins, type Twins } from './twins.ts';

/** All that is known of an edge machine. */
export interface NodeRecord {
  readonly site: SiteId;
  readonly node: NodeId;
  /** What its agent, or its will, said since the server started. */
  status: NodeView['status'];
  version: string | null;
  health: NodeHealth | null;
  /** The starts that its info told, and those that its health lets guess. */
  told: Twins;
  guessed: Twins;
}

/** Agents find their way back to a server that was started within so long; who does not is not there. */
export const graceAfterStart: Millis = 60_000;
/** Of starts that are guessed: a clock that steps forth and back looks like one turn. */
const leastGuessed = 2;

export function freshNode(site: SiteId, node: NodeId): NodeRecord {
  return { site, node, status: 'unknown', version: null, health: null, told: noTwins, guessed: noTwins };
}

/** Whether two agents go by the name of a node. */
export function isTwice({ told, guessed }: NodeRecord, now: Millis): boolean {
  return areTwins(told, now, 1) || areTwins(guessed, now, leastGuessed);
}

/** What the page shows of a node. @param startedAt when the server was. */
export function nodeView(record: NodeRecord, startedAt: Millis, now: Millis): NodeView {
  const { site, node, status, version, health } = record;
  const isSilent = status === 'unknown' && health === null && now - startedAt > graceAfterStart;
  const code = isTwice(record, now) ? 'NODE_TWICE' : isSilent ? 'NODE_SILENT' : undefined;
  const view: NodeView = { site, node, status: isSilent ? 'offline' : status, version, health };
  return code ? { ...view, trouble: `${code}: ${serverErrors[code]}` } : view;
}
