import { ApiError } from '../../api/api-error.ts';

/** Whether this browser has what web push needs: it has it only over HTTPS, or on the machine itself. */
export function canPush(): boolean {
  return 'serviceWorker' in navigator && 'PushManager' in globalThis && 'Notification' in globalThis;
}

/** What this browser has subscribed to already. */
export async function presentSubscription(): Promise<PushSubscription | null> {
  const registration = canPush() ? await navigator.serviceWorker.getRegistration() : undefined;
  return (await registration?.pushManager.getSubscription()) ?? null;
}

/**
 * Asks the user and subscribes.
 *
 * @param key the server's public key, base64url.
 * @returns what the server needs to know.
 * @throws ApiError PAGE_PUSH when the user or the browser does not want it
 */
export async function subscribe(key: string) {
  if ((await Notification.requestPermission()) !== 'granted') throw new ApiError(0, 'PAGE_PUSH', 'not allowed');
  try {
    // `ready` waits for ever where the browser did not take the worker.
    if (!(await navigator.serviceWorker.getRegistration())) throw new Error('no service worker');
    const registration = await navigator.serviceWorker.ready;
    // One that was made with another key of the server is worth nothing.
    await (await registration.pushManager.getSubscription())?.unsubscribe();
    const options = { userVisibleOnly: true, applicationServerKey: key };
    const { endpoint = '', keys = {} } = (await registration.pushManager.subscribe(options)).toJSON();
    return { endpoint, keys: { p256dh: keys['p256dh'] ?? '', auth: keys['auth'] ?? '' } };
  } catch (error) {
    throw new ApiError(0, 'PAGE_PUSH', error instanceof Error ? error.message : String(error), { cause: error });
  }
}

export async function unsubscribe(): Promise<void> {
  await (await presentSubscription())?.unsubscribe();
}
