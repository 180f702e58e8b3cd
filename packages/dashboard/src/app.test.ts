import { EventEmitter, once } from 'node:events';
import type { LiveMessage } from '@splitsight/wire';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { noBrowser } from './testing/browser.ts';
import { alertView, createFakeSite } from './testing/fake-site.ts';
import { usePageStage } from './testing/page-stage.ts';

const site = createFakeSite({ cameras: 3, heads: 2 });

describe.skipIf(noBrowser)(`the live page${noBrowser === undefined ? '' : ` (skipped: ${noBrowser})`}`, () => {
  const stage = usePageStage();
  const { visit } = stage;
  const serve = (hello: () => LiveMessage = () => site.hello(Date.now()), port = 0) => stage.serve({ hello, port });

  const card = (page: Page, name: string) => page.getByRole('article', { name });

  it('shows cameras, nodes and heads, and asks no other host for anything', async () => {
    const server = await serve();
    const { page, complaints } = await visit(server);
    await page.getByTitle('round trip to the server').waitFor();
    await card(page, 'Fuel store').getByText('Online', { exact: true }).waitFor();
    // Each card is drawn in a frame that has time for it.
    await expect.poll(() => page.getByRole('article').count()).toBe(3);
    await page.getByRole('heading', { name: 'intruder' }).waitFor();
    server.send(site.camera(2, { state: 'offline', reason: 'CAMERA_UNREACHABLE: no answer' }));
    await card(page, 'Fuel store').getByText('Offline', { exact: true }).waitFor();
    await card(page, 'Fuel store').getByText('CAMERA_UNREACHABLE: no answer').waitFor();
    expect(complaints).toEqual([]);
  });

  it('draws the scores as they come', async () => {
    const server = await serve();
    const { page, complaints } = await visit(server);
    await card(page, 'North gate').getByText('No score yet').waitFor();
    const now = Date.now();
    for (let at = now - 30_000; at <= now; at += 100) server.send(site.decisions(at));
    const number = card(page, 'North gate').locator('.score').first();
    await expect.poll(() => number.textContent()).toMatch(/^0\.\d\d$/);
    const drawn = () =>
      card(page, 'North gate')
        .locator('canvas')
        .first()
        .evaluate((canvas) => {
          if (!(canvas instanceof HTMLCanvasElement)) return 0;
          const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
          return [...pixels].filter((value) => value > 0).length;
        });
    await expect.poll(drawn).toBeGreaterThan(500);
    expect(complaints).toEqual([]);
  });

  it('shows a new alert with the time it took, tells it aloud and in the title, and ends it', async () => {
    const server = await serve();
    const { page } = await visit(server);
    await page.getByText('No active alerts').waitFor();
    // The page knows the server's clock to within half a round trip, once it has made one.
    const roundTrip = Number(/\d+/.exec((await page.getByTitle('round trip to the server').textContent()) ?? '')?.[0]);
    const at = Date.now() - 150;
    server.send(site.alert('new', 1, at));
    const row = page.getByRole('listitem').filter({ hasText: 'Loading bay' });
    await row.getByText('Active').waitFor();
    await expect.poll(() => row.getByText('capture to screen').textContent()).toMatch(/\d+ ms/);
    const latency = Number(/(\d+) ms/.exec((await row.textContent()) ?? '')?.[1]);
    expect(latency).toBeGreaterThanOrEqual(149 - roundTrip / 2);
    expect(latency).toBeLessThanOrEqual(Date.now() - at + 1 + roundTrip / 2);
    await expect
      .poll(() => page.getByRole('alert').allTextContents())
      .toContain('Alert: fire at Loading bay, score 0.91.');
    await expect.poll(() => page.title()).toBe('(1) SplitSight');
    server.send(site.alert('end', 1, at, { state: 'ended', ended_at: at + 42_000 }));
    await row.getByText('lasted 0:42').waitFor();
    await expect.poll(() => page.title()).toBe('SplitSight');
  });

  it('says that it is not connected, and what it knows is old; then comes back by itself', async () => {
    const server = await serve();
    const { page, complaints } = await visit(server);
    await card(page, 'Fuel store').waitFor();
    await server.close();
    await page.getByRole('alert').getByText('Not connected').waitFor();
    await page.getByText(/Everything below is \d+ s old/).waitFor();
    await expect.poll(() => page.title()).toBe('Not connected · SplitSight');
    // Meanwhile an alert was raised: it is told on return.
    const missed = alertView(0, Date.now());
    await serve(() => site.hello(Date.now(), { alerts: [missed] }), server.port);
    await page.getByTitle('round trip to the server').waitFor();
    await page.getByText('1 active alert').waitFor();
    await expect
      .poll(() => page.getByRole('alert').allTextContents())
      .toContain('Alert: fire at North gate, score 0.91.');
    await page.getByText('Everything below').waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
  });

  it('counts garbage and goes on', async () => {
    const server = await serve();
    const { page, complaints } = await visit(server);
    await card(page, 'Fuel store').waitFor();
    for (const garbage of ['', '{', 'null', '{"type":"alert","event":{}}', '{"type":"nonsense"}']) server.send(garbage);
    await page.getByText('5 messages not understood').waitFor();
    server.send(site.alert('new', 2, Date.now()));
    await page.getByRole('listitem').filter({ hasText: 'Fuel store' }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('helps where nothing is yet', async () => {
    const server = await serve(() => createFakeSite({ cameras: 0, heads: 0 }).hello(Date.now()));
    const { page } = await visit(server);
    await page.getByText('No camera has reported yet.').waitFor();
    await page.getByText('splitsight-edge --config edge.yaml').waitFor();
    await page.getByText('No head is loaded.').waitFor();
  });

  it('fits a narrow phone, and changes its theme', async () => {
    const server = await serve();
    const { page } = await visit(server, { width: 360, height: 740 });
    await card(page, 'Fuel store').waitFor();
    for (let i = 0; i < 5; i++) server.send(site.alert('new', i % 3, Date.now() + i));
    server.send(site.decisions(Date.now()));
    await page.getByRole('button', { name: 'Show all 5' }).click();
    const width = () => page.evaluate(() => document.documentElement.scrollWidth);
    await expect.poll(width).toBe(360);
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await page.getByRole('button', { name: /^Theme/ }).click();
    await page.getByRole('button', { name: /^Light theme/ }).waitFor();
    const light = await ground();
    await page.getByRole('button', { name: /^Light theme/ }).click();
    await expect.poll(ground).not.toBe(light);
    await page.reload();
    await page.getByRole('button', { name: /^Dark theme/ }).waitFor();
    await expect.poll(ground).not.toBe(light);
  });

  it('shows only cameras in trouble when asked to, by keyboard', async () => {
    const server = await serve();
    const { page } = await visit(server);
    await card(page, 'Fuel store').waitFor();
    server.send(site.camera(2, { state: 'covered' }));
    await page.getByRole('radio', { name: /^All/ }).focus();
    await page.keyboard.press('ArrowRight');
    await page.getByText('No camera is in alert.').waitFor();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => page.getByRole('article').count()).toBe(1);
    await card(page, 'Fuel store').getByText('Covered', { exact: true }).waitFor();
    // What is chosen stands in the address.
    await expect.poll(() => new URL(page.url()).search).toBe('?show=trouble');
    await page.reload();
    await expect.poll(() => page.getByRole('radio', { name: /^In trouble/ }).isChecked()).toBe(true);
  });

  it('keeps the page small with 1,000 cameras, scrolled through to the last', async () => {
    const many = createFakeSite({ cameras: 1000, heads: 2, sites: 10 });
    const server = await serve(() => many.hello(Date.now()));
    const { page, complaints } = await visit(server);
    await page.getByText('1,000', { exact: true }).first().waitFor();
    server.send(many.decisions(Date.now()));
    const size = () => page.evaluate(() => document.querySelectorAll('*').length);
    const sizes = [await size()];
    for (let turn = 0; turn < 3; turn++) {
      await page.evaluate((part) => {
        scrollTo({ top: document.documentElement.scrollHeight * part, behavior: 'instant' });
      }, turn / 3);
      await expect.poll(() => page.getByRole('article').count()).toBeGreaterThan(4);
      sizes.push(await size());
    }
    // The last stands a little further down each time, until the true heights are known.
    const atEnd = () =>
      page.evaluate(() => {
        scrollTo({ top: document.documentElement.scrollHeight, behavior: 'instant' });
      });
    await expect.poll(async () => atEnd().then(() => card(page, 'Camera 1000').count())).toBe(1);
    sizes.push(await size());
    expect(Math.max(...sizes)).toBeLessThan(2500);
    await page.getByRole('searchbox', { name: 'Search cameras' }).fill('camera 777');
    await card(page, 'Camera 777').waitFor();
    await expect.poll(() => page.getByRole('article').count()).toBe(1);
    await page.getByRole('button', { name: 'Show as compact rows' }).click();
    await page.getByRole('article', { name: 'Camera 777' }).getByText('fire').waitFor();
    await expect.poll(() => new URL(page.url()).search).toBe('?q=camera+777&view=rows');
    expect(complaints).toEqual([]);
  });

  it('draws every score line that can be seen once a flight over the wall is over', async () => {
    const many = createFakeSite({ cameras: 400, heads: 2, sites: 4 });
    const server = await serve(() => many.hello(Date.now()));
    const { page } = await visit(server);
    server.send(many.decisions(Date.now()));
    await page.locator('.plot canvas').first().waitFor();
    // Cards below the screen are there already, without their lines.
    await expect.poll(() => page.locator('.plot:not(:has(canvas))').count()).toBeGreaterThan(4);
    await page.evaluate(async () => {
      for (let step = 0; step < 5; step++) {
        scrollBy({ top: 100, behavior: 'instant' });
        await new Promise(requestAnimationFrame);
      }
    });
    const seen = () =>
      page.evaluate(() => {
        const isSeen = (plot: Element) => {
          const { top, bottom } = plot.getBoundingClientRect();
          return bottom > 0 && top < innerHeight;
        };
        const plots = [...document.querySelectorAll('.plot')].filter(isSeen);
        return { plots: plots.length, bare: plots.filter((plot) => !plot.querySelector('canvas')).length };
      });
    await expect.poll(async () => (await seen()).plots).toBeGreaterThan(10);
    await expect.poll(async () => (await seen()).bare).toBe(0);
  });

  it('is walked by keyboard: skip link, pages, filters, a camera and back', async () => {
    const server = await serve();
    const { page } = await visit(server);
    await card(page, 'Fuel store').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    // The browser moves the focus when it draws the next picture.
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('content');
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
    for (let presses = 0; presses < 40 && (await focused()) !== 'Fuel store'; presses++)
      await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Fuel store' }).waitFor();
    await expect.poll(() => new URL(page.url()).pathname).toBe('/cameras/harbour/cam-03');
    await expect.poll(() => page.title()).toBe('Camera · SplitSight');
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('MAIN');
    await page.goBack();
    await card(page, 'Fuel store').waitFor();
  });

  it('shows the whole truth after the WebSocket was cut for an hour, whatever the browser’s clock says', async () => {
    const server = await serve();
    const { page } = await visit(server);
    await card(page, 'Fuel store').waitFor();
    await server.close();
    await page.getByRole('alert').getByText('Not connected').waitFor();
    // Meanwhile a camera went, one came, one froze; 100 alerts came and went. The server's clock is an hour ahead.
    const later = createFakeSite({ cameras: 5, heads: 1 });
    const hour = 3_600_000;
    const now = Date.now() + hour;
    const past = Array.from({ length: 100 }, (_, index) =>
      alertView(1, now - index * 30_000, { state: 'ended', ended_at: now - index * 30_000 + 9000 }),
    );
    await stage.serve({
      ...{ port: server.port, clockAhead: hour },
      hello: () => later.hello(now, { alerts: past }),
    });
    await card(page, 'East fence 1').waitFor();
    await expect.poll(() => page.getByRole('article').count()).toBe(5);
    expect(await page.getByRole('article').getByText('intruder').count()).toBe(0);
    await expect.poll(() => page.locator('#alerts .count').textContent()).toBe('100');
    await expect.poll(() => page.title()).toBe('SplitSight');
    const clock = async () => Date.parse((await page.locator('.clock').getAttribute('datetime')) ?? '');
    await expect.poll(async () => Math.abs((await clock()) - Date.now() - hour)).toBeLessThan(60_000);
  });

  /** The paths of what the browser keeps. */
  const kept = (page: Page) =>
    page.evaluate(async () => {
      const requests = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
      return requests.flat().map(({ url }) => new URL(url).pathname);
    });

  it('opens without the server from what the browser kept, says so, and keeps nothing but its own files', async () => {
    const server = await serve();
    const { page } = await visit(server);
    await card(page, 'Fuel store').waitFor();
    const loaded = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
    const files = loaded.map((url) => new URL(url).pathname).filter((path) => path.startsWith('/assets/'));
    expect(files).toContainEqual(expect.stringContaining('live-page'));
    await expect.poll(() => kept(page)).toEqual(expect.arrayContaining(['/', ...files]));
    expect((await kept(page)).filter((path) => path !== '/' && !/^\/assets\/[^/]+\.(js|css)$/.test(path))).toEqual([]);
    await server.close();
    await page.reload();
    await page.getByText('Is the server running? Start it with').waitFor();
    await page.getByRole('alert').getByText('Not connected').waitFor();
  });

  it('keeps a file, too, that was still on its way when the browser began to keep files', async () => {
    const steps = new EventEmitter();
    const [asked, sent] = [once(steps, 'asked'), once(steps, 'sent')];
    const hold = async (path: string) => {
      if (path === '/sw.js') await asked;
      if (!path.includes('live-page')) return;
      steps.emit('asked');
      await sent;
    };
    const server = await stage.serve({ hello: () => site.hello(Date.now()), hold });
    const { page } = await visit(server);
    await expect.poll(() => kept(page)).toContainEqual(expect.stringMatching(/^\/assets\/index-.*\.js$/));
    expect(await kept(page)).not.toContainEqual(expect.stringContaining('live-page'));
    steps.emit('sent');
    await expect.poll(() => kept(page)).toContainEqual(expect.stringContaining('live-page'));
  });
});
