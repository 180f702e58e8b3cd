import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBrowser } from '@splitsight/dashboard/testing/browser';
import { buildInferencePage, type InferencePage } from '@splitsight/dashboard/testing/inference-page';
import { createServer, serverConfigSchema } from '@splitsight/server';
import type { PrecisionName } from '@splitsight/wire';
import { root } from './command.ts';

/** The models of the repository in a real browser, served by a real server under its own policy. */
export interface BrowserModels {
  readonly requests: readonly string[];
  /** What the browser complained about. */
  readonly complaints: readonly string[];
  open(backbone: string, precision: PrecisionName): Promise<{ openedIn: number; heads: string[] }>;
  judge(picture: Uint8Array): ReturnType<InferencePage['judge']>;
  /** The bytes of a camera's first feature message about a picture. */
  look(picture: Uint8Array, bootId: string, capturedAt: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** @param names folders below models/ */
export async function openBrowserModels(names: {
  readonly backbones: readonly string[];
  readonly heads: readonly string[];
}): Promise<BrowserModels> {
  const folder = mkdtempSync(join(tmpdir(), 'splitsight-browser-'));
  await buildInferencePage(join(folder, 'page'));
  const at = (name: string) => join(root, 'models', name);
  const config = serverConfigSchema.parse({
    store: { path: join(folder, 'test.db') },
    backbones: names.backbones.map(at),
    heads: names.heads.map((name) => ({ model: at(name), rule: {} })),
    mqtt: { port: 0 },
    http: { port: 0, login: 'off' },
    log_level: 'silent',
  });
  const server = createServer(config, { page: join(folder, 'page') });
  await server.start(new AbortController().signal);
  const browser = await openBrowser();
  const page = await browser.newPage();
  page.setDefaultTimeout(60_000);
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.context().on('request', (request) => requests.push(`${request.method()} ${new URL(request.url()).pathname}`));
  await page.goto(`http://127.0.0.1:${server.addresses().http.port}/`);
  return {
    requests,
    complaints,
    open: (backbone, precision) =>
      page.evaluate(([name, numbers]) => inferencePage.open(name, numbers), [backbone, precision] as const),
    judge: (picture) => page.evaluate((base64) => inferencePage.judge(base64), base64Of(picture)),
    async look(picture, bootId, capturedAt) {
      const given = [base64Of(picture), bootId, capturedAt] as const;
      return Uint8Array.from(await page.evaluate(([base64, id, at]) => inferencePage.look(base64, id, at), given));
    },
    async close() {
      await browser.close();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const base64Of = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
