/** Calls back when the next picture is on the screen. A page in the background is not painted: no call then. */
export function afterPaint(then: () => void): void {
  if (document.hidden) return;
  // The frame callback runs before the paint, and a message posted from it is handled after.
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      then();
    };
    port2.postMessage(undefined);
  });
}
