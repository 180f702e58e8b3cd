import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fetchOnce, waitFor } from '@splitsight/testkit';
import { decodePicture } from '@splitsight/vision/picture';
import {
  type Alert,
  alertPicturesSchema,
  encodePictureMessage,
  hex8,
  type PictureRequestId,
  type PictureView,
  parseMessage,
  sitePoliciesSchema,
} from '@splitsight/wire';
import { describe, expect, it } from 'vitest';
import { ask } from '../testing/api.ts';
import { metric } from '../testing/observe.ts';
import { jpegOf, openPictureAgent } from '../testing/picture-agent.ts';
import type { RunningServer } from '../testing/run-server.ts';
import { useWorkbench, type WatchingPage } from '../testing/workbench.ts';

const bench = useWorkbench();
const { start, send, watch, path } = bench;

const alertsOf = ({ messages }: WatchingPage): Alert[] =>
  messages.flatMap((one) => (one.type === 'alert' && one.event.type === 'new' ? [one.event.after] : []));
const picturesOf = ({ messages }: WatchingPage): PictureView[] =>
  messages.flatMap((one) => (one.type === 'picture' ? [one.picture] : []));

async function picturesOfAlert(server: RunningServer, { id }: Pick<Alert, 'id'>) {
  const { status, body } = await ask(server, `alerts/${encodeURIComponent(id)}/pictures`);
  expect(status).toBe(200);
  return parseMessage(alertPicturesSchema, body);
}

/** Raises one alert and waits until the first word on its pictures. */
async function raise(page: WatchingPage, agent: { client: Parameters<typeof send>[0] }) {
  const capturedAt = Date.now();
  // A picture that is too large may end the connection before the frame is acknowledged.
  void send(agent.client, { red: 255, capturedAt }).catch(() => {});
  const alert = await waitFor(() => alertsOf(page).find((one) => one.captured_at === capturedAt));
  const picture = await waitFor(() => picturesOf(page).find((one) => one.alert === alert.id));
  return { alert, picture };
}

