import { createSteppedClock } from '@splitsight/kernel';
import { fetchOnce, waitFor } from '@splitsight/testkit';
import { parseJsonMessage, timeAnswerSchema } from '@splitsight/wire';
import { describe, expect, it } from 'vitest';
import { raise } from '../testing/notify/alerts.ts';
import { useNotify } from '../testing/notify/notify-bench.ts';
import { eventsOf, metric } from '../testing/observe.ts';
import { useWorkbench } from '../testing/workbench.ts';

const hour = 3_600_000;
const { start, connect, send, subscribe, head } = useWorkbench();
const { open, endpoint } = useNotify();

/** The machine's clock, which the test sets; time passes when the test says so, or by itself. */
function openClock(passed?: () => number) {
  const state = { ahead: 0, passed: 0 };
  const monotonic = passed ?? (() => state.passed);
  const began = Date.now() - monotonic();
  const clock = createSteppedClock({ now: () => Math.round(began + monotonic()) + state.ahead }, monotonic);
  // It is watched from its first reading on.
  clock.now();
  return { state, clock };
}

describe('a server whose clock is set', () => {
  it.each([hour, -hour])('by %d ms goes on with its alert and marks nothing late', async (step) => {
    const { state, clock } = openClock();
    const server = await start({ heads: [{ model: head(), rule: { off_delay_s: 2 } }] }, { clock });
    const agent = await connect(server.mqtt);
    const desk = await subscribe(server, 'splitsight/v1/yard/alerts');
    await send(agent, { red: 255, capturedAt: clock.now() });
    await waitFor(() => desk.length === 1);

    state.ahead = step;
    // The agent does not know of it yet, then it does.
    for (const [n, behind] of [step, step, 0, 0].entries()) {
      await send(agent, { red: 255, capturedAt: clock.now() - behind });
      await waitFor(async () => (await metric(server, 'splitsight_decisions_total')) === n + 2);
      state.passed += 800;
    }
    expect(desk).toHaveLength(1);
    state.passed += 1300;
    await waitFor(() => desk.length === 2);
    const [raised, ended] = eventsOf(desk);
    expect(ended?.after).toMatchObject({ id: raised?.after.id, raised_at: raised?.after.raised_at });
    const lasted = (ended?.after.ended_at ?? 0) - (raised?.after.raised_at ?? 0);
    expect(lasted).toBeGreaterThan(2900);
    expect(lasted).toBeLessThan(20_000);

    await send(agent, { red: 255, capturedAt: clock.now() });
    await waitFor(() => desk.length === 3);
    const next = eventsOf(desk)[2]?.after.raised_at ?? 0;
    expect(next).toBe(clock.now());
    for (const mark of ['late', 'ahead'])
      expect(await metric(server, `splitsight_messages_marked_total{reason="${mark}"}`)).toBe(0);
    const answer = await fetchOnce(`${server.http}/api/v1/alerts`);
    expect(await answer.json()).toMatchObject({ alerts: [{}, {}] });
  });

  it('tells agents the time as it is now', async () => {
    const { state, clock } = openClock();
    const server = await start({}, { clock });
    const agent = await connect(server.mqtt);
    const topic = 'splitsight/v1/yard/node/pi/time';
    const answers: string[] = [];
    agent.on('message', (_topic, payload) => answers.push(payload.toString()));
    await agent.subscribeAsync(topic);
    for (const [id, ahead] of [0, hour, -hour].entries()) {
      state.ahead = ahead;
      await agent.publishAsync(`${topic}/get`, JSON.stringify({ id }));
      await waitFor(() => answers.length === id + 1);
      const answer = parseJsonMessage(timeAnswerSchema, answers[id] ?? '');
      expect(answer.id).toBe(id);
      expect(answer.answered_at).toBeGreaterThanOrEqual(answer.received_at);
      expect(answer.received_at).toBe(clock.now());
    }
    await agent.publishAsync(`${topic}/get`, 'what time is it?');
    await agent.publishAsync(`${topic}/get`, JSON.stringify({ id: 3 }));
    await waitFor(() => answers.length === 4);
  });

  it.each([hour, -hour])('by %d ms tries a message again as soon as it would have, and gives none up', async (by) => {
    const { state, clock } = openClock(() => performance.now());
    const hook = await endpoint();
    let failures = 2;
    hook.answer(() => {
      // The clock is set while a message is on its way, and waits after that.
      state.ahead = by;
      return { status: failures-- > 0 ? 503 : 204 };
    });
    const { notify, add, sent } = open({ retry_first_s: 0.3, retry_max_s: 0.5 }, { clock });
    const channel = await add({ settings: { kind: 'webhook', url: hook.url } });
    notify.onAlert(raise());
    expect(await sent(channel.id)).toMatchObject({ sent: 1, failed: 2, dead: 0 });
    expect(hook.received).toHaveLength(3);
  });
});
