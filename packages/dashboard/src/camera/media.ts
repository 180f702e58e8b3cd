/** Why a browser gives no camera; the page has words for each. */
export type CameraProblemCode = 'insecure' | 'unsupported' | 'denied' | 'no-camera' | 'in-use' | 'ended' | 'other';

export class CameraProblem extends Error {
  readonly code: CameraProblemCode;

  constructor(code: CameraProblemCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CameraProblem';
    this.code = code;
  }
}

/** Where a phone's camera looks. */
export type Facing = 'environment' | 'user';

/** What keeps this browser from giving a camera, before anybody is asked. */
export function cameraObstacle(): CameraProblemCode | undefined {
  // Browsers hide the camera from pages that came without https, but for those of this very machine.
  if (!globalThis.isSecureContext) return 'insecure';
  const hasMedia = 'mediaDevices' in navigator && 'requestVideoFrameCallback' in HTMLVideoElement.prototype;
  return hasMedia ? undefined : 'unsupported';
}

/** Asks the user for a camera. @throws CameraProblem */
export async function openCamera(facing: Facing): Promise<MediaStream> {
  const obstacle = cameraObstacle();
  if (obstacle) throw new CameraProblem(obstacle, '');
  try {
    return await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: { ideal: facing }, width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 15 } },
    });
  } catch (error) {
    throw new CameraProblem(codeOf(error), String(error), { cause: error });
  }
}

/** https://www.w3.org/TR/mediacapture-streams/#dom-mediadevices-getusermedia */
function codeOf(error: unknown): CameraProblemCode {
  if (!(error instanceof DOMException)) return 'other';
  switch (error.name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'no-camera';
    case 'NotReadableError':
    case 'AbortError':
      return 'in-use';
    default:
      return 'other';
  }
}
