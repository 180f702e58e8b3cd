import type { Millis } from '@splitsight/kernel';
import type { Alert, CameraPolicy, CameraView, NodeView, PictureReason, PictureRequest } from '@splitsight/wire';

/** A picture that an alert wants: of which moment, and when it is to be asked for. */
export interface Wanted {
  readonly offset: number;
  readonly question: Omit<PictureRequest, 'id'>;
  /** How long to wait before the agent can have it. */
  readonly wait: Millis;
}

/** The frame itself, then what was before and after it. */
const offsets: readonly number[] = [0, -1000, 1000];
/** What was looked at is in the ring with the very time of its feature message; between those, pictures are half a second apart. */
const nearFrame: Millis = 250;
const nearOthers: Millis = 900;
/** After its moment a picture is encoded, and the clock of the agent may be a little behind. */
const settling: Millis = 900;

/** What pictures to ask for of an alert. @param now by the server's clock; only how long ago it was raised counts. */
export function wantedOf(alert: Pick<Alert, 'id' | 'captured_at' | 'raised_at'>, now: Millis): readonly Wanted[] {
  return offsets.map((offset) => ({
    offset,
    question: { alert: alert.id, at: alert.captured_at + offset, within_ms: offset === 0 ? nearFrame : nearOthers },
    wait: offset > 0 ? Math.max(0, Math.min(offset + settling, alert.raised_at + offset + settling - now)) : 0,
  }));
}

/** Why it is not even asked; null when it is. */
export function hindranceOf(
  policy: Pick<CameraPolicy, 'policy' | 'set'>,
  node: NodeView['status'],
  state: CameraView['state'],
  isOfAlert: boolean,
): PictureReason | null {
  if (node === 'offline' || node === 'stopped') return 'offline';
  if (policy.set === 'never' || policy.policy === 'never') return 'policy';
  if (policy.policy === null) return state === 'unknown' ? 'offline' : 'unsupported';
  return policy.policy === 'on-alert' && !isOfAlert ? 'policy' : null;
}
