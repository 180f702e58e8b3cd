/** Keeps the screen on while the page can be seen, where the browser allows it. @returns what ends that. */
export function keepScreenOn(): () => void {
  let lock: WakeLockSentinel | undefined;
  let isOver = false;
  const ask = async () => {
    if (document.hidden || !('wakeLock' in navigator)) return;
    try {
      lock = await navigator.wakeLock.request('screen');
      if (isOver) void lock.release();
    } catch {
      // A browser that saves its battery refuses; the camera works all the same.
    }
  };
  const again = () => void ask();
  again();
  // A hidden page loses its lock.
  document.addEventListener('visibilitychange', again);
  return () => {
    isOver = true;
    document.removeEventListener('visibilitychange', again);
    void lock?.release();
  };
}
