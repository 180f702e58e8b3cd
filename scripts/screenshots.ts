import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openBrowser } from '../packages/dashboard/src/testing/browser.ts';
import { buildDashboard } from '../packages/dashboard/src/testing/build-dashboard.ts';
import { createFakeAlerts } from '../packages/dashboard/src/testing/fake-alerts.ts';
import { alertView, createFakeSite } from '../packages/dashboard/src/testing/fake-site.ts';
import { openLiveServer } from '../packages/dashboard/src/testing/live-server.ts';

/**
 * Makes docs/screenshots anew, from a site that does not exist.
 *
 *     node --import tsx --conditions splitsight-source scripts/screenshots.ts [FOLDER]
 */
interface Shot {
  readonly name: string;
  readonly path: string;
  readonly size: { readonly width: number; readonly height: number };
  readonly locale?: string;
  readonly colorScheme?: 'light' | 'dark';
}

const desk = { width: 1440, height: 900 };
const shots: readonly Shot[] = [
  { name: 'live', path: '/', size: desk, colorScheme: 'dark' },
  { name: 'live-rows', path: '/?view=rows', size: desk, colorScheme: 'light' },
  { name: 'live-phone', path: '/', size: { width: 360, height: 740 }, locale: 'ru-RU', colorScheme: 'light' },
  { name: 'wall', path: '/wall', size: { width: 1600, height: 900 }, colorScheme: 'dark' },
  { name: 'alerts', path: '/alerts', size: desk, colorScheme: 'dark' },
  { name: 'nodes', path: '/nodes', size: desk, locale: 'ru-RU', colorScheme: 'dark' },
];

const ended = (at: number) => alertView(3, at, { state: 'ended', ended_at: at + 40_000, head: 'intruder' });

async function main(): Promise<void> {
  const folder = process.argv[2] ?? fileURLToPath(new URL('../docs/screenshots', import.meta.url));
  const directory = await mkdtemp(join(tmpdir(), 'splitsight-screenshots-'));
  const site = createFakeSite({ cameras: 12, heads: 2 });
  const begun = Date.now();
  const past = createFakeAlerts(400, 12, begun);
  await buildDashboard(directory);
  const server = await openLiveServer({
    directory,
    hello: () => site.hello(Date.now(), { alerts: [ended(Date.now() - 300_000)] }),
    api: (address) => (address.pathname === '/api/v1/reviews' ? past(address) : undefined),
  });
  const browser = await openBrowser();
  site.excite(1, 'fire', begun - 15_000, begun + 600_000);
  try {
    for (const { name, path, size, locale = 'en-GB', colorScheme = 'light' } of shots) {
      const context = await browser.newContext({ viewport: size, locale, colorScheme, reducedMotion: 'reduce' });
      const page = await context.newPage();
      await page.goto(`http://127.0.0.1:${server.port}${path}`);
      await page.locator('main:not(.first) > *').first().waitFor({ state: 'attached' });
      const now = Date.now();
      for (let at = now - 120_000; at <= now; at += 200) server.send(site.decisions(at));
      server.send(
        site.camera(5, { state: 'frozen', reason: 'CAMERA_FROZEN: the picture stands still', since: now - 5e5 }),
      );
      await page.waitForTimeout(1500);
      server.send(site.alert('new', 1, Date.now() - 180));
      await page.waitForTimeout(1500);
      await page.screenshot({ path: join(folder, `${name}.png`) });
      await context.close();
    }
  } finally {
    await browser.close();
    await server.close();
    await rm(directory, { recursive: true, force: true });
  }
}

await main();
