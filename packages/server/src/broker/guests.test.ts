import { waitFor } from '@splitsight/testkit';
import { newTokenAnswerSchema } from '@splitsight/wire';
import { expect, it } from 'vitest';
import { metric } from '../testing/observe.ts';
import { addUser, logIn } from '../testing/people.ts';
import { useWorkbench } from '../testing/workbench.ts';

const { start, connect, send } = useWorkbench();

it('MQTT over WebSocket needs an operator’s session or token, reaches what that sees, and is cut with it', async () => {
  const said: string[] = [];
  const server = await start({ heads: [], http: { login: 'required' } }, { say: (text: string) => said.push(text) });
  const once = /\w{5}(-\w{5}){3}/.exec(said.join(''))?.[0] ?? '';
  const admin = await logIn(server, 'admin', once, 'a ladder against the wall');
  const url = `${server.http.replace('http', 'ws')}/mqtt`;
  await expect(connect(url)).rejects.toMatchObject({ code: 5 });
  const viewer = await addUser(server, admin, { name: 'vera', role: 'viewer', places: null });
  await expect(connect(url, { wsOptions: { headers: viewer.headers } })).rejects.toMatchObject({ code: 5 });

  const yard = [{ site: 'yard', cameras: null }];
  const operator = await addUser(server, admin, { name: 'ole', role: 'operator', places: yard });
  const camera = await connect(url, { wsOptions: { headers: operator.headers } });
  await send(camera, { red: 0 });
  await waitFor(async () => (await metric(server, 'splitsight_messages_received_total')) === 1);
  const elsewhere = await connect(url, { wsOptions: { headers: operator.headers } });
  const dropped = new Promise<void>((resolve) => elsewhere.once('close', () => resolve()));
  elsewhere.publish('splitsight/v1/harbour/cam/crane/status', '{}');
  await dropped;

  const made = await operator.ask('POST', '/api/v1/me/tokens', { name: 'agent', role: 'operator' });
  const { secret, token } = newTokenAnswerSchema.parse(made.body);
  const agent = await connect(url, { username: 'agent', password: secret });
  await send(agent, { red: 0 });
  await waitFor(async () => (await metric(server, 'splitsight_messages_received_total')) === 2);
  const gone = new Promise<void>((resolve) => agent.once('close', () => resolve()));
  await operator.ask('DELETE', `/api/v1/me/tokens/${token.id}`);
  await gone;
  expect(camera.connected).toBe(true);
});
