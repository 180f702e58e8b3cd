import { type CameraView, cameraAnswerSchema } from '@splitsight/wire';
import { useState } from 'react';
import { useMay } from '../../api/me.ts';
import { useSend } from '../../api/use-api.ts';
import { Button } from '../../components/button.tsx';
import { ConfirmDialog } from '../../components/dialog.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { toasts } from '../../components/toast-list.ts';
import { formatMoment } from '../../format/format.ts';
import { useServerSecond } from '../../live/use-live.ts';
import { strings } from '../../strings/strings.ts';

/** Whether a camera is switched off, by whom, and the switch. */
export function SwitchControl({ camera }: { readonly camera: CameraView }) {
  const words = strings.camera.switch;
  const may = useMay()('operate');
  const now = useServerSecond();
  const [isAsking, setAsking] = useState(false);
  const send = useSend({
    request: (enabled: boolean) => ({
      path: `/api/v1/sites/${encodeURIComponent(camera.site)}/cameras/${encodeURIComponent(camera.camera)}/enabled`,
      method: 'PUT',
      answer: cameraAnswerSchema,
      body: { enabled },
    }),
    outdates: ['/api/v1/cameras'],
  });
  const off = camera.switched_off;
  async function turn(enabled: boolean): Promise<void> {
    await send.mutateAsync(enabled);
    toasts.show(enabled ? words.isOn(camera.name) : words.isOff(camera.name));
  }
  if (!off && camera.state === 'disabled') return <p className="camera-switch">{words.configured}</p>;
  return (
    <div className="camera-switch">
      {off && (
        <p>
          {words.off(off.by, formatMoment(off.since, now))} {camera.state === 'disabled' ? words.quiet : words.notYet}
        </p>
      )}
      {may && off && (
        <Button busy={send.isPending} onClick={() => void turn(true).catch(() => undefined)}>
          {words.turnOn}
        </Button>
      )}
      {may && !off && <Button onClick={() => setAsking(true)}>{words.turnOff}</Button>}
      {send.error && off && <ErrorNote error={send.error} />}
      {isAsking && (
        <ConfirmDialog
          title={words.title(camera.name)}
          action={words.turnOff}
          onClose={() => setAsking(false)}
          onConfirm={() => turn(false)}
        >
          <p>{words.what}</p>
        </ConfirmDialog>
      )}
    </div>
  );
}
