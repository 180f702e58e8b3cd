import { describe, expect, it } from 'vitest';
import { noBrowser } from '../testing/browser.ts';
import { createFakeSite } from '../testing/fake-site.ts';
import { usePageStage } from '../testing/page-stage.ts';

const site = createFakeSite({ cameras: 1, heads: 1 });

describe.skipIf(noBrowser)('the page', () => {
  const stage = usePageStage();

  it('says what is wrong with the server itself', async () => {
    const trouble = {
      ...{ id: 'a', kind: 'disk-full', site: null, node: null, camera: null, reason: '5 MB are free' },
      ...{ since: 1, raised_at: 2, ended_at: null },
    };
    const head = { ...trouble, id: 'c', kind: 'head-failed', head: 'fire', reason: '3: MODEL_FILE: gone' };
    const of = { ...trouble, id: 'b', kind: 'node-offline', site: 'yard', node: 'pi' };
    const server = await stage.serve({
      hello: () => site.hello(Date.now()),
      api: ({ pathname }) =>
        pathname === '/api/v1/troubles' ? { troubles: [trouble, of, head], total: 3 } : undefined,
    });
    const { page, complaints } = await stage.visit(server);
    const notice = page.getByText('The disk of the server is full: nothing more is recorded');
    await notice.waitFor();
    expect(await notice.getAttribute('title')).toBe('5 MB are free');
    await page.getByText('The head fire does not work, since').waitFor();
    expect(await page.getByText('An edge machine is offline').count()).toBe(0);
    expect(complaints).toEqual([]);
  });
});
