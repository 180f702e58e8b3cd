import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { noBrowser, openBrowser } from '@splitsight/dashboard/testing/browser';
import { expect, onTestFinished, test } from 'vitest';
import { root, startSplitsight } from './command.ts';

const built = existsSync(join(root, 'packages/dashboard/dist/index.html'));
const reason = noBrowser ?? (built ? undefined : 'the page is not built: pnpm build');

test.skipIf(reason !== undefined)(
  `the page shows a fire as it happens, and asks no other host${reason ? ` (skipped: ${reason})` : ''}`,
  async () => {
    const demo = startSplitsight('demo', '--port', '0', '--mqtt-port', '0');
    onTestFinished(async () => void (await demo.stop()));
    const [, address = ''] = await demo.line(/dashboard: (http:\S+)/);

    const browser = await openBrowser();
    onTestFinished(() => browser.close());
    const page = await browser.newPage();
    // Cameras, agent, server and browser share the machine.
    page.setDefaultTimeout(150_000);
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('request', (request) => {
      if (!/^(data:|http:\/\/127\.0\.0\.1:)/.test(request.url())) complaints.push(request.url());
    });
    await page.goto(address);

    const yard = page.getByRole('article', { name: 'Yard' });
    await yard.getByText('Online', { exact: true }).waitFor();
    await page.getByText('1 active alert').waitFor();
    await page.getByText(/capture to screen \d+ ms/).waitFor();
    await expect.poll(() => page.title()).toMatch(/1/);

    // The same alert is reviewed, by keyboard alone once the list has the focus.
    await page.getByRole('link', { name: 'Alerts', exact: true }).click();
    const row = page.getByRole('article').filter({ hasText: 'fire' }).first();
    await row.getByRole('button').focus();
    await page.keyboard.press('a');
    await Promise.all([
      row.getByText('Acknowledged').waitFor(),
      // It goes by itself.
      page.getByText('1 alert acknowledged.').waitFor(),
    ]);
    await page.keyboard.press('t');
    await row.getByText('True', { exact: true }).waitFor();
    await page.keyboard.press('n');
    await page.keyboard.type('<b>seen</b> from the gate');
    await page.getByRole('button', { name: 'Add the note' }).click();
    const notes = page.getByRole('complementary').getByRole('listitem');
    await notes.getByText('<b>seen</b> from the gate').waitFor();

    // The filters stand in the address: a reload shows the same list.
    await page.getByRole('button', { name: 'Done', exact: true }).click();
    await page.getByLabel('Verdict').selectOption('true');
    await expect.poll(() => new URL(page.url()).search).toBe('?show=done&verdict=true');
    await page.reload();
    await page.getByRole('article').filter({ hasText: 'True' }).first().waitFor();
    await page.getByLabel('Verdict').selectOption('false');
    await page.getByText('No alert passes these filters.').waitFor();
    expect(complaints).toEqual([]);
  },
  300_000,
);
