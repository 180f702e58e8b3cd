import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, noBrowser, openBrowser, type Page } from '@splitsight/dashboard/testing/browser';
import { buildDashboard } from '@splitsight/dashboard/testing/build-dashboard';
import { createServer, type Server, serverConfigSchema } from '@splitsight/server';
import { createSampleRenderer, fetchOnce, listSamples } from '@splitsight/testkit';
import { encodeJpeg } from '@splitsight/vision/picture';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeBurningVideo } from './burning-video.ts';
import { root } from './command.ts';
import { greyBitmap } from './odd-pictures.ts';

const wide = { width: 1280, height: 900 };
let folder: string;
let server: Server;
let browser: Browser;
let address: string;

describe.skipIf(noBrowser)(`models in the page${noBrowser === undefined ? '' : ` (skipped: ${noBrowser})`}`, () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'splitsight-join-'));
    const page = join(folder, 'page');
    await buildDashboard(page);
    const config = serverConfigSchema.parse({
      store: { path: join(folder, 'test.db') },
      backbones: [join(root, 'models/resnet18-w0.5-128')],
      heads: [{ model: join(root, 'models/fire-resnet18-w0.5-128-u8'), rule: {} }],
      mqtt: { port: 0 },
      http: { port: 0, login: 'off' },
      log_level: 'silent',
    });
    server = createServer(config, { page });
    await server.start(new AbortController().signal);
    address = `http://127.0.0.1:${server.addresses().http.port}`;
    const video = join(folder, 'burning.y4m');
    writeBurningVideo(video);
    browser = await openBrowser(
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      `--use-file-for-fake-video-capture=${video}`,
    );
    // The page is built first: the work of seconds, or of minutes on a busy machine.
  }, 300_000);

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Opens a page; what it asks of the network and what it complains about is kept. */
  async function visit(path: string) {
    const context = await browser.newContext({ viewport: wide, permissions: ['camera'] });
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    const requests: string[] = [];
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    context.on('request', (request) => requests.push(`${request.method()} ${request.url()}`));
    await page.goto(`${address}${path}`);
    return { page, requests, complaints, close: () => context.close() };
  }

  it('try a picture: the heads judge it, and only model files come down', async () => {
    const { page, requests, complaints, close } = await visit('/try');
    await page.getByRole('button', { name: 'Choose a picture' }).waitFor();
    const before = requests.length;
    await choose(page, 'fire.jpg', await firePicture());
    const fire = page.getByRole('article', { name: 'fire' });
    await fire.getByText('above its threshold').waitFor();
    await page.getByRole('img', { name: 'The picture fire.jpg' }).waitFor();
    await choose(
      page,
      'grey.jpg',
      await encodeJpeg({ width: 64, height: 64, rgb: new Uint8Array(12_288).fill(90), capturedAt: 0 }),
    );
    await fire.getByText('below its threshold').waitFor();

    await page.getByLabel('Model').selectOption({ label: 'resnet18-w0.5-128, 32-bit numbers' });
    // The file of these numbers is named by its content, which begins with its fingerprint.
    await expect.poll(() => requests.some((request) => request.includes('/files/21d9704253bf704f'))).toBe(true);
    await fire.getByText('below its threshold').waitFor();
    const asked = requests.slice(before).map((request) => request.replace(address, ''));
    expect(asked.length).toBeGreaterThan(3);
    // Every page asks every few seconds who looks at it, and what is wrong with the server.
    const harmless = /^GET \/((?!api\/)|api\/v1\/(me$|troubles$|models\/files\/[0-9a-f]{64}$))/;
    expect(asked.filter((request) => !harmless.test(request))).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });

  it('try something that is no picture: the page says what is wrong', async () => {
    const { page, close } = await visit('/try');
    const told = async (name: string, bytes: Uint8Array, text: RegExp) => {
      await choose(page, name, bytes);
      await page.getByRole('alert').getByText(text).waitFor();
    };
    await told('notes.txt', new TextEncoder().encode('no picture at all'), /no picture that the browser can read/);
    await told('empty.jpg', new Uint8Array(), /file is empty/);
    const heic = Buffer.from('....ftypheic....mif1heic', 'latin1');
    await told('photo.heic', heic, /HEIC/);
    const huge = join(folder, 'huge.jpg');
    writeFileSync(huge, '');
    truncateSync(huge, 100_000_001);
    await page.locator('input[type=file]').first().setInputFiles(huge);
    await page
      .getByRole('alert')
      .getByText(/too large/)
      .waitFor();
    await choose(page, 'fire.jpg', await firePicture());
    await page.getByRole('article', { name: 'fire' }).waitFor();
    await close();
  });

  it('try a picture of 40 MB: it takes longer, and is judged', async () => {
    const { page, complaints, close } = await visit('/try');
    const path = join(folder, 'large.bmp');
    writeFileSync(path, greyBitmap(3800, 3520));
    await page.locator('input[type=file]').first().setInputFiles(path);
    await page.getByText('3800 × 3520 pixels').waitFor();
    await page.getByRole('article', { name: 'fire' }).getByText('below its threshold').waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  it('join from a page that came by plain http from another machine: it says that it needs https', async () => {
    const { page, close } = await visit('/nodes');
    // The server of this test is this very machine, whose pages browsers trust.
    await page.addInitScript(() => Object.defineProperty(window, 'isSecureContext', { value: false }));
    await page.goto(`${address}/join`);
    await page
      .getByRole('alert')
      .getByText(/only to pages that came over https/)
      .waitFor();
    expect(await page.getByRole('button', { name: 'Start the camera' }).count()).toBe(0);
    await close();
  });

  it('join as a camera: a fire in front of it raises an alert on the live page, and leaving turns it off', async () => {
    const list = async (what: string) => (await fetchOnce(`${address}/api/v1/${what}`)).json();
    const camera = async () => (await list('cameras')).cameras[0];
    const desk = await visit('/');
    const phone = await visit('/join');
    await phone.page.getByLabel('Name of the site').fill('harbour');
    await phone.page.getByLabel('Name of the camera').fill('Old phone');
    expect(await phone.page.getByLabel('Id of the camera').inputValue()).toBe('old-phone');
    await phone.page.getByRole('button', { name: 'Start the camera' }).click();
    await phone.page.getByRole('status').getByText('Online', { exact: true }).waitFor();

    await desk.page.getByText('Old phone').first().waitFor();
    await desk.page.getByText('1 active alert').waitFor();
    await expect.poll(() => liveTracks(phone.page)).toBe(1);

    await setHidden(phone.page, true);
    await expect.poll(camera).toMatchObject({ state: 'offline', reason: 'its page is hidden' });
    await setHidden(phone.page, false);
    await expect.poll(camera).toMatchObject({ state: 'online', name: 'Old phone', node: 'browser-old-phone' });
    await phone.page.getByText('This page was hidden').waitFor();

    const switchTo = (enabled: boolean) =>
      fetchOnce(`${address}/api/v1/sites/harbour/cameras/old-phone/enabled`, {
        ...{ method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ enabled }) },
      });
    await switchTo(false);
    await phone.page.getByRole('status').getByText('Switched off at the server').waitFor();
    await switchTo(true);
    await phone.page.getByRole('status').getByText('Online', { exact: true }).waitFor();
    await expect.poll(camera).toMatchObject({ state: 'online', reason: null });

    await phone.page.getByRole('button', { name: 'Stop', exact: true }).click();
    await phone.page.getByRole('button', { name: 'Start the camera' }).waitFor();
    await expect.poll(() => liveTracks(phone.page)).toBe(0);
    await expect.poll(async () => (await list('nodes')).nodes[0].status).toBe('stopped');
    expect([...desk.complaints, ...phone.complaints]).toEqual([]);
    await phone.close();
    await desk.close();
  });
});

function choose(page: Page, name: string, bytes: Uint8Array): Promise<void> {
  const file = { name, mimeType: 'application/octet-stream', buffer: Buffer.from(bytes) };
  return page.locator('input[type=file]').first().setInputFiles(file);
}

async function firePicture(): Promise<Uint8Array> {
  const [sample] = listSamples({ count: 1, seed: 77 });
  if (!sample) throw new Error('no sample');
  return encodeJpeg(createSampleRenderer()(sample, 640), 90);
}

/** As if the user looked at another tab, or at another app of the phone. */
function setHidden(page: Page, isHidden: boolean): Promise<void> {
  return page.evaluate((value) => {
    Object.defineProperty(document, 'hidden', { value, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, isHidden);
}

/** How many tracks of the device's camera go on: its light is on while there is one. */
function liveTracks(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { srcObject } = document.querySelector('video') ?? {};
    const tracks = srcObject instanceof MediaStream ? srcObject.getVideoTracks() : [];
    return tracks.filter(({ readyState }) => readyState === 'live').length;
  });
}
