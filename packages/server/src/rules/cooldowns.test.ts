import { fetchOnce, waitFor } from '@splitsight/testkit';
import type { SuppressedView } from '@splitsight/wire';
import { expect, it } from 'vitest';
import { featuresTopic, site } from '../testing/frames.ts';
import { eventsOf } from '../testing/observe.ts';
import type { RunningServer } from '../testing/run-server.ts';
import { useWorkbench } from '../testing/workbench.ts';

const { start, connect, frame, subscribe } = useWorkbench();

const at = (camera: string) => featuresTopic.replace('gate', camera);

async function suppressed(server: RunningServer): Promise<string[]> {
  const answer = await fetchOnce(`${server.http}/api/v1/suppressed`);
  const { newest } = (await answer.json()) as { newest: SuppressedView[] };
  return newest.map(({ camera, reason }) => `${camera} ${reason}`);
}

it('cooldowns go on over a restart of the server: at the camera, and at others', async () => {
  const first = await start();
  await fetchOnce(`${first.http}/api/v1/rules`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      rule: { id: 'red', name: 'Red', head: 'fire', off_delay_s: 0.5, cooldown_s: 600, global_cooldown_s: 600 },
    }),
  });
  const desk = await subscribe(first, `splitsight/v1/${site}/alerts`);
  const agent = await connect(first.mqtt);
  await agent.publishAsync(at('gate'), frame({ red: 255 }), { qos: 1 });
  await waitFor(() => eventsOf(desk).some(({ type }) => type === 'end'));
  await first.stop();

  const second = await start();
  const later = await subscribe(second, `splitsight/v1/${site}/alerts`);
  const again = await connect(second.mqtt);
  await again.publishAsync(at('gate'), frame({ red: 255 }), { qos: 1 });
  await waitFor(async () => (await suppressed(second)).length === 1);
  await again.publishAsync(at('dock'), frame({ red: 255 }), { qos: 1 });
  await waitFor(async () => (await suppressed(second)).length === 2);
  expect(await suppressed(second)).toEqual(['dock global_cooldown', 'gate cooldown']);
  expect(eventsOf(later)).toEqual([]);
});
