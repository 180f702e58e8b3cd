import { strings } from '../strings/strings.ts';

/** What the browser's tab shows of the page. */
export interface TabMark {
  readonly activeAlerts: number;
  readonly connected: boolean;
  /** The name of the page shown; undefined for the live page. */
  readonly page: string | undefined;
}

/** Puts the number of active alerts into the title and the icon, so that a page in the background still tells. */
export function showTabMark(mark: TabMark): void {
  document.title = titleOf(mark);
  const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (icon) icon.href = `data:image/svg+xml,${encodeURIComponent(iconOf(mark))}`;
}

/** `(2) Rules · SplitSight`. */
export function titleOf({ activeAlerts, connected, page }: TabMark): string {
  const down = connected ? undefined : strings.connection.down;
  const name = [down, page, strings.common.product].filter((part) => part !== undefined).join(' · ');
  return activeAlerts > 0 ? `(${activeAlerts}) ${name}` : name;
}

function iconOf({ activeAlerts, connected }: TabMark): string {
  const eye = connected ? '#2bb3c0' : '#8a94a3';
  const count = activeAlerts > 9 ? '9+' : String(activeAlerts);
  const badge =
    activeAlerts > 0
      ? `<circle cx="21" cy="11" r="11" fill="#d92d3a"/><text x="21" y="16.5" text-anchor="middle" fill="#fff" font-family="sans-serif" font-weight="700" font-size="${count.length > 1 ? 13 : 16}">${count}</text>`
      : '';
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#10151b"/><path d="M16 6a10 10 0 0 0 0 20z" fill="${eye}"/><path d="M18.5 6.3a10 10 0 0 1 0 19.4" fill="none" stroke="${eye}" stroke-width="2.5"/>${badge}</svg>`;
}
