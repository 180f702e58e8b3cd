import { waitFor, writeTinyHead, writeTinyVariant } from '@splitsight/testkit';
import type { Fingerprint } from '@splitsight/wire';
import { expect, it } from 'vitest';
import { dropped, metric } from './testing/observe.ts';
import { useWorkbench } from './testing/workbench.ts';

const { start, connect, send, subscribe, path } = useWorkbench();

it('a head takes the vectors of a variant that its manifest lists, and the alert names the variant', async () => {
  const listed = writeTinyVariant(path('backbone')).variants?.[0]?.fingerprint ?? ('' as Fingerprint);
  writeTinyHead(path('both'), path('backbone'), { accepts: listed });
  const server = await start({ heads: [{ model: path('both'), rule: { off_delay_s: 0.5 } }] });
  const desk = await subscribe(server, 'splitsight/v1/yard/alerts');
  const agent = await connect(server.mqtt);
  await send(agent, { red: 255, from: listed });
  await waitFor(() => desk.length > 0);
  expect(JSON.parse(desk[0]?.text ?? '')).toMatchObject({ type: 'new', after: { fingerprint: listed } });
  expect(await dropped(server, 'fingerprint')).toBe(0);

  await send(agent, { red: 255, from: 'feedfeedfeedfeed' as Fingerprint });
  await waitFor(async () => (await dropped(server, 'fingerprint')) === 1);
  expect(await metric(server, 'splitsight_decisions_total')).toBe(1);
});

it('a head that was not measured on a variant refuses its vectors', async () => {
  const unlisted = writeTinyVariant(path('backbone')).variants?.[0]?.fingerprint ?? ('' as Fingerprint);
  const server = await start();
  const agent = await connect(server.mqtt);
  await send(agent, { red: 255, from: unlisted });
  await waitFor(async () => (await dropped(server, 'fingerprint')) === 1);
  expect(await metric(server, 'splitsight_decisions_total')).toBe(0);
});
