import { useState } from 'react';
import { useLocation } from 'wouter';
import { useMay } from '../api/me.ts';
import { Dialog } from '../components/dialog.tsx';
import { Go } from '../components/go.tsx';
import { Icon } from '../components/icon.tsx';
import { type PageEntry, pages } from '../pages.ts';
import { strings } from '../strings/strings.ts';

const groups = ['watch', 'teach', 'manage'] as const;
/** So many pages stand in the bar of a phone; the others behind a button. */
const inBar = 4;

/** The way to every page that the user may see: at the side where there is room, else a bar at the foot. */
export function Nav() {
  const may = useMay();
  const [more, setMore] = useState(false);
  const [path] = useLocation();
  const shown = pages.filter((page) => page.group !== undefined && may(page.right));
  const first = shown.slice(0, inBar);
  const hasMore = shown.length > inBar;
  return (
    <>
      <nav className="side-nav" aria-label={strings.nav.label}>
        <Groups shown={shown} />
      </nav>
      <nav className="foot-nav" aria-label={strings.nav.label}>
        <ul>
          {first.map((page) => (
            <li key={page.path}>
              <NavLink page={page} />
            </li>
          ))}
          {hasMore && (
            <li>
              <button
                type="button"
                className="nav-link"
                aria-haspopup="dialog"
                data-here={!first.some((page) => isHere(page, path)) || undefined}
                onClick={() => setMore(true)}
              >
                <Icon name="more" />
                <span>{strings.nav.more}</span>
              </button>
            </li>
          )}
        </ul>
      </nav>
      {more && (
        <Dialog title={strings.nav.label} onClose={() => setMore(false)}>
          {/* Any link in it closes it. */}
          <nav className="drawer-nav" aria-label={strings.nav.more} onClickCapture={() => setMore(false)}>
            <Groups shown={shown} />
          </nav>
        </Dialog>
      )}
    </>
  );
}

function Groups({ shown }: { readonly shown: readonly PageEntry[] }) {
  return groups.map((group) => {
    const pagesOfGroup = shown.filter((page) => page.group === group);
    if (pagesOfGroup.length === 0) return null;
    return (
      <section key={group} aria-label={strings.nav.groups[group]}>
        <p className="nav-group" aria-hidden="true">
          {strings.nav.groups[group]}
        </p>
        <ul>
          {pagesOfGroup.map((page) => (
            <li key={page.path}>
              <NavLink page={page} />
            </li>
          ))}
        </ul>
      </section>
    );
  });
}

function NavLink({ page }: { readonly page: PageEntry }) {
  const [path] = useLocation();
  return (
    <Go to={page.path} className="nav-link" current={isHere(page, path)}>
      <Icon name={page.icon} />
      <span>{page.title()}</span>
    </Go>
  );
}

function isHere(page: PageEntry, path: string): boolean {
  return page.path === '/'
    ? path === '/' || path.startsWith('/cameras/')
    : path === page.path || path.startsWith(`${page.path}/`);
}
