import type { Alert } from '@splitsight/wire';
import { useEffect } from 'react';
import { alertName, isScored } from '../format/alert-name.ts';
import { cameraKey } from '../live/score-book.ts';
import { useLive } from '../live/use-live.ts';
import type { Sound } from '../page/sound.ts';
import { strings } from '../strings/strings.ts';

/** Says new alerts to those who listen: to screen readers at once, and as a sound if that is on. */
export function Announcer({ sound }: { readonly sound: Sound }) {
  const calls = useLive((live) => live.calls);
  const cameras = useLive((live) => live.cameras);
  useEffect(() => {
    if (calls.count > 0) sound.play();
  }, [calls, sound]);
  return (
    <div className="unseen" role="alert" data-count={calls.count}>
      {calls.alerts.map((alert) => (
        <p key={alert.id}>{announce(alert, cameras.get(cameraKey(alert))?.name ?? alert.camera)}</p>
      ))}
    </div>
  );
}

function announce(alert: Alert, camera: string): string {
  if (isScored(alert)) return strings.live.alerts.announce(alert, camera);
  return strings.review.announceCamera(alertName(alert.head), camera);
}
