import { EventEmitter, once } from 'node:events';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { noBrowser } from './testing/browser.ts';
import { createFakeSite } from './testing/fake-site.ts';
import { usePageStage } from './testing/page-stage.ts';

const site = createFakeSite({ cameras: 12, heads: 1 });
const patient = { timeout: 60_000 };

describe.skipIf(noBrowser)(
  `the page in rough times${noBrowser === undefined ? '' : ` (skipped: ${noBrowser})`}`,
  () => {
    const { directory, serve, visit } = usePageStage();

    it('keeps to its bounds and answers while 20 alerts a second come', async () => {
      const server = await serve({ hello: () => site.hello(Date.now()) });
      const { page, complaints } = await visit(server);
      await page.getByRole('article').first().waitFor();
      const begun = Date.now();
      // So many that the first ones have to go.
      for (let index = 0; index < 240; index++) {
        const at = begun + index;
        server.send(site.alert('new', index % 12, at));
        if (index % 2 === 0) server.send(site.alert('end', index % 12, at, { state: 'ended', ended_at: at + 1 }));
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      // The newest stands first, once it has come.
      const newest = site.alert('new', 239 % 12, begun + 239);
      const startedAt = newest.type === 'alert' ? newest.event.after.started_at : 0;
      await page.locator(`.alerts > li:first-child time[datetime="${new Date(startedAt).toISOString()}"]`).waitFor();
      await page.locator('.alerts > li:first-child').getByText('Weighbridge').waitFor();
      await expect.poll(() => page.locator('#alerts .count').textContent(), patient).toBe('200');
      await expect.poll(() => page.locator('.alerts > li').count(), patient).toBe(200);
      await page.getByRole('radio', { name: /^In alert 6/ }).check({ force: true });
      await expect.poll(() => page.getByRole('article').count(), patient).toBe(6);
      expect(await page.evaluate(() => document.querySelectorAll('*').length)).toBeLessThan(6000);
      expect(complaints).toEqual([]);
    }, 240_000);

    it('shows after a cut what was raised and what ended meanwhile', async () => {
      const server = await serve({ hello: () => site.hello(Date.now()) });
      const { page } = await visit(server);
      await page.getByRole('article').first().waitFor();
      const before = Date.now() - 5000;
      server.send(site.alert('new', 0, before));
      await page.getByText('1 active alert').waitFor();
      await server.close();
      await page.getByRole('alert').getByText('Not connected').waitFor();
      const ended = site.alert('end', 0, before, { state: 'ended', ended_at: before + 900 });
      const raised = site.alert('new', 2, Date.now());
      const told = [raised, ended].flatMap((message) => (message.type === 'alert' ? [message.event.after] : []));
      await serve({ port: server.port, hello: () => site.hello(Date.now(), { alerts: told }) });
      await page.locator('.alerts > li > [data-state="active"]').getByText('Fuel store').waitFor();
      await page.locator('.alerts > li > [data-state="ended"]').getByText('North gate').waitFor();
      // What was raised meanwhile is told aloud, as if it came now.
      await page.getByRole('alert').getByText('Alert: fire at Fuel store').waitFor({ state: 'attached' });
    });

    it('offers once to reload when the server comes back with another page, however often it asks', async () => {
      const server = await serve({ hello: () => site.hello(Date.now()) });
      const { page } = await visit(server);
      await page.getByRole('article').first().waitFor();
      const newer = await mkdtemp(join(tmpdir(), 'splitsight-newer-'));
      try {
        await cp(directory(), newer, { recursive: true });
        const html = await readFile(join(newer, 'index.html'), 'utf8');
        await writeFile(join(newer, 'index.html'), html.replace(/src="\/assets\/[^"]+\.js"/, 'src="/assets/newer.js"'));
        await server.close();
        await page.getByRole('alert').getByText('Not connected').waitFor();
        // The page asks on each connection; it has the first answer when it has asked twice.
        const steps = new EventEmitter();
        const asked = [once(steps, 'asked 1'), once(steps, 'asked 2')];
        const sent = [once(steps, 'sent 1'), once(steps, 'sent 2')];
        let times = 0;
        const hold = async (path: string) => {
          if (path !== '/') return;
          const mine = times++;
          steps.emit(`asked ${mine + 1}`);
          await sent[mine];
        };
        const back = await serve({ port: server.port, directory: newer, hold, hello: () => site.hello(Date.now()) });
        await asked[0];
        back.cut();
        await asked[1];
        const offers = page.getByText('A new version of this page is there.');
        for (const step of ['sent 1', 'sent 2']) {
          const answered = page.waitForEvent('requestfinished', (request) => new URL(request.url()).pathname === '/');
          steps.emit(step);
          await answered;
          await offers.first().waitFor();
        }
        expect(await offers.count()).toBe(1);
        await page.getByRole('button', { name: 'Reload' }).waitFor();
      } finally {
        await rm(newer, { recursive: true, force: true });
      }
    });
  },
);
