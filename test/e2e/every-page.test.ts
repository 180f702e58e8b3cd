import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { axeProblems } from '@splitsight/dashboard/testing/axe';
import { type Browser, noBrowser, openBrowser, type Page } from '@splitsight/dashboard/testing/browser';
import { createServer, serverConfigSchema } from '@splitsight/server';
import { writeTinyBackbone, writeTinyHead } from '@splitsight/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pages } from '../../packages/dashboard/src/pages.ts';
import { root } from './command.ts';
import { fillSite } from './site-with-past.ts';

const built = process.env.SPLITSIGHT_TEST_PAGE ?? join(root, 'packages/dashboard/dist');
const reason = noBrowser ?? (existsSync(join(built, 'index.html')) ? undefined : 'the page is not built: pnpm build');
const silent = { debug() {}, info() {}, warn() {}, error() {} };

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

describe.skipIf(reason !== undefined)(`every page${reason ? ` (skipped: ${reason})` : ''}`, () => {
  let browser: Browser;
  let folder: string;
  let address: string;
  let server: ReturnType<typeof createServer>;
  const elsewhere: string[] = [];
  const thrown: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'splitsight-pages-'));
    const { fingerprint } = writeTinyBackbone(join(folder, 'backbone'));
    writeTinyHead(join(folder, 'head'), join(folder, 'backbone'));
    const config = serverConfigSchema.parse({
      ...{ mqtt: { port: 0 }, http: { port: 0, login: 'off' }, store: { path: join(folder, 'test.db') } },
      ...{ heads: [{ model: join(folder, 'head'), rule: { off_delay_s: 0.5 } }], backbones: [] },
    });
    server = createServer(config, { log: silent, page: built });
    await server.start(new AbortController().signal);
    const { http, mqtt } = server.addresses();
    address = `http://127.0.0.1:${http.port}`;
    await fillSite(`mqtt://127.0.0.1:${mqtt.port}`, fingerprint);
    browser = await openBrowser();
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(options: object): Promise<Page> {
    const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    page.on('pageerror', (error) => thrown.push(error.message));
    const note = (url: string) => {
      if (!/^(data:|blob:|(http|ws):\/\/127\.0\.0\.1:)/.test(url)) elsewhere.push(url);
    };
    page.on('request', (request) => note(request.url()));
    page.on('websocket', (socket) => note(socket.url()));
    return page;
  }

  /** Opens an address and waits until nothing is being loaded. */
  async function visit(page: Page, path: string): Promise<void> {
    await page.goto(address + path);
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
      expect(thrown).toEqual([]);
    },
    240_000,
  );

  it('asks no other host for anything', () => {
    expect(elsewhere).toEqual([]);
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
