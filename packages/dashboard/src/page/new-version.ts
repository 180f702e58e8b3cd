import { toasts } from '../components/toast-list.ts';
import { strings } from '../strings/strings.ts';

let offered = false;

/** Offers to reload when the server has another page than this one; asked after every reconnect, for then it may have been updated. */
export async function offerNewVersion(): Promise<void> {
  if (offered) return;
  try {
    const response = await fetch('/', { headers: { accept: 'text/html' }, cache: 'no-store' });
    if (!response.ok || isSame(await response.text())) return;
  } catch {
    // No answer says nothing about versions.
    return;
  }
  // Asked again meanwhile, after another reconnect: it is offered once.
  if (offered) return;
  offered = true;
  toasts.show(strings.common.newVersion, {
    kind: 'news',
    action: { label: strings.common.reload, run: () => location.reload() },
  });
}

/** The name of the page's first script carries a hash of its content. */
function isSame(html: string): boolean {
  const script = document.querySelector<HTMLScriptElement>('script[type="module"][src]');
  return script === null || html.includes(new URL(script.src).pathname);
}
