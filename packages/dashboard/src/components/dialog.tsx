import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { strings } from '../strings/strings.ts';
import { Button, IconButton } from './button.tsx';
import { ErrorNote } from './error-note.tsx';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** Wider, for a form beside a picture. */
  readonly wide?: boolean;
}

/** A window over the page, open as long as it is drawn. Keyboard and focus stay in it, and go back where they were. */
export function Dialog({ title, onClose, children, wide }: DialogProps) {
  const place = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = place.current;
    const before = document.activeElement;
    dialog?.showModal();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  return (
    <dialog
      ref={place}
      className="dialog"
      data-wide={wide || undefined}
      aria-labelledby={id}
      onCancel={(event) => {
        // The browser would close it while React still draws it.
        event.preventDefault();
        onClose();
      }}
    >
      <header className="dialog-head">
        <h2 id={id}>{title}</h2>
        <IconButton icon="close" label={strings.common.close} onClick={onClose} />
      </header>
      <div className="dialog-body">{children}</div>
    </dialog>
  );
}

interface ConfirmDialogProps {
  readonly title: string;
  /** What will happen, and whether it can be taken back. */
  readonly children: ReactNode;
  /** The word on the button: what is done, not "OK". */
  readonly action: string;
  readonly danger?: boolean;
  /** Does it; the dialog stays, busy, until it is done, and shows why it was not. */
  readonly onConfirm: () => Promise<unknown>;
  readonly onClose: () => void;
}

/** Asks before something is done. */
export function ConfirmDialog({ title, children, action, danger, onConfirm, onClose }: ConfirmDialogProps) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const confirm = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await onConfirm();
      onClose();
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <div className="dialog-text">{children}</div>
      {error !== undefined && <ErrorNote error={error} />}
      <div className="dialog-buttons">
        <Button onClick={onClose}>{strings.common.cancel}</Button>
        <Button kind={danger ? 'danger' : 'main'} busy={busy} onClick={() => void confirm()}>
          {action}
        </Button>
      </div>
    </Dialog>
  );
}
