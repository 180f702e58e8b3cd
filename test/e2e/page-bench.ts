import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, noBrowser, openBrowser, type Page } from '@splitsight/dashboard/testing/browser';
import { createServer, type Server, serverConfigSchema } from '@splitsight/server';
import { writeTinyBackbone, writeTinyHead } from '@splitsight/testkit';
import type { Fingerprint } from '@splitsight/wire';
import { afterAll, beforeAll } from 'vitest';
import { root } from './command.ts';

const page = process.env.SPLITSIGHT_TEST_PAGE ?? join(root, 'packages/dashboard/dist');
const reason = noBrowser ?? (existsSync(join(page, 'index.html')) ? undefined : 'the page is not built: pnpm build');

/** Whether there is no page to test, and what to put behind the name of a test to say why. */
export const noPage = { skip: reason !== undefined, why: reason === undefined ? '' : ` (skipped: ${reason})` };

/** The folders of a tiny backbone and a tiny head that finds red. */
export interface TinyModels {
  readonly backbone: string;
  readonly head: string;
}

interface BenchOptions {
  /** What the configuration says besides free ports, a database of its own and no login. */
  readonly config: (models: TinyModels) => object;
  /** The text of a configuration file for the page of settings to show and save. */
  readonly file?: string;
  /** Shows the first password. */
  readonly say?: (text: string) => void;
  /** Further switches of the browser. */
  readonly switches?: readonly string[];
  /** What is done before the first page is opened. */
  readonly prepare?: (bench: PageBench) => Promise<void>;
}

/** A real server with the built page, and a browser. Filled before the first test, closed after the last. */
export interface PageBench {
  server: Server;
  address: string;
  mqtt: { readonly url: string; readonly port: number };
  fingerprint: Fingerprint;
  /** What pages threw, and whatever they asked of other hosts. */
  readonly complaints: string[];
  /** Opens a page in a context of its own: English, as wide as a desk and without animations unless told. */
  open(options?: object): Promise<Page>;
}

export function usePageBench({ config, file, say, switches = [], prepare }: BenchOptions): PageBench {
  let folder = '';
  let browser: Browser | undefined;
  const bench = { complaints: [] as string[], open } as PageBench;

  async function open(options: object = {}): Promise<Page> {
    if (!browser) throw new Error('the browser is not open yet');
    const desk = { locale: 'en-GB', viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' } as const;
    const context = await browser.newContext({ ...desk, ...options });
    const opened = await context.newPage();
    opened.setDefaultTimeout(60_000);
    opened.on('pageerror', (error) => bench.complaints.push(error.message));
    const note = (url: string) => {
      if (!/^(data:|blob:|(http|ws):\/\/127\.0\.0\.1:)/.test(url)) bench.complaints.push(url);
    };
    opened.on('request', (request) => note(request.url()));
    opened.on('websocket', (socket) => note(socket.url()));
    return opened;
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'splitsight-page-'));
    const models = { backbone: join(folder, 'backbone'), head: join(folder, 'head') };
    bench.fingerprint = writeTinyBackbone(models.backbone).fingerprint;
    writeTinyHead(models.head, models.backbone);
    const given = serverConfigSchema.parse({
      ...{ mqtt: { port: 0 }, http: { port: 0, login: 'off' }, store: { path: join(folder, 'test.db') } },
      // A busy machine takes seconds from a message's making to its coming in.
      admit: { late_s: 60 },
      ...config(models),
    });
    const log = { debug() {}, info() {}, warn() {}, error() {} };
    const configFile = join(folder, 'server.yaml');
    if (file !== undefined) writeFileSync(configFile, file);
    bench.server = createServer(given, { log, page, ...(say && { say }), ...(file !== undefined && { configFile }) });
    await bench.server.start(new AbortController().signal);
    const { http, mqtt } = bench.server.addresses();
    bench.address = `http://127.0.0.1:${http.port}`;
    bench.mqtt = { url: `mqtt://127.0.0.1:${mqtt.port}`, port: mqtt.port };
    browser = await openBrowser(...switches);
    await prepare?.(bench);
  });

  afterAll(async () => {
    await browser?.close();
    await bench.server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  return bench;
}
