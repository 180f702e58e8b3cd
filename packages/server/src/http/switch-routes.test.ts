import { fetchOnce, waitFor } from '@splitsight/testkit';
import type { CameraView } from '@splitsight/wire';
import { describe, expect, it } from 'vitest';
import { site } from '../testing/frames.ts';
import { dropped, metric } from '../testing/observe.ts';
import type { RunningServer } from '../testing/run-server.ts';
import { useWorkbench } from '../testing/workbench.ts';

const { start, connect, send, subscribe, watch, expectAlert } = useWorkbench();

const topic = (leaf: string) => `splitsight/v1/${site}/cam/gate/${leaf}`;
const status = (state: string) => JSON.stringify({ state, since: Date.now(), node: 'pi' });

async function ask(server: RunningServer, method: string, path: string, body?: object) {
  const init = body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const answer = await fetchOnce(`${server.http}/api/v1/${path}`, { method, ...init });
  // biome-ignore lint/suspicious/noExplicitAny: what is asked of it is checked
  return { status: answer.status, body: (await answer.json()) as any };
}

const turn = (server: RunningServer, enabled: boolean, camera = 'gate') =>
  ask(server, 'PUT', `sites/${site}/cameras/${camera}/enabled`, { enabled });
const gate = async (server: RunningServer): Promise<CameraView> =>
  (await ask(server, 'GET', 'cameras')).body.cameras.find(({ camera }: CameraView) => camera === 'gate');

describe('a camera', () => {
  it('is switched off for its agent, for whoever watches and in the audit, over a restart, until it is switched on', async () => {
    const first = await start();
    const agent = await connect(first.mqtt);
    await agent.publishAsync(topic('status'), status('online'), { qos: 1, retain: true });
    const states = await subscribe(first, topic('enabled/state'));
    await waitFor(() => states.length === 1);
    expect(states).toEqual([{ topic: topic('enabled/state'), text: 'ON', retain: true }]);
    const page = await watch(first);
    const { status: answered, body } = await turn(first, false);
    expect(answered).toBe(200);
    const off = { by: 'local', since: expect.any(Number) };
    expect(body.camera).toMatchObject({ camera: 'gate', state: 'online', switched_off: off });
    await turn(first, false);
    await waitFor(() => states.length === 2);
    expect(states.at(-1)?.text).toBe('OFF');
    await waitFor(() =>
      page.messages.some((message) => message.type === 'camera' && message.camera.switched_off?.by === 'local'),
    );
    // Its agent obeys, and is stopped: the camera is off all the same. One that does not obey is not let in.
    await agent.publishAsync(topic('status'), status('disabled'), { qos: 1, retain: true });
    await send(agent, { red: 255 });
    expect(await dropped(first, 'switched_off')).toBe(1);
    await waitFor(async () => {
      const { body: told } = await ask(first, 'GET', `sites/${site}/cameras/gate/coverage`);
      return told.stretches.at(-1)?.why === 'camera_disabled';
    });
    await first.stop();

    const second = await start();
    const told = await subscribe(second, topic('enabled/state'));
    await waitFor(() => told.length === 1);
    expect(told).toEqual([{ topic: topic('enabled/state'), text: 'OFF', retain: true }]);
    expect(await gate(second)).toMatchObject({ switched_off: off });
    const on = await turn(second, true);
    expect(on.body.camera).not.toHaveProperty('switched_off');
    await waitFor(() => told.at(-1)?.text === 'ON');
    await expectAlert(second);
    const { entries } = (await ask(second, 'GET', 'audit')).body;
    expect(entries).toMatchObject([
      { action: 'camera.switch', subject: `${site}/gate`, site, by: 'local', detail: { before: 'OFF', after: 'ON' } },
      { action: 'camera.switch', subject: `${site}/gate`, site, by: 'local', detail: { before: 'ON', after: 'OFF' } },
    ]);
    expect(await turn(second, false, 'nobody')).toMatchObject({
      status: 404,
      body: { error: { code: 'CAMERA_UNKNOWN' } },
    });
  });

  it('is switched over MQTT by whoever asks the server, which alone says what holds', async () => {
    const server = await start();
    const client = await connect(server.mqtt);
    await client.publishAsync(topic('status'), status('online'), { qos: 1, retain: true });
    const states = await subscribe(server, topic('enabled/state'));
    for (const word of ['off', '', '{"enabled":false}'])
      await client.publishAsync(topic('enabled/set'), word, { qos: 1 });
    await client.publishAsync(topic('enabled/set').replace('gate', 'nobody'), 'OFF', { qos: 1 });
    await client.publishAsync(topic('enabled/set'), 'OFF\n', { qos: 1 });
    await waitFor(() => states.at(-1)?.text === 'OFF');
    expect(await gate(server)).toMatchObject({ switched_off: { by: 'mqtt' } });
    expect(await metric(server, 'splitsight_switches_refused_total{reason="garbage"}')).toBe(3);
    expect(await metric(server, 'splitsight_switches_refused_total{reason="unknown_camera"}')).toBe(1);

    client.publish(topic('enabled/state'), 'ON', { qos: 1, retain: true });
    await waitFor(() => !client.connected);
    const late = await subscribe(server, topic('enabled/state'));
    await waitFor(() => late.length === 1);
    expect(late[0]?.text).toBe('OFF');
  });

  it('that its node has no longer leaves no word behind, and is still off when it is back', async () => {
    const server = await start();
    const agent = await connect(server.mqtt);
    const info = (cameras: readonly string[]) =>
      agent.publishAsync(
        `splitsight/v1/${site}/node/pi/info`,
        JSON.stringify({
          ...{ version: '1', started_at: 1, fingerprint: '0011223344556677', codec: 'u8', config_hash: 'x' },
          cameras: cameras.map((id) => ({ id, name: id })),
        }),
        { qos: 1 },
      );
    await info(['gate', 'dock']);
    await waitFor(async () => (await turn(server, false)).status === 200);
    await info(['dock']);
    await waitFor(async () => (await gate(server)) === undefined);
    const states = await subscribe(server, topic('enabled/state'));
    await info(['gate', 'dock']);
    await waitFor(() => states.length > 0);
    expect(states.map(({ text }) => text)).toEqual(['OFF']);
  });
});
