import { readFileSync } from 'node:fs';
import { axeProblems } from '@splitsight/dashboard/testing/axe';
import type { Page } from '@splitsight/dashboard/testing/browser';
import { describe, expect, it } from 'vitest';
import { speakAsAgent } from './agent-client.ts';
import { apart, each, lookOn, phases } from './fires-and-quiet.ts';
import { noPage, usePageBench } from './page-bench.ts';
import { widthIn } from './page-width.ts';

/** Jobs are processes of a low priority: on a busy machine they wait for all others. */
const limit = 600_000;
const patience = 240_000;

describe.skipIf(noPage.skip)(`labels on the page${noPage.why}`, () => {
  let page: Page;
  const bench = usePageBench({
    config: ({ backbone }) => ({ heads: [], backbones: [backbone] }),
    async prepare({ mqtt, fingerprint, open }) {
      await speakAsAgent(mqtt.url, (say) => lookOn(say, fingerprint));
      page = await open({ timezoneId: 'UTC', reducedMotion: 'reduce' });
      page.setDefaultTimeout(patience);
    },
  });

  /** Nothing that axe finds, nothing beyond 360 pixels. */
  async function expectSound(name: string): Promise<void> {
    const width = await widthIn(page, { width: 360, height: 740 });
    await page.setViewportSize({ width: 1440, height: 900 });
    const found = await axeProblems(page);
    await page.emulateMedia({ colorScheme: 'dark' });
    const inDark = await axeProblems(page);
    await page.emulateMedia({ colorScheme: 'light' });
    expect({ name, found, inDark, width }).toEqual({ name, found: [], inDark: [], width: 360 });
  }

  const moment = (at: number) => new Date(at).toISOString().slice(0, 19);
  const openTab = (name: string) => page.getByRole('tab', { name }).click();

  async function addTime(label: string, from: number): Promise<void> {
    const form = page.locator('form').filter({ has: page.getByRole('heading', { name: 'A time at a camera' }) });
    await form.getByLabel('Camera').selectOption('yard/gate');
    await form.getByLabel('From').fill(moment(from));
    await form.getByLabel('Until').fill(moment(from + each * apart));
    await form.getByLabel('Label', { exact: true }).fill(label);
    await form.getByRole('button', { name: 'Add the time' }).click();
    await form.getByText(`${each} frames of ${each} that were seen: ${each} items added.`).waitFor();
  }

  it(
    'makes a data set, and labels what a camera saw in a time',
    async () => {
      await page.goto(`${bench.address}/labels`);
      await page.getByText('There is no data set.').waitFor();
      await expectSound('no-sets');
      await page.getByRole('button', { name: 'New data set' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Name').fill('No Such Name');
      await dialog.getByText('Take 1 to 63').waitFor();
      await dialog.getByLabel('Name').fill('fires');
      await page.keyboard.press('Enter');
      await page.getByText('The data set has no items.').waitFor();
      await openTab('Add');
      await addTime('fire', phases.fire);
      await page.reload();
      await addTime('quiet', phases.quiet);
      await expectSound('add');
    },
    limit,
  );

  it(
    'shows items by label, and gives marked ones another',
    async () => {
      await openTab('Items');
      await page.getByText('24 of 24 items shown.').waitFor();
      await page.getByLabel('Label', { exact: true }).selectOption('quiet');
      await page.getByText('12 of 12 items shown.').waitFor();
      await expect.poll(() => new URL(page.url()).search).toBe('?label=quiet');
      const box = page.getByRole('checkbox').first();
      await box.focus();
      await page.keyboard.press('Space');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Space');
      await page.getByText('2 items marked').waitFor();
      await expectSound('items');
      await page.getByLabel('New label').fill('fog');
      await page.keyboard.press('Enter');
      await page.getByText('2 items changed.').waitFor();
      await page.getByText('10 of 10 items shown.').waitFor();
      await page.getByLabel('Label', { exact: true }).selectOption('fog');
      await page.getByRole('button', { name: 'All 2 items labelled fog' }).click();
      await page.getByLabel('New label').fill('quiet');
      await page.getByRole('button', { name: 'Relabel' }).click();
      await page.getByText('No item has this label.').waitFor();
    },
    limit,
  );

  it(
    'finds more like what a camera saw at a moment, as the link of an alert asks',
    async () => {
      await page.goto(`${bench.address}/labels?like=yard/gate@${phases.more + 3 * apart + 300}`);
      await page.getByText('Choose the data set to look into').waitFor();
      await page.getByRole('link', { name: 'fires' }).click();
      await page.getByText(/^Like what yard \/ gate saw on/).waitFor();
      await page.getByText(/candidates? among 36 stored vectors/).waitFor();
    },
    limit,
  );

  it(
    'finds more like an item, and takes it in',
    async () => {
      await page.goto(`${bench.address}/labels/fires?label=fire`);
      await page
        .getByRole('link', { name: /^More like this/ })
        .first()
        .click();
      await page.getByText(/candidates among 36 stored vectors/).waitFor();
      const found = await page.locator('.candidate').count();
      const likeness = (await page.locator('.candidate strong').allTextContents()).map((text) =>
        Number(text.split(' ')[1]),
      );
      expect(likeness).toEqual([...likeness].sort((a, b) => b - a));
      await page.getByRole('button', { name: 'Mark all' }).click();
      await page.getByText(`${found} items marked`).waitFor();
      await expectSound('similar');
      await page.getByLabel('Label', { exact: true }).fill('fire');
      await page.getByRole('button', { name: 'Add the marked ones' }).click();
      await page.getByText(`${found} items added.`).waitFor();
      await page.getByText('0 candidates among').waitFor();
    },
    limit,
  );

  it(
    'names what is wrong with the data set',
    async () => {
      await openTab('Profile');
      await page.getByRole('button', { name: 'Look at the data set' }).click();
      await page.getByRole('heading', { name: 'Problems, the gravest first' }).waitFor();
      await page.getByRole('region', { name: 'Classes' }).getByRole('rowheader', { name: 'quiet' }).waitFor();
      await expectSound('profile');
    },
    limit,
  );

  it(
    'takes pictures in, and says what it left out',
    async () => {
      await openTab('Add');
      const shot = await page.screenshot({ clip: { x: 0, y: 0, width: 200, height: 200 } });
      await page.getByLabel('Choose pictures').setInputFiles([
        { name: 'one.png', mimeType: 'image/png', buffer: shot },
        { name: 'again.png', mimeType: 'image/png', buffer: shot },
        { name: 'none.png', mimeType: 'image/png', buffer: Buffer.alloc(0) },
      ]);
      await page.getByText('1 picture left out').waitFor();
      const form = page.locator('form').filter({ has: page.getByRole('heading', { name: 'Pictures' }) });
      await form.getByLabel('Label', { exact: true }).fill('quiet');
      await form.getByRole('button', { name: 'Send them' }).click();
      await form.getByText('1 item added. 1 picture the same as another.').waitFor();
    },
    limit,
  );

  it(
    'goes out to Label Studio and comes in again',
    async () => {
      await openTab('Label Studio');
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Download the tasks' }).click(),
      ]);
      expect(download.suggestedFilename()).toBe('fires-label-studio.json');
      const tasks: unknown = JSON.parse(readFileSync(await download.path(), 'utf8'));
      expect(tasks).toContainEqual(expect.objectContaining({ data: expect.anything() }));
      await page.getByLabel('File').setInputFiles(await download.path());
      await page.getByText(/^0 items changed/).waitFor();
      await page
        .getByLabel('File')
        .setInputFiles({ name: 'x', mimeType: 'text/plain', buffer: Buffer.from('no list') });
      await page.getByText('This is no list of tasks.').waitFor();
      await expectSound('exchange');
    },
    limit,
  );

  it(
    'trains heads, and puts their runs side by side',
    async () => {
      await openTab('Train');
      for (const version of ['1', '2']) {
        await page.getByLabel('Seed').fill(version);
        await page.getByRole('button', { name: 'Train', exact: true }).click();
        await page.getByText(new RegExp(`^fire ${version}, a draft`)).waitFor();
      }
      await page.getByRole('img', { name: /^Learning curve, live/ }).waitFor();
      await expectSound('train');
      await page.getByRole('link', { name: 'Look at its quality' }).click();
      await page.getByText('Precision and recall').first().waitFor();
      await expect.poll(() => new URL(page.url()).search).toBe('?tab=quality&version=2');
      await openTab('Versions');
      await page.getByRole('checkbox', { name: 'Compare version 1' }).check();
      await page.getByRole('checkbox', { name: 'Compare version 2' }).check();
      await page.getByRole('link', { name: 'Compare 2 runs' }).click();
      await page.getByRole('rowheader', { name: 'seed differs', exact: true }).waitFor();
      await page.getByRole('heading', { name: 'In pairs' }).waitFor();
      await expectSound('compare');
    },
    limit,
  );

  it(
    'says what goes before a data set is deleted',
    async () => {
      await page.goto(`${bench.address}/labels`);
      await page.getByRole('button', { name: 'Delete fires' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByText(/items with 2 labels go with it/).waitFor();
      await expectSound('delete');
      await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
      await page.getByText('There is no data set.').waitFor();
      expect(bench.complaints).toEqual([]);
    },
    limit,
  );
});
