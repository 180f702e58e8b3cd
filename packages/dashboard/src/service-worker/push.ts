/** The part of a service worker's own world that is used here; TypeScript has that world or a page's, not both. */
export interface PushScope {
  readonly location: { readonly origin: string };
  readonly registration: Pick<ServiceWorkerRegistration, 'showNotification'>;
  readonly clients: {
    matchAll(of: { readonly type: 'window' }): Promise<readonly OpenPage[]>;
    openWindow(url: string): Promise<unknown>;
  };
  addEventListener(type: 'push', listener: (event: PushMessage) => void): void;
  addEventListener(type: 'notificationclick', listener: (event: NotificationClick) => void): void;
}

interface Lasting {
  waitUntil(done: Promise<unknown>): void;
}

interface PushMessage extends Lasting {
  readonly data: { json(): unknown } | null;
}

interface NotificationClick extends Lasting {
  readonly notification: Pick<Notification, 'close' | 'data'>;
}

interface OpenPage {
  focus(): Promise<unknown>;
  navigate(url: string): Promise<unknown>;
}

/** Shows what the server pushes, and opens the alert when somebody presses it. */
export function handlePushes(scope: PushScope): void {
  scope.addEventListener('push', (event) => {
    const { title, body, tag, link } = readPush(event.data);
    // A message that comes twice has the same tag: the second takes the place of the first.
    event.waitUntil(scope.registration.showNotification(title, { body, tag, data: { link } }));
  });
  scope.addEventListener('notificationclick', (event) => {
    event.notification.close();
    event.waitUntil(openAlert(scope, addressIn(event.notification.data, scope.location.origin)));
  });
}

async function openAlert({ clients }: PushScope, address: string): Promise<void> {
  const [page] = await clients.matchAll({ type: 'window' });
  if (!page) await clients.openWindow(address);
  else {
    // Whether a window may come to the front is the browser's to decide; the page goes there in any case.
    await page.focus().catch(() => undefined);
    await page.navigate(address);
  }
}

/** Every push must be shown: one that is not understood says only who sent it. */
function readPush(data: PushMessage['data']) {
  const told = jsonOf(data);
  const text = (key: string) => {
    const value = typeof told === 'object' && told !== null ? Reflect.get(told, key) : undefined;
    return typeof value === 'string' ? value : undefined;
  };
  return {
    title: text('title') ?? 'SplitSight',
    body: text('body') ?? '',
    tag: text('tag') ?? 'splitsight',
    link: text('link'),
  };
}

function jsonOf(data: PushMessage['data']): unknown {
  try {
    return data?.json();
  } catch {
    return undefined;
  }
}

/** Where to go: always on this page's own host, whatever the message says. */
function addressIn(data: unknown, origin: string): string {
  const link = typeof data === 'object' && data !== null ? Reflect.get(data, 'link') : undefined;
  const { pathname, search } = new URL(typeof link === 'string' ? link : '/alerts', origin);
  return `${origin}${pathname}${search}`;
}
