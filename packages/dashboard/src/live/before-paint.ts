/** Frames stop when a page is hidden meanwhile: then it is this late at most. */
const latest = 100;

/** Calls back just before the next picture is drawn; at once while the page is hidden, so that alerts are told in time. */
export function beforePaint(then: () => void): void {
  if (document.hidden) {
    then();
    return;
  }
  const run = () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    then();
  };
  const frame = requestAnimationFrame(run);
  const timer = setTimeout(run, latest);
}
