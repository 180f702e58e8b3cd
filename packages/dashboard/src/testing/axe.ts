import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** What axe finds wrong on a page: its rule and the element, one line each. Past the content security policy, by the browser's inspector. */
export async function axeProblems(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  return page.evaluate<string[]>(
    `axe.run().then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map((node) => id + ': ' + node.html.slice(0, 160))))`,
  );
}
