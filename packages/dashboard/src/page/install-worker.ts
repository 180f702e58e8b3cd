/** Has the browser keep the page's own files, where it can: only over HTTPS or on the machine itself. */
export async function installWorker(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  try {
    await navigator.serviceWorker.register('/sw.js', { type: 'module' });
    const { active } = await navigator.serviceWorker.ready;
    active?.postMessage(performance.getEntriesByType('resource').map((entry) => entry.name));
  } catch {
    // A browser that does not allow it shows the page all the same.
  }
}
