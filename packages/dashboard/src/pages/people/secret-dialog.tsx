import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { toasts } from '../../components/toast-list.ts';
import { strings } from '../../strings/strings.ts';

interface SecretDialogProps {
  readonly title: string;
  readonly help: string;
  readonly secret: string;
  readonly onClose: () => void;
}

/** Shows what cannot be shown again. */
export function SecretDialog({ title, help, secret, onClose }: SecretDialogProps) {
  const words = strings.people;
  // Browsers give pages the clipboard only over TLS and on this machine.
  const copy = async () => {
    await navigator.clipboard.writeText(secret);
    toasts.show(words.copied);
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{help}</p>
      <output className="secret" aria-label={title}>
        {secret}
      </output>
      <div className="dialog-buttons">
        {window.isSecureContext && <Button onClick={() => void copy().catch(() => undefined)}>{words.copy}</Button>}
        <Button kind="main" onClick={onClose}>
          {strings.common.close}
        </Button>
      </div>
    </Dialog>
  );
}
