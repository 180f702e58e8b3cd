import { axeProblems } from '@splitsight/dashboard/testing/axe';
import type { Page } from '@splitsight/dashboard/testing/browser';
import { fetchOnce, waitFor } from '@splitsight/testkit';
import type { Rule } from '@splitsight/wire';
import { describe, expect, it } from 'vitest';
import { noPage, usePageBench } from './page-bench.ts';
import { fillSite } from './site-with-past.ts';

describe.skipIf(noPage.skip)(`rules on the page${noPage.why}`, () => {
  let page: Page;
  const bench = usePageBench({
    config: ({ head }) => ({ heads: [{ model: head, rule: { off_delay_s: 0.5 } }], backbones: [] }),
    async prepare(bench) {
      await fillSite(bench);
      page = await open();
    },
  });

  async function open(options: object = {}): Promise<Page> {
    const opened = await bench.open(options);
    // What is unsaved is left.
    opened.on('dialog', (dialog) => void dialog.accept());
    return opened;
  }

  async function api(path: string, init?: object) {
    return (await fetchOnce(`${bench.address}/api/v1/${path}`, init)).json() as Promise<{
      rule: { rule: Rule; revision: number };
    }>;
  }

  async function expectAccessible(of: Page): Promise<void> {
    expect(await axeProblems(of)).toEqual([]);
  }

  it('are made with a zone that is drawn by mouse and by keyboard', async () => {
    await page.goto(`${bench.address}/rules`);
    await page.getByText('fire (the head’s own)').waitFor();
    await page.getByRole('button', { name: 'New rule' }).click();
    await page.getByLabel('Name', { exact: true }).fill('<b>Gate</b>');
    await page.getByLabel('Cameras', { exact: true }).fill('yard/gate\n');
    await page.getByLabel('Threshold').fill('0.55');
    await page.getByRole('button', { name: 'Add a zone' }).click();
    const frame = page.getByRole('group', { name: /The frame of a camera/ });
    const points = frame.getByRole('button');
    await expect.poll(() => points.count()).toBe(4);

    // By mouse: a point is added on the nearest side, and dragged.
    const { width = 0, height = 0 } = (await frame.boundingBox()) ?? {};
    await frame.click({ position: { x: 0.5 * width, y: 0.1 * height } });
    await frame.getByRole('button', { name: /50 % from the left, 10 % from the top/ }).hover();
    await page.mouse.down();
    await frame.hover({ position: { x: 0.6 * width, y: 0.2 * height }, force: true });
    await page.mouse.up();
    const moved = frame.getByRole('button', { name: /60 % from the left, 20 % from the top/ });

    // By keyboard: moved, added after, taken away.
    await moved.focus();
    await page.keyboard.press('Shift+ArrowLeft');
    await page.keyboard.press('ArrowDown');
    await frame.getByRole('button', { name: /55 % from the left, 21 % from the top/ }).waitFor();
    await page.keyboard.press('Enter');
    await expect.poll(() => points.count()).toBe(6);
    await page.keyboard.press('Delete');
    await expect.poll(() => points.count()).toBe(5);
    await expectAccessible(page);

    await page.getByRole('button', { name: 'Save the rule' }).click();
    await page.getByRole('link', { name: '<b>Gate</b>' }).waitFor();
    await expectAccessible(page);
  });

  it('that cross themselves or miss points cannot be saved, and say why', async () => {
    await page.goto(`${bench.address}/rules/new`);
    await page.getByLabel('Name', { exact: true }).fill('Bow');
    await page.getByRole('button', { name: 'Add a zone' }).click();
    const frame = page.getByRole('group', { name: /The frame of a camera/ });
    const first = frame.getByRole('button').first();
    await first.focus();
    for (let i = 0; i < 10; i++) await page.keyboard.press('Shift+ArrowRight');
    await page.getByRole('alert').getByText('Its line crosses or touches itself.').waitFor();
    await expect.poll(() => page.getByRole('button', { name: 'Save the rule' }).isDisabled()).toBe(true);
    await page.keyboard.press('Delete');
    await page.keyboard.press('Delete');
    await page.getByRole('alert').getByText('It needs three points or more.').waitFor();
    await page.getByRole('link', { name: '← All rules' }).click();
  });

  it('are tried over history before they are saved', async () => {
    await page.goto(`${bench.address}/rules/new`);
    await page.getByLabel('Name', { exact: true }).fill('Tried');
    await page.getByRole('button', { name: 'Try it' }).click();
    await page.getByText(/^2 alerts in .* of history/).waitFor({ timeout: 240_000 });
    await page.getByText('2 as they were raised, 0 new, 0 no longer').waitFor();
  }, 300_000);

  it('that two change at once are lost by neither', async () => {
    const { rules } = (await api('rules')) as unknown as { rules: { rule: Rule; revision: number }[] };
    const [made] = rules;
    if (!made) throw new Error('no rule');
    await page.goto(`${bench.address}/rules/${made.rule.id}`);
    await page.getByLabel('Name', { exact: true }).fill('Mine');
    await api(`rules/${made.rule.id}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ rule: { ...made.rule, name: 'Theirs' }, revision: made.revision }),
    });
    await page.getByRole('button', { name: 'Save the rule' }).click();
    const dialog = page.getByRole('dialog', { name: 'Somebody else has saved this rule' });
    await dialog.getByText('name: Theirs').waitFor();
    await dialog.getByText('name: Mine').waitFor();
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Save mine over it' }).click();
    await page.getByText('The rule is saved, and holds.').waitFor();
    expect((await api(`rules/${made.rule.id}`)).rule).toMatchObject({ revision: 3, rule: { name: 'Mine' } });
  });

  it('ask how a site is armed, which is set there; on a phone, in the dark, and in Russian', async () => {
    const phone = await open({ viewport: { width: 360, height: 780 }, colorScheme: 'dark', locale: 'ru-RU' });
    await phone.goto(`${bench.address}/rules`);
    const arming = phone.getByLabel('Режим площадки yard');
    await arming.selectOption('night');
    await phone.getByText('yard: ночь.').waitFor();
    await waitFor(async () => {
      const { sites } = (await api('arming')) as unknown as { sites: { profile: string }[] };
      return sites[0]?.profile === 'night';
    });
    await phone.getByText('Свои режимы').first().click();
    await phone.getByLabel('Свои режимы').fill('holiday');
    await phone.getByRole('button', { name: 'Сохранить режимы' }).click();
    await expect.poll(() => arming.locator('option').last().textContent()).toBe('holiday');
    await expectAccessible(phone);
    const wide = await phone.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBeLessThanOrEqual(360);
    await phone.getByRole('link', { name: 'Mine' }).click();
    await phone.getByRole('button', { name: 'Zone 1', exact: true }).click();
    await expectAccessible(phone);
    expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    expect(bench.complaints).toEqual([]);
  });
});
