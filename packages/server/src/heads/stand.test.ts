import { describe, expect, it } from 'vitest';
import { serverError } from '../errors.ts';
import type { HeadRole } from '../registry/state.ts';
import type { ScoringHead } from './scoring-head.ts';
import { createHeadStand } from './stand.ts';

const role = (version: string, site = '*', of: HeadRole['role'] = 'live'): HeadRole => ({
  ...{ head: 'fire', site, role: of, version, since: 0 },
});

function setUp() {
  const log: string[] = [];
  const stand = createHeadStand((name, version) => {
    if (version === 'broken') return Promise.reject(serverError('REGISTRY_FILES', version));
    log.push(`open ${version}`);
    const close = () => Promise.resolve(void log.push(`close ${version}`));
    return Promise.resolve({ name, version, close } as unknown as ScoringHead);
  });
  const put = async (...roles: readonly HeadRole[]) => (await stand.prepare(roles)).commit();
  const versions = (site = 'yard', of: HeadRole['role'] = 'live') =>
    stand
      .current()
      .at(of, site)
      .map(({ version }) => version);
  return { stand, log, put, versions };
}

describe('where heads stand', () => {
  it('the former version is closed after the last batch that took it', async () => {
    const { stand, log, put, versions } = setUp();
    await put(role('1'));
    const [first, second] = [stand.take(), stand.take()];
    await put(role('2'));
    expect([versions(), first.lineUp.at('live', 'yard')[0]?.version]).toEqual([['2'], '1']);
    first.done();
    expect(log).toEqual(['open 1', 'open 2']);
    second.done();
    expect(log).toEqual(['open 1', 'open 2', 'close 1']);
  });

  it('a version that comes back before it was closed is not opened again, nor closed meanwhile', async () => {
    const { stand, log, put, versions } = setUp();
    await put(role('1'));
    const batch = stand.take();
    await put(role('2'));
    const next = await stand.prepare([role('1')]);
    batch.done();
    next.commit();
    expect(versions()).toEqual(['1']);
    expect(log).toEqual(['open 1', 'open 2', 'close 2']);
  });

  it('nothing changes when the next line-up is abandoned, and what it opened is closed', async () => {
    const { stand, log, put, versions } = setUp();
    await put(role('1'));
    await (await stand.prepare([role('2')])).abandon();
    expect(versions()).toEqual(['1']);
    expect(log).toEqual(['open 1', 'open 2', 'close 2']);
  });

  it('what cannot be opened is told, and is not at work', async () => {
    const { stand, versions } = setUp();
    const next = await stand.prepare([role('1'), role('broken', 'gate')]);
    expect(next.failures).toMatchObject([{ head: 'fire', version: 'broken', error: { code: 'REGISTRY_FILES' } }]);
    next.commit();
    expect([versions('yard'), versions('gate')]).toEqual([['1'], []]);
  });

  it('sites with the same heads have the same list; a shadow that is live at a site is not in the shadow there', async () => {
    const { stand, put, versions } = setUp();
    await put(role('1'), role('2', 'gate'), role('2', '*', 'shadow'));
    expect(stand.current().at('live', 'yard')).toBe(stand.current().at('live', 'moon'));
    expect([versions('yard', 'shadow'), versions('gate', 'shadow')]).toEqual([['2'], []]);
    expect(stand.current().heads.map(({ version }) => version)).toEqual(['1', '2']);
  });

  it('all are closed at the end, once', async () => {
    const { stand, log, put } = setUp();
    await put(role('1'));
    stand.take();
    await stand.close();
    await stand.close();
    expect(log).toEqual(['open 1', 'close 1']);
  });
});
