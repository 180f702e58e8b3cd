import type { Page } from '@splitsight/dashboard/testing/browser';
import { fetchOnce, waitFor } from '@splitsight/testkit';
import { type BootId, encodeFeatureMessage, wholeFrame } from '@splitsight/wire';
import { describe, expect, it } from 'vitest';
import { speakAsAgent } from './agent-client.ts';
import { noPage, usePageBench } from './page-bench.ts';
import { fillSite } from './site-with-past.ts';

interface Reviewed {
  readonly alert: { readonly id: string; readonly state: string };
  readonly review: { readonly acknowledged: object | null; readonly verdict: { readonly verdict: string } | null };
}

describe.skipIf(noPage.skip)(`the review of alerts on the page${noPage.why}`, () => {
  let page: Page;
  let sequence = 0;
  const bench = usePageBench({
    config: ({ head }) => ({ heads: [{ model: head, rule: { off_delay_s: 0.5, cooldown_s: 0 } }], backbones: [] }),
    async prepare(bench) {
      await fillSite(bench, { isFrozen: false });
      page = await bench.open();
    },
  });

  async function api<Answer>(path: string): Promise<Answer> {
    return (await (await fetchOnce(`${bench.address}/api/v1/${path}`)).json()) as Answer;
  }
  const reviews = async () => (await api<{ items: Reviewed[] }>('reviews')).items;

  /** The tiny head sees something red at the gate. */
  async function raiseFire(): Promise<void> {
    const bytes = encodeFeatureMessage({
      ...{ bootId: '00000000000000bb' as BootId, sequence: sequence++, capturedAt: Date.now(), codec: 'u8' },
      fingerprint: bench.fingerprint,
      regions: [{ kind: 'global', box: wholeFrame, vector: Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 255) }],
    });
    await speakAsAgent(bench.mqtt.url, async (say) => void (await say('cam/gate/features', Buffer.from(bytes))));
  }

  const rows = () => page.locator('.review-row');
  const detail = () => page.getByRole('complementary', { name: 'The alert in detail' });
  const addressOf = () => new URL(page.url());

  it('is done by keyboard alone: from row to row, acknowledged, taken back', async () => {
    await page.goto(`${bench.address}/alerts`);
    await page.getByText('2 alerts not acknowledged').waitFor();
    await rows().nth(1).waitFor();
    await rows().first().getByRole('button').focus();
    await page.keyboard.press('j');
    await page.keyboard.press('a');
    await rows().nth(1).getByText('Acknowledged').waitFor();
    expect(await rows().first().getByText('Acknowledged').count()).toBe(0);
    await page.getByText('1 alert not acknowledged').waitFor();
    await page.keyboard.press('r');
    await page.getByText('2 alerts not acknowledged').waitFor();
    // The messages of before, which could be undone, too, are gone with the page.
    await page.reload();
    await rows().first().getByRole('button').focus();
    await page.keyboard.press('a');
    await page.getByText('1 alert not acknowledged').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('2 alerts not acknowledged').waitFor();
    await rows().first().getByRole('button').focus();
    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Keyboard' });
    await help.getByText('Judge: unsure').waitFor();
    await page.keyboard.press('Escape');
    await help.waitFor({ state: 'detached' });
  });

  it('gives the keys after n to the note, before anything more is drawn', async () => {
    const focused = await rows()
      .first()
      .getByRole('button')
      .evaluate((row: HTMLElement) => {
        row.focus();
        row.dispatchEvent(new KeyboardEvent('keydown', { key: 'n', bubbles: true, cancelable: true }));
        return document.activeElement?.tagName;
      });
    expect(focused).toBe('TEXTAREA');
    await detail().getByRole('button', { name: 'Close' }).click();
    await detail().waitFor({ state: 'detached' });
  });

  it('shows an alert in detail, takes notes as plain text, and assigns it', async () => {
    await rows().first().getByRole('button').focus();
    await page.keyboard.press('Enter');
    await detail().getByRole('heading', { name: 'fire · North gate' }).waitFor();
    await detail()
      .getByText(/^\d+ ms$/)
      .waitFor();
    const [newest] = await reviews();
    await expect.poll(() => addressOf().searchParams.get('alert')).toBe(newest?.alert.id);
    await rows().first().getByRole('button').focus();
    await page.keyboard.press('n');
    await page.keyboard.type('<img src=x onerror=alert(1)> a lamp');
    await detail().getByRole('button', { name: 'Add the note' }).click();
    await detail().getByRole('listitem').getByText('<img src=x onerror=alert(1)> a lamp').waitFor();
    await detail().getByRole('button', { name: 'I take it' }).click();
    await waitFor(async () => (await detail().getByLabel('Who takes care of it').inputValue()) !== '');
    await rows().first().getByText('1 note').waitFor();
  });

  it('keeps filters and the open alert in the address, so that a link shows the same', async () => {
    await page.getByRole('button', { name: 'Done', exact: true }).click();
    await page.getByText('No alert passes these filters.').waitFor();
    await page.getByRole('button', { name: 'All', exact: true }).click();
    await page.getByLabel('Camera', { exact: true }).selectOption('gate');
    await page.getByLabel('Time', { exact: true }).selectOption('24h');
    const wanted = { show: 'all', camera: 'gate', range: '24h' };
    await expect.poll(() => Object.fromEntries(addressOf().searchParams)).toMatchObject(wanted);
    await rows().nth(1).waitFor();
    const other = await bench.open();
    await other.goto(page.url());
    await other.locator('.review-row').nth(1).waitFor();
    expect(await other.getByLabel('Camera', { exact: true }).inputValue()).toBe('gate');
    await other.context().close();
  });

  it('keeps its rows when an hour begins, with which the range moves on', async () => {
    await page.goto(`${bench.address}/alerts`);
    await rows().nth(1).waitFor();
    const row = await rows()
      .first()
      .evaluateHandle((element) => element);
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const asked = new Promise<void>((resolve) => {
      void page.route(/\/api\/v1\/reviews\?/, async (route) => {
        resolve();
        await held;
        await route.continue();
      });
    });
    // The page's clock is the server's: its own steady one, and what that is off by.
    await page.evaluate(() => {
      const now = performance.now.bind(performance);
      performance.now = () => now() + 3_600_000;
    });
    await asked;
    expect(await row.evaluate((element) => element.isConnected)).toBe(true);
    release();
    await page.unrouteAll({ behavior: 'wait' });
  });

  it('judges many at once; a verdict acknowledges, too, and the audit knows who did it', async () => {
    await page.goto(`${bench.address}/alerts`);
    await rows().nth(1).waitFor();
    await rows().first().getByRole('button').focus();
    await page.keyboard.press('x');
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    const bulk = page.getByRole('toolbar', { name: 'What to do with the marked alerts' });
    await bulk.getByText('2 alerts marked').waitFor();
    await bulk.getByRole('button', { name: 'False' }).click();
    await waitFor(async () => (await reviews()).every(({ review }) => review.verdict?.verdict === 'false'));
    expect((await reviews()).every(({ review }) => review.acknowledged !== null)).toBe(true);
    await page.getByText('0 alerts not acknowledged').waitFor();
    const { entries } = await api<{ entries: { action: string; by: string }[] }>('audit');
    expect(entries.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['alert.judge', 'alert.note', 'alert.assign', 'alert.acknowledge', 'alert.reopen']),
    );
  });

  it('moves nothing under the hand: a new alert is counted, and comes when it is asked for', async () => {
    await page.goto(`${bench.address}/alerts`);
    await page.getByText('No alert passes these filters.').waitFor();
    await raiseFire();
    await page.getByRole('button', { name: 'Show 1 new alert' }).waitFor();
    expect(await rows().count()).toBe(0);
    await page.getByRole('button', { name: 'Show 1 new alert' }).click();
    await rows().first().waitFor();
  });

  it('counts, too, what was raised while the page had no connection', async () => {
    const other = await bench.open();
    const lines: { close(): Promise<void> }[] = [];
    let comeBack = () => {};
    let mayCome = Promise.resolve();
    await other.routeWebSocket(/\/live$/, async (line) => {
      lines.push(line);
      await mayCome;
      line.connectToServer();
    });
    await other.goto(`${bench.address}/alerts`);
    await other.locator('.review-row').first().waitFor();
    mayCome = new Promise((resolve) => {
      comeBack = resolve;
    });
    await lines.at(-1)?.close();
    await waitFor(async () => (await reviews()).every(({ alert }) => alert.state === 'ended'));
    const before = (await reviews()).length;
    await raiseFire();
    await waitFor(async () => (await reviews()).length > before);
    comeBack();
    await other.getByRole('button', { name: 'Show 1 new alert' }).waitFor();
    await other.context().close();
  });

  it('snoozes the camera from its alert: what is held back is counted, until it is ended', async () => {
    await rows().first().getByRole('button').click();
    await detail().getByLabel('For').selectOption('15');
    await detail().getByRole('button', { name: 'Snooze the camera' }).click();
    await detail()
      .getByText(/gate raises nothing until/)
      .waitFor();
    const before = (await reviews()).length;
    await waitFor(async () => (await reviews()).every(({ alert }) => alert.state === 'ended'));
    await waitFor(async () => {
      await raiseFire();
      const { newest } = await api<{ newest: { reason: string }[] }>('suppressed');
      return newest.some(({ reason }) => reason === 'snoozed');
    });
    expect(await reviews()).toHaveLength(before);
    await detail().getByRole('button', { name: 'End it now' }).click();
    await waitFor(async () => {
      await raiseFire();
      return (await reviews()).length > before;
    });
  });

  it('fits a phone, where the detail covers the list and is closed again', async () => {
    const phone = await bench.open({ viewport: { width: 360, height: 740 }, colorScheme: 'dark' });
    await phone.goto(`${bench.address}/alerts?show=all`);
    await phone.locator('.review-row').first().getByRole('button').click();
    await phone.getByRole('complementary', { name: 'The alert in detail' }).waitFor();
    const width = await phone.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(360);
    await phone.getByRole('button', { name: 'Close' }).click();
    await phone.getByRole('complementary', { name: 'The alert in detail' }).waitFor({ state: 'detached' });
    await phone.context().close();
  });

  it('throws nothing, and asks no other host', () => {
    expect(bench.complaints).toEqual([]);
  });
});
