import { axeProblems } from '@splitsight/dashboard/testing/axe';
import { describe, expect, it } from 'vitest';
import { speakAsAgent } from './agent-client.ts';
import { noPage, usePageBench } from './page-bench.ts';
import { fillSite } from './site-with-past.ts';

describe.skipIf(noPage.skip)(`cameras on the page${noPage.why}`, () => {
  const bench = usePageBench({
    config: ({ head }) => ({ heads: [{ model: head }], backbones: [] }),
    prepare: (bench) => fillSite(bench, { isFrozen: false, alerts: 1 }),
  });

  it('are switched off and on, and the page says by whom and whether the agent has obeyed', async () => {
    const page = await bench.open();
    await page.goto(`${bench.address}/cameras/yard/gate`);
    await page.getByRole('button', { name: 'Switch the camera off' }).click();
    const dialog = page.getByRole('dialog', { name: 'Switch North gate off?' });
    await dialog.getByRole('button', { name: 'Switch the camera off' }).click();
    await page.getByText(/^Switched off by local, .* has not confirmed that yet/).waitFor();
    const disabled = { state: 'disabled', since: Date.now(), node: 'pi', reason: 'CAMERA_SWITCHED_OFF: it is off' };
    await speakAsAgent(bench.mqtt.url, async (say) => void (await say('cam/gate/status', JSON.stringify(disabled))));
    await page.getByText(/^Switched off by local, .* No video is pulled from it\.$/).waitFor();
    expect(await axeProblems(page)).toEqual([]);
    await page.getByRole('button', { name: 'Switch the camera on' }).click();
    await page.getByText('North gate is switched on.').waitFor();
  });

  it('are offered where a rule or a channel names them, and it is said which are meant now', async () => {
    const page = await bench.open();
    // What is unsaved is left.
    page.on('dialog', (dialog) => void dialog.accept());
    await page.goto(`${bench.address}/rules/new`);
    const meant = page.getByRole('status').filter({ hasText: /meant/ });
    await expect.poll(() => meant.textContent()).toMatch(/^Now 2 cameras are meant: North gate \(yard\/gate\), /);
    const suggest = page.getByLabel('Add a known camera or site');
    const list = page.locator(`datalist[id="${await suggest.getAttribute('list')}"] option`);
    expect(await list.evaluateAll((options) => options.map((option) => option.getAttribute('value')))).toEqual(
      expect.arrayContaining(['*', 'yard/*', 'yard/gate', 'yard/store']),
    );
    await suggest.fill('yard/*');
    await suggest.press('Enter');
    const leaveOut = page.getByLabel('Leave out a known camera or site');
    await leaveOut.fill('yard/store');
    await leaveOut.press('Enter');
    await expect.poll(() => page.getByLabel('Cameras', { exact: true }).inputValue()).toBe('yard/*');
    await expect.poll(() => page.getByLabel('But not', { exact: true }).inputValue()).toBe('yard/store');
    await expect.poll(() => meant.textContent()).toBe('Now 1 camera is meant: North gate (yard/gate).');
    await page.getByLabel('Cameras', { exact: true }).fill('<b>x</b>');
    await expect.poll(() => meant.textContent()).toBe('No camera that is known now is meant.');
    expect(await axeProblems(page)).toEqual([]);

    await page.goto(`${bench.address}/notifications`);
    await page.getByRole('button', { name: 'Webhook' }).click();
    await page.getByLabel('Add a known camera').fill('yard/gate');
    await page.getByLabel('Add a known camera').press('Enter');
    await expect.poll(() => meant.textContent()).toBe('Now 1 camera is meant: North gate (yard/gate).');
    expect(await axeProblems(page)).toEqual([]);
    expect(bench.complaints).toEqual([]);
  });
});
