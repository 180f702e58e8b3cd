import { type CameraView, idPattern, parseCameraId, parseNodeId, parseSiteId } from '@splitsight/wire';
import type { CameraIdentity } from '../../camera/browser-camera.ts';

/** What the user types to join. */
export interface Draft {
  readonly site: string;
  readonly name: string;
  readonly camera: string;
}

/** What is wrong with a draft, by field; nothing when it can be used. */
export interface DraftProblems {
  readonly site?: 'shape';
  readonly camera?: 'shape' | 'taken';
}

/** An id that is online already would be two cameras' in turns. */
export function checkDraft(
  { site, camera }: Draft,
  cameras: Iterable<Pick<CameraView, 'site' | 'camera' | 'state'>>,
): DraftProblems {
  const isTaken = [...cameras].some((one) => one.site === site && one.camera === camera && one.state === 'online');
  return {
    ...(!idPattern.test(site) && { site: 'shape' }),
    ...(!idPattern.test(camera) ? { camera: 'shape' } : isTaken ? { camera: 'taken' } : {}),
  };
}

/** A camera's node is named after it: the same camera is the same node, on whatever device. @throws CodedError WIRE_ID */
export function identityOf({ site, name, camera }: Draft): CameraIdentity {
  return {
    site: parseSiteId(site),
    camera: parseCameraId(camera),
    node: parseNodeId(`browser-${camera}`.slice(0, 63)),
    name: name.trim() === '' ? camera : name.trim(),
  };
}

/** An id made of a name: `Front door 2` gives `front-door-2`; names of other letters give `fallback`. */
export function idFrom(name: string, fallback: string): string {
  const id = name
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 63);
  return id === '' ? fallback : id;
}
