import type { ReactNode } from 'react';

interface PageHeadProps {
  readonly title: string;
  readonly help?: string | undefined;
  /** Buttons of the page. */
  readonly children?: ReactNode;
}

/** The title of a page, and what can be done on it. */
export function PageHead({ title, help, children }: PageHeadProps) {
  return (
    <header className="page-head">
      <div>
        <h1>{title}</h1>
        {help !== undefined && <p className="dim">{help}</p>}
      </div>
      {children !== undefined && <div className="page-actions">{children}</div>}
    </header>
  );
}
