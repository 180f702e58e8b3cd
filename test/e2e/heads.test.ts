import type { Page } from '@splitsight/dashboard/testing/browser';
import { fetchOnce, waitFor } from '@splitsight/testkit';
import { describe, expect, it } from 'vitest';
import { speakAsAgent } from './agent-client.ts';
import { apart, each, lookOn, phases } from './fires-and-quiet.ts';
import { noPage, usePageBench } from './page-bench.ts';

/** Jobs are processes of a low priority: on a busy machine they wait for all others. */
const limit = 600_000;
const patience = 240_000;

/** What an answer of the API may have. */
interface Answer {
  readonly job: { readonly id: number; readonly state: string };
  readonly versions: readonly { readonly version: string; readonly state: string }[];
}

describe.skipIf(noPage.skip)(`heads on the page${noPage.why}`, () => {
  let page: Page;
  const bench = usePageBench({
    config: ({ backbone }) => ({ heads: [], backbones: [backbone] }),
    async prepare({ mqtt, fingerprint, open }) {
      await speakAsAgent(mqtt.url, (say) => lookOn(say, fingerprint));
      page = await open();
      page.setDefaultTimeout(patience);
    },
  });

  async function ask(path: string, body?: object): Promise<Answer> {
    const headers = { 'content-type': 'application/json', 'x-splitsight': '1' };
    const sent = body && { method: 'POST', headers, body: JSON.stringify(body) };
    const answer = await fetchOnce(`${bench.address}/api/v1/${path}`, sent);
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
    return (await answer.json()) as Answer;
  }

  async function work(path: string, body: object): Promise<void> {
    const { id } = (await ask(path, body)).job;
    const done = await waitFor(
      async () => {
        const { job } = await ask(`jobs/${id}`);
        return job.state !== 'queued' && job.state !== 'running' && job;
      },
      { timeout: patience },
    );
    expect(done).toMatchObject({ state: 'done' });
  }

  const states = async () =>
    Object.fromEntries((await ask('head-versions?head=fire')).versions.map((one) => [one.version, one.state]));
  const rowOf = (version: string) =>
    page
      .getByRole('table', { name: 'Versions' })
      .getByRole('row')
      .filter({ has: page.getByRole('rowheader', { name: version, exact: true }) });

  async function move(name: string, version: string): Promise<void> {
    const place = version === '' ? page : rowOf(version);
    await place.getByRole('button', { name, exact: true }).click();
    const dialog = page.getByRole('dialog', { name: `${name}: fire ${version}`.trim() });
    await dialog.getByLabel('Why').fill(`<i>${name}</i>`);
    await dialog.getByRole('button', { name, exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
  }

  it(
    'that were trained are promoted, and put into the shadow',
    async () => {
      await ask('datasets', { name: 'fires', by: 'test' });
      for (const [label, from] of [['fire', phases.fire] as const, ['quiet', phases.quiet] as const]) {
        const range = { site: 'yard', camera: 'gate', from, to: from + each * apart };
        await work('datasets/fires/from-range', { ...range, label, by: 'test' });
      }
      for (const seed of [1, 2]) await work('runs', { dataset: 'fires', head: 'fire', seed, by: 'test' });
      await page.goto(`${bench.address}/heads`);
      await page.getByRole('link', { name: 'fire', exact: true }).click();
      await rowOf('2').getByText('draft').waitFor();
      await move('Promote', '1');
      await rowOf('1').getByText('live: every other site').waitFor();
      await move('To the shadow', '2');
      await rowOf('2').getByText('shadow: every other site').waitFor();
    },
    limit,
  );

  it(
    'in the shadow say where they part from the live one',
    async () => {
      await speakAsAgent(bench.mqtt.url, (say) =>
        lookOn(say, bench.fingerprint, { boot: '00000000000000bb', from: Date.now(), every: 1 }),
      );
      await page.getByRole('tab', { name: 'Shadow' }).click();
      await page.getByText(/Version 2 and the live one parted 0 times in 36 frames\./).waitFor();
      await page.getByRole('table', { name: 'Disagreements by day and camera' }).waitFor();
    },
    limit,
  );

  it(
    'say how good they are on what they had not seen, with curves, confusions and a threshold for a goal',
    async () => {
      await page.getByRole('tab', { name: 'Quality' }).click();
      await page.getByText(/Judged on 24 items in \d+ groups of fires that it had not seen/).waitFor();
      await page.getByRole('img', { name: /^Precision and recall/ }).waitFor();
      await page.getByRole('img', { name: /^Learning curve/ }).waitFor();
      await page.getByRole('columnheader', { name: 'quiet' }).waitFor();
      const thresholds = page.getByRole('region', { name: 'Threshold' });
      await thresholds.getByText(/Threshold \d\.\d+:/).waitFor();
      await thresholds.getByLabel('Goal').selectOption('precision');
      await thresholds.getByLabel('At least').fill('0.99');
      await thresholds.getByText(/^All \d+ thresholds$/).click();
      await thresholds.getByRole('columnheader', { name: 'recall' }).waitFor();
    },
    limit,
  );

  it(
    'are tried over the past, and say what they would have raised',
    async () => {
      await page.getByRole('tab', { name: 'Backtest' }).click();
      await page.getByLabel('Days back').fill('1');
      await page.getByRole('button', { name: 'Go through them' }).click();
      await page.getByText(/It would have raised \d+ alerts?;/).waitFor();
      await page.getByText(/72 vectors of/).waitFor();
    },
    limit,
  );

  it(
    'are promoted from the shadow and rolled back, with who and why',
    async () => {
      await page.getByRole('tab', { name: 'Versions' }).click();
      await move('Promote', '2');
      await rowOf('1').getByText('retired').waitFor();
      await move('Roll back', '');
      await waitFor(async () => (await states())['1'] === 'live');
      await rowOf('1').getByText('live: every other site').waitFor();
      const history = page.getByRole('table', { name: 'What was done' });
      await history.getByRole('row').filter({ hasText: 'rolled back to 1' }).getByText('<i>Roll back</i>').waitFor();
      expect(bench.complaints).toEqual([]);
    },
    limit,
  );
});
