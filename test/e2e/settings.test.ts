import type { Page } from '@splitsight/dashboard/testing/browser';
import { fetchOnce } from '@splitsight/testkit';
import { describe, expect, it } from 'vitest';
import { noPage, usePageBench } from './page-bench.ts';

const text = `# what the installer wrote
mqtt:
  port: 1883 # agents come here
`;

/** What the API says of the configuration file. */
interface Settings {
  readonly text: string;
  readonly revision: string;
}

describe.skipIf(noPage.skip)(`settings on the page${noPage.why}`, () => {
  let page: Page;
  const bench = usePageBench({
    config: ({ backbone }) => ({ heads: [], backbones: [backbone] }),
    file: text,
    async prepare({ open }) {
      page = await open();
      page.on('dialog', (dialog) => void dialog.accept());
    },
  });

  const settings = async () => (await (await fetchOnce(`${bench.address}/api/v1/settings`)).json()) as Settings;
  /** Keeps requests back until what it gives is called. */
  async function hold(method: string, path: string): Promise<() => Promise<void>> {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const address = `${bench.address}/api/v1/${path}`;
    await page.route(address, async (route) => {
      if (route.request().method() === method) await held;
      await route.continue();
    });
    return async () => {
      release();
      await page.unrouteAll({ behavior: 'wait' });
    };
  }
  const yaml = () => page.getByLabel('The configuration as it is written');
  const save = () => page.getByRole('button', { name: 'Save', exact: true });
  const section = (name: string) => page.getByRole('group', { name, exact: true });

  it('say above what is kept and how much room there is', async () => {
    await page.goto(`${bench.address}/settings`);
    const kept = page.getByRole('region', { name: 'What is kept' });
    await kept.getByRole('row', { name: /^Vectors .* 30 days, whole for 7 20 GB/ }).waitFor();
    expect(await kept.getByRole('row').count()).toBe(6);
  });

  it('say what each key is for in the language of the page', async () => {
    const russian = await bench.open({ locale: 'ru-RU' });
    await russian.goto(`${bench.address}/settings`);
    await russian.getByText('встроенный брокер MQTT').waitFor();
    expect(await russian.getByText('the embedded MQTT broker').count()).toBe(0);
    await page.goto(`${bench.address}/settings`);
    await page.getByText('the embedded MQTT broker').waitFor();
  });

  it('are a form made of the schema; what is saved keeps the comments of the file, and waits for a restart', async () => {
    await page.goto(`${bench.address}/settings`);
    const port = section('mqtt').getByLabel('port', { exact: true });
    expect(await port.inputValue()).toBe('1883');
    expect(await save().isDisabled()).toBe(true);
    await port.fill('1884');
    await port.press('Tab');
    await save().click();
    await page.getByText('Saved. It counts from the next start on.').waitFor();
    await page.getByText('The file says otherwise than what the server was started with: restart it.').waitFor();
    expect((await settings()).text).toBe(text.replace('1883', '1884'));
  });

  it('say what is wrong before anything is saved, in the form and in the text', async () => {
    const port = section('http').getByLabel('port', { exact: true });
    await port.fill('70000');
    await port.press('Tab');
    await page.getByRole('alert').getByText('http.port').waitFor();
    expect(await save().isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Discard my changes' }).click();
    await page.getByRole('tab', { name: 'YAML' }).click();
    await yaml().fill('mqtt:\n  prot: 1\n');
    await page.getByRole('button', { name: 'Check it' }).click();
    await page.getByRole('alert').getByText('port').waitFor();
    expect(await save().isDisabled()).toBe(true);
    await yaml().fill('mqtt: [\n');
    await page.getByRole('button', { name: 'Check it' }).click();
    await page.getByRole('tab', { name: 'Form' }).click();
    await page.getByText('The text is not valid YAML: mend it there first.').waitFor();
    await page.getByRole('button', { name: 'Discard my changes' }).click();
    expect((await settings()).text).toContain('port: 1884');
  });

  it('lose nothing that is written while the server looks at what was written before', async () => {
    await page.getByRole('tab', { name: 'Form' }).click();
    const settled = () => expect.poll(() => save().getAttribute('aria-busy')).toBe(null);
    let release = await hold('POST', 'settings/draft');
    for (const [name, value] of [['mqtt', '1999'] as const, ['http', '8999'] as const]) {
      const port = section(name).getByLabel('port', { exact: true });
      await port.fill(value);
      await port.press('Tab');
    }
    await release();
    await settled();
    await page.getByRole('tab', { name: 'YAML' }).click();
    expect(await yaml().inputValue()).toMatch(/port: 1999[\s\S]*port: 8999/);
    release = await hold('POST', 'settings/draft');
    await page.getByRole('button', { name: 'Check it' }).click();
    await yaml().fill('mqtt: {}\n');
    await release();
    await settled();
    expect(await yaml().inputValue()).toBe('mqtt: {}\n');
    await page.getByRole('button', { name: 'Discard my changes' }).click();
  });

  it('that two change at once are lost by neither', async () => {
    await page.getByRole('tab', { name: 'YAML' }).click();
    await yaml().fill('mqtt:\n  port: 1885\n');
    const { revision } = await settings();
    const headers = { 'content-type': 'application/json', 'x-splitsight': '1' };
    const body = JSON.stringify({ text: 'mqtt:\n  port: 1886\n', revision });
    expect((await fetchOnce(`${bench.address}/api/v1/settings`, { method: 'PUT', headers, body })).status).toBe(200);
    await page.getByRole('button', { name: 'Check it' }).click();
    await save().click();
    await page.getByText('SETTINGS_CHANGED').waitFor();
    expect(await yaml().inputValue()).toContain('1885');
    const release = await hold('GET', 'settings');
    await page.getByRole('button', { name: 'Keep mine, and save over it' }).click();
    // Before it is known what they saved, it would meet that again.
    await expect.poll(() => save().isDisabled()).toBe(true);
    await release();
    await save().click();
    await expect.poll(async () => (await settings()).text).toBe('mqtt:\n  port: 1885\n');
  });

  it('throw nothing, and ask no other host', () => {
    expect(bench.complaints).toEqual([]);
  });
});
