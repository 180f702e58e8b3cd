import { Component, type ComponentType, lazy, type ReactNode, Suspense, useEffect, useRef } from 'react';
import { Route, Switch, useLocation } from 'wouter';
import { useMay } from '../api/me.ts';
import { Button } from '../components/button.tsx';
import { PageHead } from '../components/page-head.tsx';
import { Spinner } from '../components/progress.tsx';
import { type PageEntry, pages } from '../pages.ts';
import { strings } from '../strings/strings.ts';

const components = new Map<PageEntry, ComponentType>(
  pages.map((page) => [page, lazy(async () => ({ default: await page.load() }))]),
);

/** The page that the address names; its code is loaded when it is first wanted. */
export function PageHost() {
  const may = useMay();
  const [path] = useLocation();
  const place = useRef<HTMLElement>(null);
  const shown = useRef(path);

  useEffect(() => {
    if (shown.current === path) return;
    shown.current = path;
    // A new page begins at its top, for eyes, keyboard and screen reader.
    scrollTo({ top: 0, behavior: 'instant' });
    place.current?.focus({ preventScroll: true });
  }, [path]);

  return (
    <main id="content" ref={place} tabIndex={-1}>
      <PageGuard key={path}>
        <Suspense fallback={<Spinner label={strings.common.loading} />}>
          <Switch>
            {pages.map((page) => (
              <Route key={page.path} path={page.path}>
                {may(page.right) ? <PageBody page={page} /> : <NotAllowed />}
              </Route>
            ))}
            <Route>
              <div className="sheet">
                <PageHead title={strings.common.pageMissing} help={strings.common.pageMissingHelp} />
              </div>
            </Route>
          </Switch>
        </Suspense>
      </PageGuard>
    </main>
  );
}

function PageBody({ page }: { readonly page: PageEntry }) {
  const Body = components.get(page);
  return Body ? <Body /> : null;
}

function NotAllowed() {
  return (
    <div className="sheet">
      <PageHead title={strings.common.notAllowed} help={strings.common.notAllowedHelp} />
    </div>
  );
}

/** A page that fails takes nothing else with it: alerts still arrive at the top. */
class PageGuard extends Component<{ readonly children: ReactNode }, { readonly failed: boolean }> {
  override state: { readonly failed: boolean } = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return (
      <div className="sheet">
        <PageHead title={strings.common.pageFailed}>
          <Button onClick={() => location.reload()}>{strings.common.retry}</Button>
        </PageHead>
      </div>
    );
  }
}
