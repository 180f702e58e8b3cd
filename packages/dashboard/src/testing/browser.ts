import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

export type { Browser, Page } from 'playwright-core';

const path = '/usr/bin/chromium';

/** Why a test that needs a browser cannot run here; undefined when it can. */
export const noBrowser = existsSync(path) ? undefined : `there is no ${path}: apt-get install chromium`;

/** Debian's Chromium, without a window and without its own traffic; `more` are further switches. */
export function openBrowser(...more: readonly string[]): Promise<Browser> {
  return chromium.launch({
    executablePath: path,
    timeout: 120_000,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...more,
    ],
  });
}
