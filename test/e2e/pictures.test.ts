import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { axeProblems } from '@splitsight/dashboard/testing/axe';
import { type Browser, noBrowser, openBrowser, type Page } from '@splitsight/dashboard/testing/browser';
import { buildDashboard } from '@splitsight/dashboard/testing/build-dashboard';
import { createEdgeAgent, edgeConfigSchema } from '@splitsight/edge';
import { createServer, type Server, serverConfigSchema } from '@splitsight/server';
import { createScene, fetchOnce, openVirtualCameras, type VirtualCameras, waitFor } from '@splitsight/testkit';
import { decodePicture } from '@splitsight/vision/picture';
import {
  type AlertPictures,
  alertPicturesSchema,
  egressAnswerSchema,
  reviewsAnswerSchema,
  sitePoliciesSchema,
} from '@splitsight/wire';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from './command.ts';
import { widthIn } from './page-width.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const patient = { timeout: 40_000 };

let folder: string;
let cameras: VirtualCameras;
let server: Server;
let browser: Browser;
let page: Page;
let address: string;
const agents: ReturnType<typeof createEdgeAgent>[] = [];
const complaints: string[] = [];

describe.skipIf(noBrowser)(`pictures${noBrowser === undefined ? '' : ` (skipped: ${noBrowser})`}`, () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'splitsight-pictures-'));
    cameras = await openVirtualCameras({
      cameras: [
        { path: 'open', scene: createScene(3) },
        { path: 'shut', scene: createScene(4) },
      ],
    });
    await buildDashboard(join(folder, 'page'));
    const config = serverConfigSchema.parse({
      store: { path: join(folder, 'test.db') },
      pictures: { min_free_mb: 0 },
      backbones: [join(root, 'models/resnet18-w0.5-128')],
      heads: [{ model: join(root, 'models/fire-resnet18-w0.5-128-u8'), rule: { off_delay_s: 1 } }],
      mqtt: { port: 0 },
      http: { port: 0, login: 'off' },
    });
    server = createServer(config, { page: join(folder, 'page'), log: silent });
    await server.start(new AbortController().signal);
    const { http, mqtt } = server.addresses();
    address = `http://127.0.0.1:${http.port}`;
    const broker = { url: `mqtt://127.0.0.1:${mqtt.port}` };
    agents.push(openAgent('harbour', 'open', {}, broker), openAgent('bank', 'shut', { policy: 'never' }, broker));
    for (const agent of agents) await agent.start(new AbortController().signal);
    browser = await openBrowser();
    const desk = { locale: 'en-GB', viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' } as const;
    page = await (await browser.newContext(desk)).newPage();
    page.setDefaultTimeout(60_000);
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    // The page is built first: the work of seconds, or of minutes on a busy machine.
  }, 300_000);

  afterAll(async () => {
    await browser?.close();
    for (const agent of agents) await agent.stop();
    await server?.stop();
    await cameras?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function openAgent(
    site: string,
    camera: string,
    pictures: object,
    broker: object,
  ): ReturnType<typeof createEdgeAgent> {
    const config = edgeConfigSchema.parse({
      ...{ site, node: `${site}-1`, broker, pictures, health_interval_s: 1, spool: { enabled: false } },
      model: { path: join(root, 'models/resnet18-w0.5-128'), threads: 1 },
      cameras: [{ id: camera, name: `Camera ${camera}`, url: cameras.url(camera) }],
    });
    return createEdgeAgent(config, { log: silent });
  }

  const get = async (path: string) => (await fetchOnce(`${address}/api/v1/${path}`)).json();
  const alertsOf = async (site: string) =>
    reviewsAnswerSchema.parse(await get(`reviews?site=${site}`)).items.map(({ alert }) => alert);
  const picturesOf = async (id: string): Promise<AlertPictures> =>
    alertPicturesSchema.parse(await get(`alerts/${encodeURIComponent(id)}/pictures`));

  it('of a fire are there with its alert; those of a site that gives none stay where they are', async () => {
    await waitFor(async () => {
      const { sites } = sitePoliciesSchema.parse(await get('picture-policies'));
      return sites.length === 2 && sites.every(({ cameras: own }) => own[0]?.policy !== null);
    }, patient);
    await Promise.all(
      ['open', 'shut'].map((path) => cameras.trigger(path, 'fire', { duration_ms: 4000, size: 'full' })),
    );
    const [alert] = await waitFor(async () => {
      const found = await alertsOf('harbour');
      return found.length > 0 ? found : undefined;
    }, patient);
    const { policy, pictures } = await waitFor(async () => {
      const found = await picturesOf(alert?.id ?? '');
      return found.pictures.length === 3 && found.pictures.every(({ state }) => state !== 'waiting')
        ? found
        : undefined;
    }, patient);
    expect(policy).toMatchObject({ policy: 'on-alert', most: 'on-alert' });
    expect(pictures.map(({ state, reason }) => reason ?? state)).toEqual(['here', 'here', 'here']);
    const frame = pictures[1];
    // The very frame whose features raised the alert.
    expect(frame?.captured_at).toBe(alert?.captured_at);
    const bytes = await (await fetchOnce(`${address}/api/v1/pictures/${frame?.id}`)).arrayBuffer();
    expect(await decodePicture(new Uint8Array(bytes))).toMatchObject({ width: 640, height: 360 });

    const [kept] = await waitFor(async () => {
      const found = await alertsOf('bank');
      return found.length > 0 ? found : undefined;
    }, patient);
    const none = await waitFor(async () => {
      const found = await picturesOf(kept?.id ?? '');
      return found.pictures.length > 0 ? found : undefined;
    });
    expect(none).toMatchObject({ policy: { policy: 'never' }, pictures: [{ state: 'none', reason: 'policy' }] });
    expect(readdirSync(join(folder, 'pictures'))).toHaveLength(3);
  });

  it('are counted where they left, as their agents say, too', async () => {
    const rows = await waitFor(async () => {
      const found = egressAnswerSchema.parse(await get('egress')).rows;
      return found.some(({ kind, told_messages }) => kind === 'pictures' && told_messages === 3) ? found : undefined;
    }, patient);
    const given = rows.filter(({ kind }) => kind === 'pictures');
    expect(given.map(({ site, messages }) => [site, messages])).toEqual([['harbour', 3]]);
    expect(given[0]?.told_bytes).toBe(given[0]?.bytes);
    const csv = await (await fetchOnce(`${address}/api/v1/egress.csv?site=harbour`)).text();
    expect(csv).toMatch(/^site,day,kind,messages,bytes,told_messages,told_bytes\r\n/);
    expect(csv).toMatch(/harbour,\d{4}-\d\d-\d\d,pictures,3,\d+,3,\d+\r\n/);
  });

  it('are shown beside their alert, with the box drawn over them and the policy below', async () => {
    await openAlert('harbour');
    const pictures = page.getByRole('region', { name: 'Pictures of the alert' });
    await pictures.getByRole('img').waitFor();
    await pictures.getByText('Site policy: on alert').waitFor();
    await pictures.getByRole('button', { name: '−1.0 s' }).click();
    await expect.poll(() => pictures.getByRole('img').evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(640);
    await pictures.getByRole('button', { name: 'Frame' }).click();
    await look('alert');
    await openAlert('bank');
    await page.getByText('No picture: the site’s policy keeps it').waitFor();
    await page.getByText('Site policy: never').waitFor();
  });

  it('stand small on the wall, with their age; where a site gives none, it says so', async () => {
    await page.goto(`${address}/`);
    const open = page.getByRole('article', { name: 'Camera open' }).getByRole('img', { name: /^Camera open, / });
    await expect.poll(() => open.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(192);
    await page.getByRole('article', { name: 'Camera shut' }).getByText('Pictures off by policy').waitFor();
    await look('wall');
  });

  it('have a page that says who gives what and what left, and sets a stricter policy', async () => {
    await page.goto(`${address}/pictures`);
    await page.getByRole('region', { name: 'bank', exact: true }).getByText('0 pictures left this site').waitFor();
    await page.getByRole('region', { name: 'harbour', exact: true }).getByText('3 pictures left this site').waitFor();
    await page.getByLabel('Set here: harbour').selectOption({ label: 'never' });
    await waitFor(async () => {
      const { sites } = sitePoliciesSchema.parse(await get('picture-policies'));
      return sites.find(({ site }) => site === 'harbour')?.cameras[0]?.policy === 'never';
    });
    await page.getByText('local, ').waitFor();
    await look('pictures');
    await page.goto(`${address}/cameras/harbour/open`);
    await page.getByText('Site policy: never (set here)').waitFor();
    await look('camera');
    expect(complaints).toEqual([]);
  });

  async function openAlert(site: string): Promise<void> {
    const [alert] = await alertsOf(site);
    await page.goto(`${address}/alerts?show=all&alert=${encodeURIComponent(alert?.id ?? '')}`);
  }

  /** Nothing on the page keeps anybody out; SPLITSIGHT_SHOTS names a folder for pictures of it. */
  async function look(name: string): Promise<void> {
    expect(await axeProblems(page)).toEqual([]);
    expect(await widthIn(page, { width: 360, height: 900 })).toBe(360);
    await page.setViewportSize({ width: 1440, height: 900 });
    const shots = process.env.SPLITSIGHT_SHOTS;
    if (shots === undefined) return;
    for (const theme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: theme });
      for (const width of [1440, 360]) {
        await page.setViewportSize({ width, height: 900 });
        await page.screenshot({ path: join(shots, `${name}-${theme}-${width}.png`), fullPage: true });
      }
    }
    await page.setViewportSize({ width: 1440, height: 900 });
  }
});
