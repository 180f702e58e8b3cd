import { type HeadManifest, writeHead } from '@splitsight/inference';
import { createManualClock, waitFor, writeTinyHead } from '@splitsight/testkit';
import type { Trouble } from '@splitsight/wire';
import { describe, expect, it } from 'vitest';
import { ask, importHead } from '../testing/api.ts';
import { writeVersion } from '../testing/head-versions.ts';
import { dropped, eventsOf } from '../testing/observe.ts';
import type { RunningServer } from '../testing/run-server.ts';
import { useWorkbench } from '../testing/workbench.ts';

const { start, path, head, connect, send, subscribe } = useWorkbench();

/** Writes a head that works until it sees red: what is infinite minus itself is no number. */
function writeBroken(folder: string, version: string): HeadManifest {
  const dims = 8;
  return writeHead(folder, {
    ...{ name: 'fire', backbone: path('backbone'), codec: 'u8', form: 'plain' },
    ...{ classes: ['normal', 'fire'], positive: 1 },
    layers: {
      output: { weights: Array.from({ length: 2 * dims }, (_, i) => (i === 7 ? 3e38 : 0)), bias: [3e38, 0] },
    },
    facts: { version, licence: 'Apache-2.0', source: 'a test', figures: [] },
  });
}

/** A server whose clock moves on while it is waited for troubles. */
function watchTroubles(server: RunningServer, clock: ReturnType<typeof createManualClock>) {
  const list = async () => ((await ask(server, 'troubles')).body as { troubles: Trouble[] }).troubles;
  return {
    list,
    /** Lets a quarter of a second pass between two looks, and does something at each. */
    until: (isSo: (troubles: readonly Trouble[]) => boolean, meanwhile: () => Promise<unknown> = async () => {}) =>
      waitFor(async () => {
        clock.advance(250);
        await meanwhile();
        const troubles = await list();
        return isSo(troubles) && troubles;
      }),
  };
}

const notify = { trouble_after_s: 1 };

describe('a head that breaks while it works', () => {
  it('is told as a trouble until a good version takes over; the other heads decide meanwhile', async () => {
    writeBroken(path('broken'), '1');
    writeTinyHead(path('smoke'), path('backbone'), { name: 'smoke' });
    const clock = createManualClock(Date.now());
    const rule = { off_delay_s: 0.5 };
    const heads = ['broken', 'smoke'].map((name) => ({ model: path(name), rule }));
    const server = await start({ heads, notify }, { clock });
    const troubles = watchTroubles(server, clock);
    const desk = await subscribe(server, 'splitsight/v1/yard/alerts');
    const alerts = () => eventsOf(desk).map(({ after }) => `${after.head} ${after.head_version}`);
    const agent = await connect(server.mqtt);
    const see = (red: number) => send(agent, { red, capturedAt: clock.now() });

    await see(0);
    expect(await dropped(server, 'head_failed')).toBe(0);
    await see(255);
    await waitFor(() => desk.length > 0);
    expect(alerts()).toEqual(['smoke 1']);
    expect(await dropped(server, 'head_failed')).toBe(1);

    const [trouble] = await troubles.until(
      (all) => all.length > 0,
      () => see(255),
    );
    expect(trouble).toMatchObject({ kind: 'head-failed', head: 'fire', camera: null });
    expect(trouble?.reason).toMatch(/^1: HEAD_FAILED: .*no numbers/);
    expect(new Set(alerts())).toEqual(new Set(['smoke 1']));

    writeVersion(path('v2'), path('backbone'), { version: '2' });
    await importHead(server, path('v2'));
    expect((await ask(server, 'head-versions/fire/2/promote', { by: 'ann', why: 'a test' })).status).toBe(200);
    await troubles.until(
      (all) => all.length === 0,
      () => see(255),
    );
    await waitFor(() => alerts().includes('fire 2'));
  });

  it('in the shadow is told by itself, so that a live one that fails later is told, too', async () => {
    writeBroken(path('v2'), '2');
    const clock = createManualClock(Date.now());
    const server = await start({ heads: [{ model: head(), rule: {} }], notify }, { clock });
    const troubles = watchTroubles(server, clock);
    await importHead(server, path('v2'));
    expect((await ask(server, 'head-versions/fire/2/shadow', { by: 'ann' })).status).toBe(200);
    const agent = await connect(server.mqtt);
    const [trouble] = await troubles.until(
      (all) => all.length > 0,
      () => send(agent, { red: 255, capturedAt: clock.now() }),
    );
    expect(trouble).toMatchObject({ kind: 'head-failed', head: 'fire' });
    expect(trouble?.reason).toMatch(/^in the shadow: 2: HEAD_FAILED: .*no numbers/);
    expect(await troubles.list()).toHaveLength(1);
    expect(await dropped(server, 'head_failed')).toBe(0);
    await troubles.until((all) => all.length === 0);
  });
});
