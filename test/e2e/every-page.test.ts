import { gzipSync } from 'node:zlib';
import { axeProblems } from '@splitsight/dashboard/testing/axe';
import type { Page } from '@splitsight/dashboard/testing/browser';
import { fetchOnce } from '@splitsight/testkit';
import { describe, expect, it } from 'vitest';
import { pages } from '../../packages/dashboard/src/pages.ts';
import { noPage, usePageBench } from './page-bench.ts';
import { widthIn } from './page-width.ts';
import { fillSite } from './site-with-past.ts';

/** What stands in the places of an address. */
const places: Readonly<Record<string, string>> = {
  ...{ site: 'yard', camera: 'gate', head: 'fire', rule: 'new', name: 'fires' },
};
const addresses = pages.map(({ path }) => path.replace(/:(\w+)/g, (_, name: string) => places[name] ?? name));
/** Those that most people look at most of the time. */
const main = ['/', '/wall', '/alerts', '/nodes', '/heads', '/labels/fires', '/rules', '/notifications', '/try'];
/** Every page in both languages and in both themes; the main ones in every pair of them, by turning to the other's colours. */
const looks = [
  { locale: 'en-GB', scheme: 'light', otherScheme: 'dark' },
  { locale: 'ru-RU', scheme: 'dark', otherScheme: 'light' },
] as const;
const phone = { width: 360, height: 740 };
/** Of everything that the live page loads before it stands, compressed. */
const mostBytes = 300_000;

describe.skipIf(noPage.skip)(`every page${noPage.why}`, () => {
  const bench = usePageBench({
    config: ({ head }) => ({ heads: [{ model: head, rule: { off_delay_s: 0.5 } }], backbones: [] }),
    async prepare(bench) {
      await fillSite(bench);
      await fetchOnce(`${bench.address}/api/v1/datasets`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'fires' }),
      });
    },
  });

  /** Opens an address and waits until nothing is being loaded. */
  async function visit(page: Page, path: string): Promise<void> {
    await page.goto(bench.address + path);
    await page.locator('main:not(.first) > *').first().waitFor({ state: 'attached' });
    await page.locator('.spinner').first().waitFor({ state: 'detached' });
  }

  it.each(looks)(
    'has nothing that axe finds, and nothing beyond 360 pixels: $locale',
    async (look) => {
      const page = await bench.open({ locale: look.locale });
      const problems: Record<string, unknown> = {};
      for (const path of addresses) {
        await page.setViewportSize({ width: 1440, height: 900 });
        await page.emulateMedia({ colorScheme: look.scheme });
        await visit(page, path);
        const found = [...(await axeProblems(page))];
        if (main.includes(path)) {
          await page.emulateMedia({ colorScheme: look.otherScheme });
          found.push(...(await axeProblems(page, ['color-contrast', 'link-in-text-block'])));
        }
        const width = await widthIn(page, phone);
        if (found.length > 0 || width > 360) problems[path] = { found, width };
      }
      await page.context().close();
      expect(problems).toEqual({});
      // Every page, several times.
    },
    300_000,
  );

  it('of a data set has nothing that axe finds in any of its tabs, in Russian', async () => {
    const page = await bench.open({ locale: 'ru-RU', colorScheme: 'light' });
    await visit(page, '/labels/fires');
    const found: Record<string, unknown> = {};
    const tabs = page.getByRole('tab');
    await expect.poll(() => tabs.count()).toBeGreaterThan(4);
    for (const tab of await tabs.all()) {
      await tab.click();
      await page.locator('.spinner').first().waitFor({ state: 'detached' });
      const problems = await axeProblems(page);
      const width = await widthIn(page, phone);
      await page.setViewportSize({ width: 1440, height: 900 });
      if (problems.length > 0 || width > 360) found[(await tab.textContent()) ?? ''] = { problems, width };
    }
    await page.context().close();
    expect(found).toEqual({});
  });

  it('throws nothing, and asks no other host for anything', () => {
    expect(bench.complaints).toEqual([]);
  });

  it('loads at most 300 kB, compressed, before the live page stands', async () => {
    const page = await bench.open({ locale: 'ru-RU', serviceWorkers: 'block' });
    const loaded = new Map<string, { body(): Promise<Buffer> }>();
    page.on('response', (response) => {
      const type = response.request().resourceType();
      if (['document', 'script', 'stylesheet'].includes(type)) loaded.set(response.url(), response);
    });
    await visit(page, '/');
    await page.getByRole('article').first().waitFor();
    const bodies = await Promise.all([...loaded.values()].map((response) => response.body()));
    await page.context().close();
    const bytes = bodies.reduce((sum, body) => sum + gzipSync(body).length, 0);
    expect(bodies.length).toBeGreaterThan(4);
    expect(bytes).toBeLessThanOrEqual(mostBytes);
  });
});
