import type { Page } from 'playwright-core';

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

/** Has the page note the time between its frames; what comes back runs something and gives those of that time, in milliseconds. */
export async function recordFrames(page: Page): Promise<(during: () => Promise<void>) => Promise<readonly number[]>> {
  await page.evaluate(`(() => {${begin}})()`);
  return async (during) => {
    await page.evaluate('void (window.frameTimes.length = 0)');
    await during();
    return page.evaluate<number[]>('window.frameTimes');
  };
}
