import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, noBrowser, openBrowser, type Page } from '@splitsight/dashboard/testing/browser';
import { createServer, serverConfigSchema } from '@splitsight/server';
import { waitFor, writeTinyBackbone, writeTinyHead } from '@splitsight/testkit';
import { type BootId, encodeFeatureMessage, type Fingerprint, type Rule, wholeFrame } from '@splitsight/wire';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from './command.ts';

const built = process.env.SPLITSIGHT_TEST_PAGE ?? join(root, 'packages/dashboard/dist');
const reason = noBrowser ?? (existsSync(join(built, 'index.html')) ? undefined : 'the page is not built: pnpm build');
const silent = { debug() {}, info() {}, warn() {}, error() {} };
/** Where a look at the page is kept, if anywhere. */
const looks = process.env.SPLITSIGHT_TEST_LOOKS;
const requireOfPage = createRequire(join(root, 'packages/dashboard/package.json'));
const axe = readFileSync(requireOfPage.resolve('axe-core/axe.min.js'), 'utf8');
const { connectAsync } = requireOfPage('mqtt') as {
  connectAsync(
    url: string,
    options: object,
  ): Promise<{
    publishAsync(topic: string, payload: Uint8Array, options: object): Promise<unknown>;
    endAsync(): Promise<void>;
  }>;
};