describe('pictures', () => {
  it('of an alert are asked for, kept, told of and shown: the frame, one before and one after', async () => {
    const server = await start();
    const page = await watch(server);
    const agent = await openPictureAgent(bench, server, 'on-alert');
    await waitFor(async () => (await ask(server, 'picture-policies')).status === 200);
    const { alert, picture } = await raise(page, agent);
    expect(picture).toMatchObject({ state: 'here', reason: null, site: 'yard', camera: 'gate', width: 64, height: 36 });
    await waitFor(() => picturesOf(page).length === 3);
    const { policy, pictures } = await picturesOfAlert(server, alert);
    expect(policy).toMatchObject({ policy: 'on-alert', most: 'on-alert', set: null, node: 'pi' });
    expect(pictures.map(({ offset_ms, captured_at }) => [offset_ms, (captured_at ?? 0) - alert.captured_at])).toEqual([
      [-1000, -1000],
      [0, 0],
      [1000, 1000],
    ]);
    expect(agent.asked.every((request) => request.alert === alert.id)).toBe(true);
    const shown = await fetchOnce(`${server.http}/api/v1/pictures/${pictures[1]?.id}`);
    expect(shown.status).toBe(200);
    expect(shown.headers.get('content-type')).toBe('image/jpeg');
    expect(shown.headers.get('cache-control')).toMatch(/^private/);
    expect(shown.headers.get('x-content-type-options')).toBe('nosniff');
    expect(shown.headers.get('content-security-policy')).toContain('sandbox');
    const bytes = new Uint8Array(await shown.arrayBuffer());
    expect(await decodePicture(bytes)).toMatchObject({ width: 64, height: 36 });
    expect(readdirSync(path('pictures')).sort()).toEqual(pictures.map(({ id }) => `${id}.jpg`).sort());
    const wall = await ask(server, 'pictures');
    expect(wall.body).toMatchObject({ pictures: [{ camera: 'gate', offset_ms: 1000 }] });
    expect(await metric(server, 'splitsight_pictures_total{result="here"}')).toBe(3);
  });

  it('that the policy keeps are not even asked for, and the alert says so', async () => {
    const server = await start();
    const page = await watch(server);
    const agent = await openPictureAgent(bench, server, 'never');
    const { alert, picture } = await raise(page, agent);
    expect(picture).toMatchObject({ state: 'none', reason: 'policy', bytes: 0 });
    expect(await picturesOfAlert(server, alert)).toMatchObject({
      policy: { policy: 'never', most: 'never' },
      pictures: [{ offset_ms: 0, reason: 'policy' }],
    });
    expect(await ask(server, 'cameras/yard/gate/snapshot', {})).toMatchObject({
      status: 403,
      body: { error: { code: 'PICTURE_POLICY' } },
    });
    expect(agent.asked).toEqual([]);
    const egress = await ask(server, 'egress');
    expect(egress.body).toMatchObject({ sites: ['yard'] });
    expect(JSON.stringify(egress.body)).not.toContain('"kind":"pictures"');
  });

  it('of a dead node are not waited for: the alert says that the node is offline', async () => {
    const server = await start();
    const page = await watch(server);
    const agent = await openPictureAgent(bench, server, 'on-request');
    await waitFor(() => page.messages.some((one) => one.type === 'node' && one.node.status === 'online'));
    agent.client.stream.destroy();
    await waitFor(() => page.messages.some((one) => one.type === 'node' && one.node.status === 'offline'));
    const other = await bench.connect(server.mqtt);
    const { picture } = await raise(page, { client: other });
    expect(picture).toMatchObject({ state: 'none', reason: 'offline' });
    expect(await ask(server, 'cameras/yard/gate/snapshot', {})).toMatchObject({
      status: 409,
      body: { error: { code: 'PICTURE_OFFLINE' } },
    });
    expect((await ask(server, 'cameras/yard/nowhere/snapshot', {})).status).toBe(404);
  });

  it('that never come are asked for once more, then given up', async () => {
    const server = await start({ pictures: { timeout_s: 0.2 } });
    const page = await watch(server);
    const agent = await openPictureAgent(bench, server, 'on-alert', () => {});
    const { alert } = await raise(page, agent);
    await waitFor(() => picturesOf(page).length === 3);
    expect(picturesOf(page).map(({ reason }) => reason)).toEqual(['timeout', 'timeout', 'timeout']);
    await waitFor(() => agent.asked.length >= 6);
    const ids = agent.asked.map(({ id }) => id);
    expect([ids.length, new Set(ids).size]).toEqual([6, 3]);
    expect((await picturesOfAlert(server, alert)).pictures).toHaveLength(3);
  });

  it('are asked for by a person where the policy allows that, with an entry in the audit', async () => {
    const server = await start();
    const agent = await openPictureAgent(bench, server, 'on-request');
    const { status, body } = await waitFor(async () => {
      const answer = await ask(server, 'cameras/yard/gate/snapshot', {});
      return answer.status === 201 ? answer : undefined;
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({ picture: { state: 'here', alert: null, by: 'local', captured_at: 5 } });
    expect(agent.asked.at(-1)).toMatchObject({ alert: null, at: null });
    const { body: audit } = await ask(server, 'audit');
    expect(audit).toMatchObject({ entries: [{ action: 'picture.request', subject: 'yard/gate', site: 'yard' }] });
    expect((await ask(server, 'cameras/yard/gate/pictures')).body).toMatchObject({
      policy: { policy: 'on-request' },
      pictures: [{ state: 'here' }],
    });
    await agent.state('on-alert');
    await waitFor(async () => (await ask(server, 'cameras/yard/gate/snapshot', {})).status === 403);
  });

  it('that are no pictures, of others, unasked, late or twice are counted and shown to nobody', async () => {
    const server = await start({ pictures: { timeout_s: 60 } });
    const page = await watch(server);
    const stranger = hex8<PictureRequestId>(new Uint8Array(8).fill(7));
    const jpeg = await jpegOf();
    const agent = await openPictureAgent(bench, server, 'on-alert', async (self, request) => {
      const turn = self.asked.length;
      // Not a JPEG: a text, a PNG's first bytes, a JPEG that is cut off.
      if (turn === 1) await self.answer(request, 'picture', Buffer.from('<script>alert(1)</script>'));
      if (turn === 2) await self.answer(request, 'picture', Buffer.from('89504e470d0a1a0a', 'hex'));
      if (turn === 3) await self.answer(request, 'picture', jpeg.subarray(0, 200));
      // Once more, when nobody waits any more; and what nobody asked for.
      await self.answer(request, 'picture', jpeg);
      await self.send(encodePictureMessage({ id: stranger, outcome: 'picture', capturedAt: 1, jpeg }));
      await self.send(Buffer.from('garbage'));
    });
    const { alert } = await raise(page, agent);
    await waitFor(() => picturesOf(page).length === 3);
    expect(picturesOf(page).map(({ reason }) => reason)).toEqual(['invalid', 'invalid', 'invalid']);
    await waitFor(async () => {
      const counted = (reason: string) =>
        metric(server, `splitsight_picture_messages_dropped_total{reason="${reason}"}`);
      return (await counted('unasked')) === 6 && (await counted('garbage')) === 3;
    });
    expect((await picturesOfAlert(server, alert)).pictures.every(({ state }) => state === 'none')).toBe(true);
    expect(readdirSync(path('pictures'))).toEqual([]);
    // Whatever came did leave the site.
    const egress = await ask(server, 'egress');
    expect(egress.body).toMatchObject({
      rows: expect.arrayContaining([expect.objectContaining({ kind: 'pictures' })]),
    });
  });

  it('of 40 MB cost the agent its connection, and nobody else anything', async () => {
    const server = await start({ pictures: { timeout_s: 0.3 } });
    const page = await watch(server);
    const agent = await openPictureAgent(bench, server, 'on-alert', (self) => {
      self.client.publish('splitsight/v1/yard/cam/gate/snapshot', Buffer.alloc(40_000_000), { qos: 0 }, () => {});
    });
    const { picture } = await raise(page, agent);
    expect(['timeout', 'offline']).toContain(picture.reason);
    const closed = () => metric(server, 'splitsight_mqtt_clients_closed_total{reason="oversized"}');
    await waitFor(async () => (await closed()) > 0);
    expect(await closed()).toBe(1);
    await waitFor(() => page.messages.some((one) => one.type === 'alert' && one.event.type === 'end'));
    await bench.expectAlert(server);
  });

  it('that do not fit on the disk are not kept, and alerts go on', async () => {
    const server = await start({ pictures: { min_free_mb: 10_000_000 } });
    const page = await watch(server);
    const agent = await openPictureAgent(bench, server, 'on-alert');
    const { picture } = await raise(page, agent);
    expect(picture).toMatchObject({ state: 'none', reason: 'full' });
    expect(readdirSync(path('pictures'))).toEqual([]);
    await waitFor(() => page.messages.some((one) => one.type === 'alert' && one.event.type === 'end'));
    await bench.expectAlert(server);
  });

  it('can be asked for again, where they did not come the first time', async () => {
    const server = await start();
    const page = await watch(server);
    let isGone = true;
    const agent = await openPictureAgent(bench, server, 'on-alert', (self, request) =>
      self.answer(request, isGone ? 'gone' : 'picture'),
    );
    const { alert } = await raise(page, agent);
    await waitFor(() => picturesOf(page).length === 3);
    isGone = false;
    const answer = await ask(server, `alerts/${encodeURIComponent(alert.id)}/pictures`, {});
    expect(answer).toMatchObject({ status: 200, body: { picture: { state: 'here', offset_ms: 0 } } });
    await waitFor(async () => (await picturesOfAlert(server, alert)).pictures.every(({ state }) => state === 'here'));
    expect((await picturesOfAlert(server, alert)).pictures).toHaveLength(3);
  });

  it('survive a restart; what was under way does not, and files that nobody knows are removed', async () => {
    const server = await start();
    const page = await watch(server);
    const agent = await openPictureAgent(bench, server, 'on-alert', (self, request) => {
      if (self.asked.length === 1) void self.answer(request);
    });
    const { alert } = await raise(page, agent);
    await server.stop();
    writeFileSync(join(path('pictures'), '0123456789abcdef.jpg'), 'left');
    writeFileSync(join(path('pictures'), '0123456789abcde0.jpg.part'), 'left');
    const again = await start();
    const { policy, pictures } = await picturesOfAlert(again, alert);
    expect(policy.policy).toBeNull();
    expect(pictures.map(({ reason }) => reason)).toEqual(['stopped', null, 'stopped']);
    expect(readdirSync(path('pictures'))).toEqual([`${pictures[1]?.id}.jpg`]);
    expect((await fetchOnce(`${again.http}/api/v1/pictures/${pictures[1]?.id}`)).status).toBe(200);
    expect((await fetchOnce(`${again.http}/api/v1/pictures/0123456789abcdef`)).status).toBe(404);
    expect((await fetchOnce(`${again.http}/api/v1/pictures/..%2ftest.db`)).status).toBe(400);
  });
});

describe('a policy that is set on the server', () => {
  const put = (server: RunningServer, site: string, body: object) =>
    fetchOnce(`${server.http}/api/v1/picture-policies/${site}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  it('is told to the agents, holds at once, and is told again after a restart', async () => {
    const server = await start();
    const agent = await openPictureAgent(bench, server, 'on-request');
    await waitFor(async () => (await ask(server, 'cameras/yard/gate/snapshot', {})).status === 201);
    const answer = await put(server, 'yard', { policy: 'never', revision: 0 });
    expect(answer.status).toBe(200);
    await waitFor(() => agent.set.at(-1) === 'never');
    // Before the agent has said that it knows.
    expect((await ask(server, 'cameras/yard/gate/snapshot', {})).status).toBe(403);
    const { body } = await ask(server, 'picture-policies');
    expect(parseMessage(sitePoliciesSchema, body).sites).toMatchObject([
      {
        site: 'yard',
        policy: 'never',
        revision: 1,
        changed_by: 'local',
        cameras: [{ most: 'on-request', set: 'never' }],
      },
    ]);
    expect((await ask(server, 'audit')).body).toMatchObject({
      entries: expect.arrayContaining([
        expect.objectContaining({ action: 'pictures.policy', detail: { before: null, after: 'never' } }),
      ]),
    });
    await server.stop();
    const again = await start();
    const back = await openPictureAgent(bench, again, 'on-request');
    await waitFor(() => back.set.at(-1) === 'never');
    expect(await (await put(again, 'yard', { policy: null, revision: 1 })).json()).toMatchObject({ policy: null });
    await waitFor(() => back.set.at(-1) === '');
  });

  it('is refused when somebody else has changed it, and for sites that are not known', async () => {
    const server = await start();
    await openPictureAgent(bench, server, 'on-request');
    await waitFor(async () => (await put(server, 'yard', { policy: 'on-alert', revision: 0 })).status === 200);
    const late = await put(server, 'yard', { policy: 'never', revision: 0 });
    expect(late.status).toBe(409);
    expect(await late.json()).toMatchObject({ error: { code: 'PICTURE_CHANGED' } });
    expect((await put(server, 'elsewhere', { policy: 'never', revision: 0 })).status).toBe(404);
    expect((await put(server, 'yard', { policy: 'always', revision: 1 })).status).toBe(400);
  });
});
