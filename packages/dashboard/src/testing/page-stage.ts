import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { openBrowser } from './browser.ts';
import { buildDashboard } from './build-dashboard.ts';
import { type LiveServer, type LiveServerOptions, openLiveServer } from './live-server.ts';

/** The page as it is built of these sources, a browser, and stand-ins for the server; all closed after each test. */
export interface PageStage {
  /** The built page. */
  readonly directory: () => string;
  serve(options: LiveServerOptions): Promise<LiveServer>;
  /** Opens the page; whatever it complains about, and whatever it asks of other hosts, lands in `complaints`. */
  visit(server: LiveServer, viewport?: Size): Promise<{ readonly page: Page; readonly complaints: string[] }>;
}

/** What a browser says of a server that went, also in the middle of an answer: it is part of these tests. */
const serverWent =
  /net::ERR_(CONNECTION_|EMPTY_RESPONSE|SOCKET_NOT_CONNECTED|INCOMPLETE_CHUNKED|CONTENT_LENGTH_MISMATCH)|closed before receiving a handshake/;

interface Size {
  readonly width: number;
  readonly height: number;
}

export function usePageStage(): PageStage {
  const opened: { close(): Promise<unknown> }[] = [];
  let browser: Browser;
  let directory: string;

  // Building takes a noisy machine minutes.
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'splitsight-dashboard-'));
    await buildDashboard(directory);
    browser = await openBrowser();
  }, 300_000);

  afterAll(async () => {
    await browser?.close();
    await rm(directory, { recursive: true, force: true });
  });

  afterEach(async () => {
    for (const one of opened.splice(0).reverse()) await one.close();
  });

  return {
    directory: () => directory,
    async serve(options) {
      const server = await openLiveServer({ directory, ...options });
      opened.push(server);
      return server;
    },
    async visit(server, viewport = { width: 1440, height: 900 }) {
      const context = await browser.newContext({ viewport });
      opened.push(context);
      const page = await context.newPage();
      page.setDefaultTimeout(60_000);
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error' && !serverWent.test(message.text())) complaints.push(message.text());
      });
      page.on('request', (request) => {
        const { protocol, host } = new URL(request.url());
        if (protocol !== 'data:' && host !== `127.0.0.1:${server.port}`) complaints.push(request.url());
      });
      // What a test holds back must not keep it from going on.
      await page.goto(`http://127.0.0.1:${server.port}/`, { waitUntil: 'domcontentloaded' });
      return { page, complaints };
    },
  };
}
