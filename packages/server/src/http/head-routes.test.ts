import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fetchOnce, waitFor, writeTinyBackbone } from '@splitsight/testkit';
import { headStateSchema, parseJsonMessage } from '@splitsight/wire';
import { describe, expect, it } from 'vitest';
import { ask, filesOf, importHead } from '../testing/api.ts';
import { writeVersion } from '../testing/head-versions.ts';
import type { RunningServer } from '../testing/run-server.ts';
import { useWorkbench } from '../testing/workbench.ts';

const { start, path, head, connect, send, subscribe, watch } = useWorkbench();

const said = { by: 'ann', why: 'a test' };
const move = (server: RunningServer, version: string, what: string, body: object = {}) =>
  ask(server, `head-versions/fire/${version}/${what}`, { ...said, ...body });
const rollBack = (server: RunningServer, body: object = {}) => ask(server, 'heads/fire/rollback', { ...said, ...body });
const error = (code: string) => expect.objectContaining({ error: expect.objectContaining({ code }) });
const versionsOf = async (server: RunningServer) => {
  const { body } = await ask(server, 'head-versions');
  const { versions } = body as { versions: { version: string; state: string; source: string }[] };
  return versions.map(({ version, state, source }) => `${version} ${state} ${source}`);
};

/** Writes version `version` of the head and imports it. */
function bring(server: RunningServer, version: string, given: object = {}): Promise<string> {
  writeVersion(path(`v${version}`), path('backbone'), { version, ...given });
  return importHead(server, path(`v${version}`));
}

describe('the versions of heads', () => {
  it('are imported as drafts, look from the shadow, go live, are rolled back and retired, and everybody is told', async () => {
    const server = await start();
    const states = await subscribe(server, 'splitsight/v1/yard/head/fire/state');
    const { messages } = await watch(server);
    await send(await connect(server.mqtt), { red: 0 });
    expect(await bring(server, '2')).toBe('2');
    expect(await versionsOf(server)).toEqual(['2 draft import', '1 live configuration']);

    expect((await move(server, '2', 'shadow')).body).toMatchObject({ version: { state: 'shadow', shadow_at: ['*'] } });
    expect((await move(server, '2', 'promote')).body).toMatchObject({ version: { state: 'live', live_at: ['*'] } });
    expect(await versionsOf(server)).toEqual(['2 live import', '1 retired configuration']);
    expect((await rollBack(server)).status).toBe(200);
    expect((await move(server, '2', 'promote')).status).toBe(200);
    expect((await move(server, '2', 'retire', { force: true })).status).toBe(200);
    expect(await versionsOf(server)).toEqual(['2 retired import', '1 retired configuration']);

    const { body } = await ask(server, 'heads/fire/events');
    const { events } = body as { events: { kind: string; version: string; before: string | null; by: string }[] };
    expect(events.map(({ kind, version, before, by }) => `${kind} ${version} ${before} ${by}`)).toEqual([
      'retired 2 2 ann',
      'live 2 1 ann',
      'rollback 1 2 ann',
      'live 2 1 ann',
      'shadow 2 null ann',
      'registered 2 null ann',
      'live 1 null configuration',
      'registered 1 null configuration',
    ]);
    const shown = () =>
      messages.flatMap((one) => (one.type === 'heads' ? [one.heads.map(({ version }) => version)] : []));
    await waitFor(() => states.length === 5 && shown().length === 5);
    expect(shown()).toEqual([['1'], ['2'], ['1'], ['2'], []]);
    expect(states.map(({ text }) => parseJsonMessage(headStateSchema, text)).map(({ version }) => version)).toEqual([
      ...['1', '2', '1', '2', null],
    ]);
    expect(parseJsonMessage(headStateSchema, states[0]?.text ?? '')).toMatchObject({ state: 'live', stale: false });
    expect((await fetchOnce(`${server.http}/api/v1/heads`).then((answer) => answer.json())) as object).toEqual({
      heads: [],
    });
  });

  it('of a site are shown beside those of the others', async () => {
    const server = await start();
    await bring(server, '2');
    await move(server, '2', 'promote', { site: 'yard' });
    expect((await ask(server, 'heads')).body).toMatchObject({
      heads: [
        {
          version: '1',
          live: [
            { site: '*', version: '1' },
            { site: 'yard', version: '2' },
          ],
          shadow: [],
        },
      ],
    });
  });

  it('are registered once each, and get the next number where theirs is taken', async () => {
    const server = await start();
    const files = filesOf(head());
    const again = await ask(server, 'head-versions', { ...said, files });
    expect(again.body).toMatchObject({ is_new: false, version: { version: '1', source: 'configuration' } });
    expect(await bring(server, '1')).toBe('2');
    writeVersion(path('odd'), path('backbone'), { version: 'my best/../one' });
    expect(await importHead(server, path('odd'))).toBe('3');
  });

  it('are forgotten when they were never live', async () => {
    const server = await start();
    await bring(server, '2');
    expect((await move(server, '1', 'forget')).body).toEqual(error('REGISTRY_STATE'));
    expect((await move(server, '2', 'forget')).status).toBe(200);
    expect(await versionsOf(server)).toEqual(['1 live configuration']);
    expect(await bring(server, '2')).toBe('2');
  });

  it('are promoted by one of two operators who have seen the same', async () => {
    const server = await start();
    await bring(server, '2');
    await bring(server, '3');
    const both = await Promise.all(['2', '3'].map((version) => move(server, version, 'promote', { expect_live: '1' })));
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    expect(both.find(({ status }) => status === 409)?.body).toEqual(error('REGISTRY_CHANGED'));
    // Which of the two came first is nobody's choice.
    const first = both[0]?.status === 200 ? '2' : '3';
    expect(await versionsOf(server)).toContain(`${first} live import`);
  });

  it('are refused with a code, and nothing is changed', async () => {
    const server = await start();
    const refusals: [string, string, object | undefined, number, string][] = [
      ['an unknown version', 'head-versions/fire/9/promote', said, 404, 'REGISTRY_UNKNOWN'],
      ['an unknown version, asked for', 'head-versions/fire/9', undefined, 404, 'REGISTRY_UNKNOWN'],
      ['an unknown head', 'heads/smoke/rollback', said, 409, 'REGISTRY_NO_EARLIER'],
      ['a name that is none', 'head-versions/..%2f..%2fetc/1/promote', said, 400, 'HTTP_PATH'],
      ['nobody', 'head-versions/fire/1/retire', { by: ' ' }, 400, 'HTTP_BODY'],
      ['a site that is none', 'head-versions/fire/1/promote', { ...said, site: 'a/b' }, 400, 'HTTP_BODY'],
      ['what is live', 'head-versions/fire/1/promote', said, 409, 'REGISTRY_STATE'],
      ['the only live one', 'head-versions/fire/1/retire', said, 409, 'REGISTRY_LAST'],
      ['nothing before', 'heads/fire/rollback', said, 409, 'REGISTRY_NO_EARLIER'],
    ];
    for (const [what, url, body, status, code] of refusals) {
      expect([what, await ask(server, url, body)]).toEqual([what, { status, body: error(code) }]);
    }
    expect(await versionsOf(server)).toEqual(['1 live configuration']);
  });
});

