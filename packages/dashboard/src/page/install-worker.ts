/** Has the browser keep the page's own files, where it can: only over HTTPS or on the machine itself. */
export async function installWorker(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  try {
    await navigator.serviceWorker.register('/sw.js', { type: 'module' });
    const { active } = await navigator.serviceWorker.ready;
    // The worker does not see what was asked for before it was there: neither what came since, nor what is on its way.
    const loaded = new PerformanceObserver((list) => {
      const files = list.getEntries().map((entry) => entry.name);
      const own = files.filter((file) => file.startsWith(`${location.origin}/assets/`));
      if (own.length > 0) active?.postMessage(own);
    });
    loaded.observe({ type: 'resource', buffered: true });
  } catch {
    // A browser that does not allow it shows the page all the same.
  }
}