describe.skipIf(reason !== undefined)(`rules on the page${reason ? ` (skipped: ${reason})` : ''}`, () => {
  let browser: Browser;
  let folder: string;
  let address: string;
  let server: ReturnType<typeof createServer>;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'splitsight-rules-'));
    const { fingerprint } = writeTinyBackbone(join(folder, 'backbone'));
    writeTinyHead(join(folder, 'head'), join(folder, 'backbone'));
    const config = serverConfigSchema.parse({
      ...{ mqtt: { port: 0 }, http: { port: 0, login: 'off' }, store: { path: join(folder, 'test.db') } },
      ...{ heads: [{ model: join(folder, 'head'), rule: { off_delay_s: 0.5 } }], backbones: [] },
    });
    server = createServer(config, { log: silent, page: built });
    await server.start(new AbortController().signal);
    const { http, mqtt } = server.addresses();
    address = `http://127.0.0.1:${http.port}`;
    await burn(`mqtt://127.0.0.1:${mqtt.port}`, fingerprint as Fingerprint);
    browser = await openBrowser();
    page = await open();
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Two fires at one camera, so that there is a history. */
  async function burn(url: string, fingerprint: Fingerprint): Promise<void> {
    const agent = await connectAsync(url, { reconnectPeriod: 0 });
    for (const [sequence, red] of [255, 0, 255].entries()) {
      const regions = [{ kind: 'global', box: wholeFrame, vector: Uint8Array.of(0, 0, 0, 0, 0, 0, 0, red) }] as const;
      const frame = { bootId: '00000000000000aa' as BootId, sequence, capturedAt: Date.now(), fingerprint };
      const bytes = encodeFeatureMessage({ ...frame, codec: 'u8', regions });
      await agent.publishAsync('splitsight/v1/yard/cam/gate/features', Buffer.from(bytes), { qos: 1 });
      await new Promise((resolve) => setTimeout(resolve, 700));
    }
    await agent.endAsync();
  }

  async function open(options: object = {}): Promise<Page> {
    const context = await browser.newContext({ locale: 'en-GB', ...options });
    const opened = await context.newPage();
    opened.setDefaultTimeout(15_000);
    // What is unsaved is left.
    opened.on('dialog', (dialog) => void dialog.accept());
    opened.on('pageerror', (error) => complaints.push(error.message));
    opened.on('request', (request) => {
      if (!/^(data:|blob:|http:\/\/127\.0\.0\.1:)/.test(request.url())) complaints.push(request.url());
    });
    return opened;
  }

  async function api(path: string, init?: object) {
    return (await fetch(`${address}/api/v1/${path}`, init)).json() as Promise<{
      rule: { rule: Rule; revision: number };
    }>;
  }

  async function look(of: Page, name: string): Promise<void> {
    if (!looks) return;
    mkdirSync(looks, { recursive: true });
    await of.screenshot({ path: join(looks, `${name}.png`), fullPage: true });
  }

  async function expectAccessible(of: Page): Promise<void> {
    await of.evaluate(axe);
    const found = await of.evaluate(() => {
      const { axe: checker } = globalThis as unknown as {
        axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
      };
      return checker.run();
    });
    expect(found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  }

  it('are made with a zone that is drawn by mouse and by keyboard', async () => {
    await page.goto(`${address}/rules`);
    await page.getByText('fire (the head’s own)').waitFor();
    await page.getByRole('button', { name: 'New rule' }).click();
    await page.getByLabel('Name', { exact: true }).fill('<b>Gate</b>');
    await page.getByLabel('Cameras', { exact: true }).fill('yard/gate\n');
    await page.getByLabel('Threshold').fill('0.55');
    await page.getByRole('button', { name: 'Add a zone' }).click();
    const frame = page.getByRole('group', { name: /The frame of a camera/ });
    const points = frame.getByRole('button');
    expect(await points.count()).toBe(4);

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
    await look(page, 'rule-1440');
    await expectAccessible(page);

    await page.getByRole('button', { name: 'Save the rule' }).click();
    await page.getByRole('link', { name: '<b>Gate</b>' }).waitFor();
    await look(page, 'rules-1440');
    await expectAccessible(page);
  });

  it('that cross themselves or miss points cannot be saved, and say why', async () => {
    await page.goto(`${address}/rules/new`);
    await page.getByLabel('Name', { exact: true }).fill('Bow');
    await page.getByRole('button', { name: 'Add a zone' }).click();
    const frame = page.getByRole('group', { name: /The frame of a camera/ });
    const first = frame.getByRole('button').first();
    await first.focus();
    for (let i = 0; i < 10; i++) await page.keyboard.press('Shift+ArrowRight');
    await page.getByRole('alert').getByText('Its line crosses or touches itself.').waitFor();
    expect(await page.getByRole('button', { name: 'Save the rule' }).isDisabled()).toBe(true);
    await page.keyboard.press('Delete');
    await page.keyboard.press('Delete');
    await page.getByRole('alert').getByText('It needs three points or more.').waitFor();
    await page.getByRole('link', { name: '← All rules' }).click();
  });

  it('are tried over history before they are saved', async () => {
    await page.goto(`${address}/rules/new`);
    await page.getByLabel('Name', { exact: true }).fill('Tried');
    await page.getByRole('button', { name: 'Try it' }).click();
    await page.getByText(/^2 alerts in .* of history/).waitFor({ timeout: 150_000 });
    await page.getByText('2 as they were raised, 0 new, 0 no longer').waitFor();
    await look(page, 'try-1440');
  }, 180_000);

  it('that two change at once are lost by neither', async () => {
    const { rules } = (await api('rules')) as unknown as { rules: { rule: Rule; revision: number }[] };
    const [made] = rules;
    if (!made) throw new Error('no rule');
    await page.goto(`${address}/rules/${made.rule.id}`);
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
    await look(page, 'conflict-1440');
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Save mine over it' }).click();
    await page.getByText('The rule is saved, and holds.').waitFor();
    expect((await api(`rules/${made.rule.id}`)).rule).toMatchObject({ revision: 3, rule: { name: 'Mine' } });
  });

  it('ask how a site is armed, which is set there; on a phone, in the dark, and in Russian', async () => {
    const phone = await open({ viewport: { width: 360, height: 780 }, colorScheme: 'dark', locale: 'ru-RU' });
    await phone.goto(`${address}/rules`);
    const arming = phone.getByLabel('Режим площадки yard');
    await arming.selectOption('night');
    await phone.getByText('yard: ночь.').waitFor();
    await waitFor(async () => {
      const { sites } = (await api('arming')) as unknown as { sites: { profile: string }[] };
      return sites[0]?.profile === 'night';
    });
    await look(phone, 'rules-360-dark');
    await phone.getByText('Свои режимы').first().click();
    await phone.getByLabel('Свои режимы').fill('holiday');
    await phone.getByRole('button', { name: 'Сохранить режимы' }).click();
    await expect.poll(() => arming.locator('option').last().textContent()).toBe('holiday');
    await expectAccessible(phone);
    const wide = await phone.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBeLessThanOrEqual(360);
    await phone.getByRole('link', { name: 'Mine' }).click();
    await phone.getByRole('button', { name: 'Zone 1', exact: true }).click();
    await look(phone, 'rule-360-dark');
    await expectAccessible(phone);
    expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    expect(complaints).toEqual([]);
  });
});