describe('an import', () => {
  const bad: [string, (files: Record<string, string>) => Record<string, string>, string][] = [
    ['nothing', () => ({}), 'REGISTRY_FILES'],
    ['no model', ({ 'manifest.json': manifest = '' }) => ({ 'manifest.json': manifest }), 'REGISTRY_FILES'],
    ['a manifest that is none', (files) => ({ ...files, 'manifest.json': btoa('{}') }), 'MODEL_MANIFEST'],
    ['another model than the manifest says', (files) => ({ ...files, 'head.onnx': btoa('onnx') }), 'MODEL_TRUNCATED'],
    ['a way out of its folder', (files) => ({ ...files, '../x': btoa('x') }), 'HTTP_BODY'],
    ['what is not base64', (files) => ({ ...files, 'head.onnx': '§' }), 'HTTP_BODY'],
    ['more than is taken', (files) => ({ ...files, 'README.md': 'A'.repeat(11_184_812) }), 'REGISTRY_FILES'],
  ];
  it('of what is no head is refused, and nothing is left of it', async () => {
    const server = await start();
    writeVersion(path('v2'), path('backbone'));
    for (const [what, change, code] of bad) {
      const answer = await ask(server, 'head-versions', { ...said, files: change({ ...filesOf(path('v2')) }) });
      expect([what, answer]).toEqual([what, { status: 400, body: error(code) }]);
    }
    expect(await versionsOf(server)).toEqual(['1 live configuration']);
    expect(readdirSync(path('heads'))).toEqual(['fire']);
    expect(readdirSync(join(path('heads'), 'fire'))).toEqual(['1']);
  });

  it('larger than any head is refused while it comes', async () => {
    const server = await start();
    const answer = await ask(server, 'head-versions', { ...said, files: { 'head.onnx': 'A'.repeat(12_000_000) } });
    expect(answer.status).toBe(413);
  });

  it('of a head on another backbone stays a draft', async () => {
    const server = await start();
    writeTinyBackbone(path('other'), { name: 'other' });
    writeVersion(path('v2'), path('other'));
    expect(await importHead(server, path('v2'))).toBe('2');
    for (const what of ['shadow', 'promote']) {
      expect(await move(server, '2', what)).toEqual({ status: 400, body: error('REGISTRY_BACKBONE') });
    }
    expect(await versionsOf(server)).toEqual(['2 draft import', '1 live configuration']);
  });

  it('whose file is damaged later is refused when it is promoted, and what is live stays', async () => {
    const server = await start();
    await bring(server, '2');
    const file = join(path('heads'), 'fire', '2', 'head.onnx');
    const bytes = readFileSync(file);
    bytes.fill(0, 40);
    writeFileSync(file, bytes);
    expect(await move(server, '2', 'promote')).toEqual({ status: 400, body: error('MODEL_CHECKSUM') });
    expect(await versionsOf(server)).toEqual(['2 draft import', '1 live configuration']);
    expect((await ask(server, 'head-versions', { ...said, files: filesOf(path('v2')) })).body).toMatchObject({
      is_new: false,
    });
    expect((await move(server, '2', 'promote')).status).toBe(200);
  });
});
