/** A short message that goes by itself. */
export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly kind: 'done' | 'failed' | 'news';
  /** What can be done about it: undo, reload. */
  readonly action: { readonly label: string; readonly run: () => void } | undefined;
}

const listeners = new Set<() => void>();
/** More than this on the screen nobody reads. */
const most = 4;
let shown: readonly Toast[] = [];
let next = 1;

const set = (toasts: readonly Toast[]) => {
  shown = toasts;
  for (const listener of listeners) listener();
};

/** The messages of the page, from anywhere in it. */
export const toasts = {
  show(text: string, options: { readonly kind?: Toast['kind']; readonly action?: Toast['action'] } = {}): void {
    const toast = { id: next++, text, kind: options.kind ?? 'done', action: options.action };
    set([...shown, toast].slice(-most));
  },
  dismiss(id: number): void {
    set(shown.filter((toast) => toast.id !== id));
  },
  shown: () => shown,
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};
