import type { Page } from '@splitsight/dashboard/testing/browser';
import { fetchOnce } from '@splitsight/testkit';
import { describe, expect, it } from 'vitest';
import { noPage, usePageBench } from './page-bench.ts';

const password = 'a ladder against the wall';

describe.skipIf(noPage.skip)(`people${noPage.why}`, () => {
  let once = '';
  let page: Page;
  const bench = usePageBench({
    config: () => ({ http: { port: 0 }, heads: [], backbones: [] }),
    say(text) {
      once = /\w{5}(-\w{5}){3}/.exec(text)?.[0] ?? '';
    },
    async prepare({ open }) {
      page = await open();
    },
  });

  it('log in with the password of the first start, and choose their own', async () => {
    await page.goto(`${bench.address}/people`);
    const dialog = page.getByRole('dialog', { name: 'Log in' });
    await dialog.getByLabel('Name').fill('admin');
    await dialog.getByLabel('Password').fill('not this one');
    await page.keyboard.press('Enter');
    await dialog.getByText('The name or the password is wrong.').waitFor();
    await dialog.getByLabel('Password').fill(once);
    await page.keyboard.press('Enter');
    await dialog.getByText('This password was good for one login.').waitFor();
    await dialog.getByLabel('New password', { exact: true }).fill(password);
    await dialog.getByLabel('New password again').fill(password);
    await page.keyboard.press('Enter');
    await page.getByRole('row', { name: /admin.*Administrator.*Everything/ }).waitFor();
    await dialog.waitFor({ state: 'detached' });
  });

  it('are asked again when the session ends in the middle of an edit, and lose nothing', async () => {
    await page.getByRole('button', { name: 'Add a user' }).click();
    const form = page.getByRole('dialog', { name: 'Add a user' });
    await form.getByLabel('Name for the login').fill('vera');
    await form.getByLabel('Full name').fill('<b>Vera</b>');
    // At this very request: whatever the page asked between would bring the login before it.
    let isOver = false;
    await page.route(`${bench.address}/api/v1/users`, async (route) => {
      if (route.request().method() === 'POST' && !isOver) {
        isOver = true;
        await page.context().clearCookies();
      }
      await route.continue();
    });
    await form.getByRole('button', { name: 'Add', exact: true }).click();
    const again = page.getByRole('dialog', { name: 'Log in again to go on' });
    await expect.poll(() => again.getByLabel('Name').inputValue()).toBe('admin');
    await again.getByLabel('Password').fill(password);
    await page.keyboard.press('Enter');
    await page.getByText('Hand it over now').waitFor();
    const secret = page.getByRole('status', { name: 'Password for the first login of vera' });
    expect(await secret.textContent()).toMatch(/^\w{5}(-\w{5}){3}$/);
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
    await page.getByRole('row', { name: /vera.*<b>Vera<\/b>.*Viewer/ }).waitFor();
    await page.unrouteAll({ behavior: 'wait' });
  });

  it('who edit the same user are both told, and choose', async () => {
    await page.getByRole('button', { name: 'Change vera' }).click();
    const dialog = page.getByRole('dialog', { name: 'Edit vera' });
    await dialog.getByLabel('Full name').fill('Vera of mine');
    const other = await bench.open();
    await other.goto(`${bench.address}/people`);
    const login = other.getByRole('dialog', { name: 'Log in' });
    await login.getByLabel('Name').fill('admin');
    await login.getByLabel('Password').fill(password);
    await other.keyboard.press('Enter');
    await other.getByRole('button', { name: 'Change vera' }).click();
    await other.getByLabel('Role').selectOption('operator');
    await other.getByRole('button', { name: 'Save' }).click();
    await other.getByRole('row', { name: /vera.*Operator/ }).waitFor();

    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('Somebody else changed this user meanwhile: admin').waitFor();
    await dialog.getByText('· Operator ·').waitFor();
    await dialog.getByRole('button', { name: 'Keep mine' }).click();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('row', { name: /vera.*Vera of mine.*Viewer/ }).waitFor();
    await other.context().close();
  });

  it('see their sessions, make a token that is shown once, and find in the audit what was done', async () => {
    await page.getByRole('link', { name: 'Account of admin' }).click();
    await page.getByRole('heading', { name: 'Where you are logged in' }).waitFor();
    await page.getByRole('button', { name: 'New token' }).click();
    await page.getByLabel('What it is for').fill('backup');
    await page.getByRole('button', { name: 'Make the token' }).click();
    const token = (await page.getByRole('status', { name: 'The token is made' }).textContent()) ?? '';
    expect(token).toMatch(/^sst_/);
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
    const asked = await fetchOnce(`${bench.address}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } });
    expect(await asked.json()).toMatchObject({ me: { name: 'admin/backup', role: 'viewer' } });
    await page.getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('No tokens.').waitFor();
    await page.getByRole('link', { name: 'Audit' }).first().click();
    await page.getByRole('row', { name: /admin token\.remove admin\/backup/ }).waitFor();
    await page.getByLabel('What', { exact: true }).fill('user.add');
    await page.getByRole('row', { name: /admin user\.add vera/ }).waitFor();
    await expect.poll(() => page.getByRole('row', { name: /token/ }).count()).toBe(0);
  });

  it('who log out see nothing any more', async () => {
    await page.getByRole('link', { name: 'Account of admin' }).click();
    await page.getByRole('button', { name: 'Log out', exact: true }).click();
    await page.getByRole('dialog', { name: 'Log in' }).waitFor();
    await expect.poll(() => page.getByRole('table').count()).toBe(0);
    expect(bench.complaints).toEqual([]);
  });
});
