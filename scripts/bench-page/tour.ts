import type { Page } from '../../packages/dashboard/src/testing/browser.ts';

export interface TourPart {
  readonly name: string;
  run(page: Page): Promise<void>;
}

/** What somebody at the desk does, without loading the page anew. */
export const pageTour: readonly TourPart[] = [
  { name: 'watch', run: (page) => page.waitForTimeout(3000) },
  { name: 'scroll_tiles', run: (page) => scroll(page, 60) },
  {
    name: 'filter',
    async run(page) {
      await page.getByRole('searchbox').fill('Camera 5');
      await page.waitForTimeout(400);
      await page.getByRole('searchbox').fill('');
      await page.getByRole('radio', { name: /^In trouble/ }).check({ force: true });
      await page.waitForTimeout(400);
      await page.getByRole('radio', { name: /^All/ }).check({ force: true });
      await page.waitForTimeout(400);
    },
  },
  {
    name: 'rows',
    async run(page) {
      await page.getByRole('button', { name: 'Show as compact rows' }).click();
      await scroll(page, 40);
    },
  },
  {
    name: 'camera',
    async run(page) {
      await page.locator('.camera-line-name').first().click();
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForTimeout(1000);
    },
  },
  {
    name: 'alerts',
    async run(page) {
      await page.locator('nav:visible').getByRole('link', { name: 'Alerts' }).click();
      await page.waitForTimeout(800);
      await scroll(page, 60);
    },
  },
  {
    name: 'nodes',
    async run(page) {
      await page.locator('nav:visible').getByRole('link', { name: 'Nodes' }).click();
      await page.waitForTimeout(500);
      await scroll(page, 30);
    },
  },
];

async function scroll(page: Page, steps: number): Promise<void> {
  await page.mouse.move(700, 600);
  for (let step = 0; step < steps; step++) {
    await page.mouse.wheel(0, step < steps * 0.7 ? 240 : -360);
    await page.waitForTimeout(50);
  }
}
