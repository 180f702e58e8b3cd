import type { Millis } from '@splitsight/kernel';
import type { CameraView, CoverageReason, NodeView } from '@splitsight/wire';

/** What keeps a camera from being watched. */
export interface Cause {
  readonly why: CoverageReason;
  readonly code: string | null;
  /** It sends pictures all the same, and they say nothing. */
  readonly lies: boolean;
}

export const unknownCause: Cause = { why: 'unknown', code: null, lies: false };

/** What is known of a camera from outside its messages. */
export interface Circumstances {
  readonly camera: Pick<CameraView, 'state' | 'reason'> | undefined;
  readonly node: NodeView['status'] | undefined;
  /** The newest message that was refused: when it came, and why. */
  readonly refused: { readonly at: Millis; readonly code: string } | undefined;
}

/** A refusal explains so much silence after it. */
const refusedFor: Millis = 15_000;

/** Says what keeps a camera from being watched, the widest first. */
export function causeOf({ camera, node, refused }: Circumstances, now: Millis): Cause {
  const cause = (why: CoverageReason, code: string | null = null): Cause => ({ why, code, lies: false });
  if (node === 'offline') return cause('node_offline');
  if (node === 'stopped') return cause('agent_stopped');
  const code = codeIn(camera?.reason);
  switch (camera?.state) {
    case 'stopped':
      return cause('agent_stopped');
    case 'disabled':
      return cause('camera_disabled');
    case 'offline':
      return cause('camera_offline', code);
    case 'frozen':
    case 'covered':
      return { why: `camera_${camera.state}`, code, lies: true };
  }
  if (refused && Math.abs(now - refused.at) <= refusedFor) return cause('refused', refused.code);
  return unknownCause;
}

/** The code that a reason begins with. */
function codeIn(reason: string | null | undefined): string | null {
  return /^[A-Z][A-Z0-9_]{2,63}(?=:|$)/.exec(reason ?? '')?.[0] ?? null;
}
