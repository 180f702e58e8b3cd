import { waitFor } from '@splitsight/testkit';
import { reviewsAnswerSchema } from '@splitsight/wire';
import { describe, expect, it } from 'vitest';
import { alertsAnswerSchema } from '../http/api.ts';
import { ask } from '../testing/api.ts';
import { metric } from '../testing/observe.ts';
import type { RunningServer } from '../testing/run-server.ts';
import { useWorkbench } from '../testing/workbench.ts';

const { start, connect, send, subscribe, watch } = useWorkbench();

async function alerts(server: RunningServer, query: string) {
  return alertsAnswerSchema.parse((await ask(server, `alerts${query}`)).body).alerts;
}

describe('what would have alerted', () => {
  it('is listed as such, can be judged and computed again, and nobody is told', async () => {
    const server = await start();
    const desk = await subscribe(server, 'splitsight/v1/yard/#');
    const { messages } = await watch(server);
    const agent = await connect(server.mqtt);
    const begin = Date.now() - 600_000;
    const sendAll = async (of: { readonly mqtt: string }) => {
      const from = of === server ? agent : await connect(of.mqtt);
      for (const [n, red] of [0, 255, 255, 0, 0].entries()) {
        await send(from, { red, sequence: n, capturedAt: begin + 200 * n });
      }
    };
    await sendAll(server);
    // What it says of its end is by the frames so far.
    await waitFor(async () => (await metric(server, 'splitsight_decisions_total')) === 5);
    const [entry] = await waitFor(async () => {
      const found = await alerts(server, '?late=only');
      return found.length > 0 && found;
    });
    expect(entry).toMatchObject({ late: true, state: 'ended', raised_at: begin + 200, captured_at: begin + 200 });
    expect(await alerts(server, '')).toEqual([]);
    expect(await alerts(server, '?late=with')).toEqual([entry]);
    await waitFor(() => messages.some((one) => one.type === 'late' && one.alert.id === entry?.id));
    expect(messages.filter(({ type }) => type === 'alert')).toEqual([]);
    expect(desk.filter(({ topic, text }) => topic.endsWith('/alerts') || text === 'ON')).toEqual([]);

    const action = { kind: 'judge', verdict: 'true' };
    expect(await ask(server, 'reviews/actions', { alerts: [entry?.id], action })).toMatchObject({ status: 200 });
    const { items } = reviewsAnswerSchema.parse((await ask(server, 'reviews?late=yes')).body);
    expect(items).toMatchObject([{ alert: { id: entry?.id, late: true }, review: { verdict: { verdict: 'true' } } }]);
    expect((await ask(server, 'reviews?late=no')).body).toMatchObject({ items: [] });
    expect((await ask(server, `alerts/${entry?.id}/recompute`)).body).toMatchObject({ same: true, raises: true });
    await server.stop();

    const next = await start();
    await sendAll(next);
    await waitFor(async () => (await metric(next, 'splitsight_messages_received_total')) === 5);
    expect((await alerts(next, '?late=only')).map(({ id }) => id)).toEqual([entry?.id]);
    expect((await watch(next)).messages).toMatchObject([{ type: 'hello', alerts: [] }]);
  });
});
