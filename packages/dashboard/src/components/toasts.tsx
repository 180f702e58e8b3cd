import { useEffect, useState, useSyncExternalStore } from 'react';
import { strings } from '../strings/strings.ts';
import { Button, IconButton } from './button.tsx';
import { type Toast, toasts } from './toast-list.ts';

/** Long enough to read and to undo; one that wants something done stays until it is dismissed. */
const staysFor = 8000;

/** Where the messages of the page appear; screen readers say them when they have said what they were saying. */
export function Toasts() {
  const shown = useSyncExternalStore(toasts.subscribe, toasts.shown);
  return (
    <section className="toasts" aria-label={strings.common.notifications} aria-live="polite">
      {shown.map((toast) => (
        <ToastRow key={toast.id} toast={toast} />
      ))}
    </section>
  );
}

function ToastRow({ toast }: { readonly toast: Toast }) {
  const [held, setHeld] = useState(false);
  const { id, kind, text, action } = toast;
  useEffect(() => {
    if (held || kind === 'news') return;
    const timer = setTimeout(() => toasts.dismiss(id), staysFor);
    return () => clearTimeout(timer);
  }, [id, kind, held]);
  return (
    // Whoever reads it or has reached it by keyboard is not hurried.
    // biome-ignore lint/a11y/noStaticElementInteractions: it only stops the clock
    <div
      className="toast"
      data-kind={kind}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <p>{text}</p>
      {action && (
        <Button
          kind="quiet"
          onClick={() => {
            toasts.dismiss(id);
            action.run();
          }}
        >
          {action.label}
        </Button>
      )}
      <IconButton icon="close" label={strings.common.dismiss} onClick={() => toasts.dismiss(id)} />
    </div>
  );
}
