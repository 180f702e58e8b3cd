import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Alert, LiveMessage } from '@splitsight/wire';
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
      const told = new Map<string, Alert>();
      const hello = () => site.hello(Date.now(), { alerts: [...told.values()].slice(-200) });
      const server = await serve({ hello });
      const { page, complaints } = await visit(server);
      page.setDefaultTimeout(60_000);
      const tell = (message: LiveMessage) => {
        if (message.type === 'alert') told.set(message.event.after.id, message.event.after);
        server.send(message);
      };
      await page.getByRole('article').first().waitFor();
      const begun = Date.now();
      // So many that the first ones have to go.
      for (let index = 0; index < 240; index++) {
        const at = begun + index;
        tell(site.alert('new', index % 12, at));
        if (index % 2 === 0) tell(site.alert('end', index % 12, at, { state: 'ended', ended_at: at + 1 }));
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      // The newest stands first.
      await page.locator('.alerts > li:first-child').getByText('Weighbridge').waitFor();
      expect(await page.locator('#alerts .count').textContent()).toBe('200');
      expect(await page.locator('.alerts > li').count()).toBe(200);
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
      await page.locator('.alerts > li[data-state="active"]').getByText('Fuel store').waitFor();
      await page.locator('.alerts > li[data-state="ended"]').getByText('North gate').waitFor();
      // What was raised meanwhile is told aloud, as if it came now.
      await page.getByRole('alert').getByText('Alert: fire at Fuel store').waitFor({ state: 'attached' });
    });

    it('offers to reload when the server comes back with another page', async () => {
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
        await serve({ port: server.port, directory: newer, hello: () => site.hello(Date.now()) });
        await page.getByText('A new version of this page is there.').waitFor();
        await page.getByRole('button', { name: 'Reload' }).waitFor();
      } finally {
        await rm(newer, { recursive: true, force: true });
      }
    });
  },
);
