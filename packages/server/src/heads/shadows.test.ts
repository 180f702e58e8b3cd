import { waitFor } from '@splitsight/testkit';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { ask, importHead } from '../testing/api.ts';
import { writeVersion } from '../testing/head-versions.ts';
import { metric } from '../testing/observe.ts';
import type { RunningServer } from '../testing/run-server.ts';
import { useWorkbench } from '../testing/workbench.ts';

const { start, path, head, connect, send, subscribe } = useWorkbench();

/** Starts a server whose head finds red, with a version in the shadow that never does. */
async function startWithShadow(rule: object = { clear: 0, off_delay_s: 60 }): Promise<RunningServer> {
  const server = await start({ heads: [{ model: head(), rule }] });
  writeVersion(path('v2'), path('backbone'), { version: '2', red: -20 });
  await importHead(server, path('v2'));
  await ask(server, 'head-versions/fire/2/shadow', { by: 'ann' });
  return server;
}

function read(server: RunningServer, sql: string): unknown[] {
  const database = new Database(server.config.store.path, { readonly: true });
  try {
    return database.prepare(sql).all();
  } finally {
    database.close();
  }
}

describe('a version in the shadow', () => {
  it('scores what the live one scores, silently; where they disagree both scores are kept', async () => {
    const server = await startWithShadow();
    const desk = await subscribe(server, 'splitsight/v1/yard/alerts');
    const agent = await connect(server.mqtt);
    await send(agent, { red: 0, capturedAt: Date.now() - 2 });
    await send(agent, { red: 255 });
    await waitFor(() => desk.length === 1);
    // The shadow looks last.
    await waitFor(() => read(server, 'SELECT 1 FROM decisions').length === 4);
    await waitFor(() => read(server, 'SELECT 1 FROM disagreements').length === 1);
    await server.stop();
    const decisions = `SELECT version, role, ROUND(score, 1) AS score FROM decisions JOIN heads ON heads.id = head_id
      ORDER BY captured_at, role`;
    expect(read(server, decisions)).toEqual([
      { version: '1', role: 0, score: 0 },
      { version: '2', role: 1, score: 0 },
      { version: '1', role: 0, score: 1 },
      { version: '2', role: 1, score: 0 },
    ]);
    const disagreements = `SELECT site, camera, sequence, head, live_version, shadow_version, ROUND(live_score) AS live,
      ROUND(shadow_score) AS shadow FROM disagreements JOIN cameras ON cameras.id = camera_id`;
    expect(read(server, disagreements)).toEqual([
      {
        ...{ site: 'yard', camera: 'gate', sequence: 1, head: 'fire', live_version: '1', shadow_version: '2' },
        ...{ live: 1, shadow: 0 },
      },
    ]);
    expect(desk).toHaveLength(1);
  });

  it('raises nothing that the live one does not, and is not among the decisions that are counted', async () => {
    writeVersion(path('calm'), path('backbone'), { version: '1', red: -20 });
    const calm = await start({ heads: [{ model: path('calm'), rule: { clear: 0 } }] });
    const version = await importHead(calm, head());
    await ask(calm, `head-versions/fire/${version}/shadow`, { by: 'ann' });
    const desk = await subscribe(calm, 'splitsight/v1/yard/alerts');
    const agent = await connect(calm.mqtt);
    await send(agent, { red: 255 });
    await waitFor(() => read(calm, 'SELECT 1 FROM disagreements').length === 1);
    expect(await metric(calm, 'splitsight_decisions_total')).toBe(1);
    await calm.stop();
    expect(desk).toEqual([]);
    expect(read(calm, 'SELECT COUNT(*) AS n FROM disagreements')).toEqual([{ n: 1 }]);
  });
});
