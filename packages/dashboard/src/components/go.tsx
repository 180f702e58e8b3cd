import type { MouseEvent, ReactNode } from 'react';
import { navigate } from 'wouter/use-browser-location';
import { mayLeave } from '../address/unsaved.ts';

interface GoProps {
  /** An address of the page's own, with its query: `/alerts?site=harbour`. */
  readonly to: string;
  readonly children: ReactNode;
  readonly className?: string | undefined;
  /** What is read aloud where the content does not say it. */
  readonly label?: string | undefined;
  /** It leads to the page that is shown. */
  readonly current?: boolean | undefined;
  readonly active?: boolean | undefined;
}

/** A link to another page of the dashboard: nothing is loaded anew, and what is unsaved is asked about. */
export function Go({ to, children, className, label, current, active }: GoProps) {
  const follow = (event: MouseEvent) => {
    // In a new tab or window it is the browser's business.
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    if (mayLeave()) navigate(to);
  };
  return (
    <a
      href={to}
      className={className}
      aria-label={label}
      aria-current={current ? 'page' : undefined}
      data-active={active}
      onClick={follow}
    >
      {children}
    </a>
  );
}
