import { createManualClock, fetchOnce, waitFor } from '@splitsight/testkit';
import type {
  AlertEvent,
  CameraId,
  CameraState,
  CameraView,
  ChannelFilter,
  HeadName,
  NodeId,
  SiteId,
} from '@splitsight/wire';
import { describe, expect, it } from 'vitest';
import { cameraRef } from '../flow.ts';
import { describeNotice } from '../notify/text.ts';
import { isWanted } from '../notify/wanted.ts';
import { eventsOf } from '../testing/observe.ts';
import { useWorkbench } from '../testing/workbench.ts';
import { createCameraAlerts } from './camera-alerts.ts';

const { start, connect, subscribe } = useWorkbench();

const gate = cameraRef('yard' as SiteId, 'gate' as CameraId);
const view = (state: CameraState, since = 5): CameraView => ({
  ...{ site: gate.site, camera: gate.camera, name: 'The gate', node: 'pi' as NodeId },
  ...{ state, since, reason: null, last_seen_at: null },
});

function setUp() {
  const clock = createManualClock(1_000);
  const told: AlertEvent[] = [];
  const alerts = createCameraAlerts({ clock, raise: (event) => void told.push(event) });
  return { clock, told, alerts, turns: () => told.map(({ type, after }) => `${type} ${after.head}`) };
}

describe('the alerts of cameras that lie', () => {
  it('begin with the lie and end when all is well', () => {
    const { alerts, told, turns } = setUp();
    for (const state of ['online', 'covered', 'covered', 'online'] as const) alerts.see(view(state));
    expect(turns()).toEqual(['new camera-covered', 'end camera-covered']);
    expect(told[0]?.after).toMatchObject({ state: 'active', started_at: 5, raised_at: 1_000, severity: 'alert' });
    expect(told[1]?.after).toMatchObject({ id: told[0]?.after.id, state: 'ended', ended_at: 1_000 });
  });

  it('give way to another lie', () => {
    const { alerts, turns } = setUp();
    for (const state of ['moved', 'frozen', 'disabled'] as const) alerts.see(view(state));
    expect(turns()).toEqual(['new camera-moved', 'end camera-moved', 'new camera-frozen', 'end camera-frozen']);
  });

  it('go on while the camera is away, and end with a camera that is taken down', () => {
    const { alerts, turns } = setUp();
    for (const state of ['covered', 'offline', 'covered'] as const) alerts.see(view(state));
    expect(turns()).toEqual(['new camera-covered']);
    alerts.forget(gate);
    alerts.forget(gate);
    expect(turns()).toEqual(['new camera-covered', 'end camera-covered']);
  });

  it('are taken up after a restart, and leave the others to whom they belong', () => {
    const before = setUp();
    before.alerts.see(view('defocused'));
    const ours = before.told.map(({ after }) => after);
    const others = ours.map((alert) => ({ ...alert, head: 'fire' as typeof alert.head }));
    const { alerts, turns } = setUp();
    expect(alerts.restore([...ours, ...others])).toEqual(others);
    for (const state of ['defocused', 'online'] as const) alerts.see(view(state));
    expect(turns()).toEqual(['end camera-defocused']);
  });

  it('are told by the channels that want them, in words', () => {
    const { alerts, told } = setUp();
    alerts.see(view('covered'));
    const everything = { sites: [], cameras: [], heads: [], zones: [], rules: [] };
    const filter: ChannelFilter = { ...everything, severity: 'alert', events: ['new'], trouble: true };
    const wanted = (heads: ChannelFilter['heads']) => told.map((event) => isWanted({ ...filter, heads }, event));
    expect([wanted([]), wanted(['camera-covered' as HeadName]), wanted(['fire' as HeadName])]).toEqual([
      [true],
      [true],
      [false],
    ]);
    const groups = told.map(({ after }) => ({ event: 'new' as const, count: 1, first: after, last: after }));
    const say = (language: 'en' | 'ru') =>
      describeNotice(
        { groups, troubles: [], more: { groups: 0, alerts: 0, troubles: 0 }, test: false },
        { language, timeZone: 'UTC', cameraName: () => 'The gate', publicUrl: null },
      );
    expect(say('en').title).toBe('Alert: camera covered at The gate (yard)');
    expect(say('en').lines[0]).toMatch(/^The gate \(yard\): camera covered, 01\/01\/1970/);
    expect(say('ru').title).toBe('Тревога: камера закрыта, The gate (yard)');
  });

  it('reach MQTT, home automation and the API of a real server', async () => {
    const server = await start();
    const agent = await connect(server.mqtt);
    const desk = await subscribe(server, 'splitsight/v1/yard/alerts');
    const home = await subscribe(server, 'splitsight/v1/yard/alert/gate/camera-covered');
    const say = (state: CameraState) =>
      agent.publishAsync('splitsight/v1/yard/cam/gate/status', JSON.stringify({ state, since: 5, node: 'pi' }), {
        qos: 1,
        retain: true,
      });
    await say('covered');
    await waitFor(() => desk.length === 1);
    expect(eventsOf(desk)[0]).toMatchObject({ type: 'new', after: { head: 'camera-covered', started_at: 5 } });
    await say('online');
    await waitFor(() => desk.length === 2 && home.length === 2);
    expect(home.map(({ text }) => text)).toEqual(['ON', 'OFF']);
    const answer = await fetchOnce(`${server.http}/api/v1/alerts?camera=gate`);
    expect(await answer.json()).toMatchObject({ alerts: [{ head: 'camera-covered', state: 'ended' }] });
  });
});
