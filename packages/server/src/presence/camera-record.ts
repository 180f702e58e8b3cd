import type { Millis } from '@splitsight/kernel';
import type { CameraStatus, CameraView, NodeId, NodeView, SwitchedOff } from '@splitsight/wire';
import type { CameraRef } from '../flow.ts';
import type { Trouble } from '../ingest/admission.ts';

/** All that is known of a camera. */
export interface CameraRecord {
  readonly from: CameraRef;
  name: string;
  node: NodeId | null;
  status: CameraStatus | null;
  trouble: Trouble | null;
  lastSeenAt: Millis | null;
}

/** What the page shows of a camera: what its agent says, unless the agent itself is gone or its vectors are refused. */
export function cameraView(
  record: CameraRecord,
  node: Pick<NodeView, 'status' | 'trouble'> | undefined,
  switchedOff: SwitchedOff | undefined,
): CameraView {
  const { status, trouble } = record;
  const gone = node?.status === 'offline' || node?.status === 'stopped' ? node.status : undefined;
  // What its agent said last of a camera that is watched by nobody is no longer so.
  const isAlone = gone !== undefined && status?.state !== 'disabled' && status?.state !== 'stopped';
  return {
    site: record.from.site,
    camera: record.from.camera,
    name: record.name,
    node: record.node,
    state: isAlone ? gone : (status?.state ?? 'unknown'),
    since: status?.since ?? null,
    reason: isAlone
      ? (node?.trouble ?? `its node ${record.node} is ${gone}`)
      : (status?.reason ?? (trouble && `${trouble.code}: ${trouble.message}`.slice(0, 300))),
    last_seen_at: record.lastSeenAt,
    ...(switchedOff && { switched_off: switchedOff }),
  };
}

/** Whether a page should hear of the change; the capture time of the newest message is no news. */
export function isNews(before: CameraView | undefined, after: CameraView): boolean {
  if (!before) return true;
  return (
    before.state !== after.state ||
    before.since !== after.since ||
    before.reason !== after.reason ||
    before.name !== after.name ||
    before.node !== after.node ||
    before.switched_off?.since !== after.switched_off?.since
  );
}
