import type { Page } from '@splitsight/dashboard/testing/browser';
import { sleep } from '@splitsight/kernel';

/** Only what is too wide is looked at for so long. */
const patience = 10_000;

/**
 * How wide the page is in a window of this size, in CSS pixels: more than the window where something stands out of it.
 *
 * What measures itself, a plot or a long list, takes its new size only with the next picture.
 */
export async function widthIn(
  page: Page,
  window: { readonly width: number; readonly height: number },
): Promise<number> {
  await page.setViewportSize(window);
  const end = performance.now() + patience;
  for (;;) {
    const width = await page.evaluate<number>('document.documentElement.scrollWidth');
    if (width <= window.width || performance.now() > end) return width;
    await sleep(50);
  }
}
