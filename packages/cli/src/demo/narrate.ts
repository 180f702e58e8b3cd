import type { LiveMessage } from '@splitsight/wire';

/**
 * Tells a live message in plain lines, as far as a person wants to hear of it.
 *
 * @param known the camera states told so far; updated.
 */
export function narrate(message: LiveMessage, known: Map<string, string>): string[] {
  switch (message.type) {
    case 'hello':
      return message.cameras.flatMap((camera) => narrate({ type: 'camera', camera }, known));
    case 'camera': {
      const { camera, state, reason } = message.camera;
      const isStarting = state === 'unknown' || reason?.startsWith('CAMERA_STARTING');
      if (isStarting || known.get(camera) === state) return [];
      known.set(camera, state);
      return [`camera "${camera}" is ${state}${reason ? `: ${reason}` : ''}`];
    }
    case 'alert': {
      const { type, after } = message.event;
      const score = `${Math.round(after.peak * 100)} %`;
      if (type === 'new') return [`ALERT: ${after.head} at camera "${after.camera}", ${score} sure`];
      if (type === 'end')
        return [`the ${after.head} alert at camera "${after.camera}" has ended, at most ${score} sure`];
      return [];
    }
    default:
      return [];
  }
}
