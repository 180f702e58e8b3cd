import type { Page } from '@splitsight/dashboard/testing/browser';
import { describe, expect, it } from 'vitest';
import { noPage, usePageBench } from './page-bench.ts';

const password = 'a ladder against the wall';

describe.skipIf(noPage.skip)(`a camera joined where a login is required${noPage.why}`, () => {
  let once = '';
  let desk: Page;
  let phone: Page;
  const bench = usePageBench({
    config: ({ head, backbone }) => ({ http: { port: 0 }, heads: [{ model: head }], backbones: [backbone] }),
    say(text) {
      once = /\w{5}(-\w{5}){3}/.exec(text)?.[0] ?? '';
    },
    switches: ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
    async prepare({ open }) {
      desk = await open();
      phone = await open({ permissions: ['camera'] });
    },
  });

  async function logIn(page: Page, given: string): Promise<void> {
    const dialog = page.getByRole('dialog', { name: 'Log in' });
    await dialog.getByLabel('Name').fill('admin');
    await dialog.getByLabel('Password').fill(given);
    await page.keyboard.press('Enter');
  }

  const cameras = async () => {
    const { cameras: found } = await (await desk.request.get(`${bench.address}/api/v1/cameras`)).json();
    return found;
  };

  it('asks for the login first, then goes online with it', async () => {
    await desk.goto(`${bench.address}/account`);
    await logIn(desk, once);
    const dialog = desk.getByRole('dialog');
    await dialog.getByLabel('New password', { exact: true }).fill(password);
    await dialog.getByLabel('New password again').fill(password);
    await desk.keyboard.press('Enter');
    await desk.getByRole('heading', { name: 'Where you are logged in' }).waitFor();

    await phone.goto(`${bench.address}/join`);
    await logIn(phone, password);
    await phone.getByLabel('Name of the site').fill('harbour');
    await phone.getByLabel('Name of the camera').fill('Old phone');
    await phone.getByRole('button', { name: 'Start the camera' }).click();
    await phone.getByRole('status').getByText('Online', { exact: true }).waitFor();
    await expect.poll(cameras).toMatchObject([{ site: 'harbour', camera: 'old-phone', state: 'online' }]);
  });

  it('is cut when its session is ended from elsewhere, and can log in again', async () => {
    await desk.reload();
    await desk.getByRole('button', { name: 'Log out everywhere else' }).click();
    await expect.poll(cameras).toMatchObject([{ state: 'offline' }]);
    await logIn(phone, password);
    await expect.poll(cameras, { timeout: 40_000 }).toMatchObject([{ state: 'online' }]);
    await phone.getByRole('button', { name: 'Stop', exact: true }).click();
    await phone.getByRole('button', { name: 'Start the camera' }).waitFor();
    expect(bench.complaints).toEqual([]);
  });
});
