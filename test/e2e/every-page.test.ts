import { gzipSync } from 'node:zlib';
import { axeProblems } from '@splitsight/dashboard/testing/axe';
import type { Page } from '@splitsight/dashboard/testing/browser';
import { describe, expect, it } from 'vitest';
import { pages } from '../../packages/dashboard/src/pages.ts';
import { noPage, usePageBench } from './page-bench.ts';
import { fillSite } from './site-with-past.ts';

/** Every page in both themes and in both languages. */
const looks = [
  { locale: 'en-GB', colorScheme: 'light' },
  { locale: 'ru-RU', colorScheme: 'dark' },
] as const;
/** What stands in the places of an address. */
const places: Readonly<Record<string, string>> = { site: 'yard', camera: 'gate', head: 'fire', rule: 'new' };
const addresses = pages.map(({ path }) => path.replace(/:(\w+)/g, (_, name: string) => places[name] ?? name));
/** Of everything that the live page loads before it stands, compressed. */
const mostBytes = 300_000;

describe.skipIf(noPage.skip)(`every page${noPage.why}`, () => {
  const bench = usePageBench({
    config: ({ head }) => ({ heads: [{ model: head, rule: { off_delay_s: 0.5 } }], backbones: [] }),
    prepare: ({ mqtt, fingerprint }) => fillSite(mqtt.url, fingerprint),
  });
  const open = (options: object) => bench.open({ reducedMotion: 'reduce', ...options });

  /** Opens an address and waits until nothing is being loaded. */
  async function visit(page: Page, path: string): Promise<void> {
    await page.goto(bench.address + path);
    await page.locator('main:not(.first) > *').first().waitFor({ state: 'attached' });
    await page.locator('.spinner').first().waitFor({ state: 'detached' });
  }

  it.each(looks)(
    'has nothing that axe finds, and nothing beyond 360 pixels: $locale, $colorScheme',
    async (look) => {
      const page = await open(look);
      const problems: Record<string, unknown> = {};
      for (const path of addresses) {
        await page.setViewportSize({ width: 1440, height: 900 });
        await visit(page, path);
        const found = await axeProblems(page);
        await page.setViewportSize({ width: 360, height: 740 });
        const width = await page.evaluate<number>('document.documentElement.scrollWidth');
        if (found.length > 0 || width > 360) problems[path] = { found, width };
      }
      await page.context().close();
      expect(problems).toEqual({});
    },
    240_000,
  );

  it('throws nothing, and asks no other host for anything', () => {
    expect(bench.complaints).toEqual([]);
  });

  it('loads at most 300 kB, compressed, before the live page stands', async () => {
    const page = await open({ locale: 'ru-RU', serviceWorkers: 'block' });
    const loaded = new Map<string, Promise<Buffer>>();
    page.on('response', (response) => {
      const type = response.request().resourceType();
      if (['document', 'script', 'stylesheet'].includes(type)) loaded.set(response.url(), response.body());
    });
    await visit(page, '/');
    await page.getByRole('article').first().waitFor();
    const bodies = await Promise.all(loaded.values());
    await page.context().close();
    const bytes = bodies.reduce((sum, body) => sum + gzipSync(body).length, 0);
    expect(bodies.length).toBeGreaterThan(4);
    expect(bytes).toBeLessThanOrEqual(mostBytes);
  });
});
