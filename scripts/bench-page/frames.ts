import type { Page } from '../../packages/dashboard/src/testing/browser.ts';

// As text: what tsx makes of functions needs helpers that the page does not have.
const begin = `
  window.frameTimes = [];
  let last = performance.now();
  requestAnimationFrame(function note(now) {
    window.frameTimes.push(now - last);
    last = now;
    requestAnimationFrame(note);
  });
`;

export interface Recorded {
  /** Milliseconds between frames. */
  readonly frames: readonly number[];
  /** What the page's main thread computed meanwhile, in milliseconds of its own: what else runs on the machine is not in it. */
  readonly mainThreadMs: number;
}

/** Has the page note the time between its frames; what comes back runs something and tells of that time. */
export async function recordFrames(page: Page): Promise<(during: () => Promise<void>) => Promise<Recorded>> {
  const inspector = await page.context().newCDPSession(page);
  await inspector.send('Performance.enable', { timeDomain: 'threadTicks' });
  const taskSeconds = async () => {
    const { metrics } = await inspector.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0;
  };
  await page.evaluate(`(() => {${begin}})()`);
  return async (during) => {
    await page.evaluate('void (window.frameTimes.length = 0)');
    const before = await taskSeconds();
    await during();
    const mainThreadMs = ((await taskSeconds()) - before) * 1000;
    return { frames: await page.evaluate<number[]>('window.frameTimes'), mainThreadMs };
  };
}
