import type { LiveMessage } from '@splitsight/wire';
import { describe, expect, it } from 'vitest';
import { alertView, createFakeSite } from '../testing/fake-site.ts';
import { applyLive, emptyLiveState, type LiveState, maxCameras } from './live-state.ts';

const site = createFakeSite({ cameras: 3, heads: 2 });

function stateAfter(...messages: readonly LiveMessage[]): LiveState {
  return messages.reduce(applyLive, emptyLiveState);
}

describe('a hello', () => {
  it('fills the page, cameras in the order of their names', () => {
    const live = stateAfter(site.hello(5000));
    expect([...live.cameras.values()].map((camera) => camera.name)).toEqual([
      'Fuel store',
      'Loading bay',
      'North gate',
    ]);
    expect([...live.nodes.keys()]).toEqual(['harbour/gate-pi']);
    expect(live.heads.map((head) => head.name)).toEqual(['fire', 'intruder']);
    expect(live.version).toBe('0.1.0');
  });

  it('replaces what an earlier one said', () => {
    const live = stateAfter(site.hello(5000), createFakeSite({ cameras: 1 }).hello(6000));
    expect([...live.cameras.keys()]).toEqual(['harbour/cam-01']);
    expect(live.heads).toHaveLength(1);
  });

  it('announces nothing when the page opens, and after a gap only what is new and active', () => {
    const known = alertView(0, 1000);
    const missed = alertView(1, 2000);
    const over = alertView(2, 2500, { state: 'ended', ended_at: 2600 });
    const opened = stateAfter(site.hello(5000, { alerts: [known] }));
    expect(opened.calls.count).toBe(0);
    const returned = applyLive(opened, site.hello(9000, { alerts: [over, missed, known] }));
    expect(returned.calls).toMatchObject({ count: 1, alerts: [missed] });
  });

  it('clears the server’s last complaint', () => {
    expect(stateAfter({ type: 'error', code: 'X', message: 'y' }).complaint).toEqual({ code: 'X', message: 'y' });
    expect(stateAfter({ type: 'error', code: 'X', message: 'y' }, site.hello(1)).complaint).toBeNull();
  });
});

describe('the heads', () => {
  it('are replaced when one goes live in another version', () => {
    const opened = stateAfter(site.hello(5000));
    const [head] = opened.heads;
    if (!head) throw new Error('no head');
    const live = applyLive(opened, { type: 'heads', heads: [{ ...head, version: '2' }] });
    expect(live.heads.map(({ name, version }) => `${name} ${version}`)).toEqual(['fire 2']);
    expect(live.cameras).toBe(opened.cameras);
  });
});

describe('a camera', () => {
  it('is changed in its place', () => {
    const live = stateAfter(site.hello(5000), site.camera(1, { state: 'frozen', reason: 'CAMERA_FROZEN' }));
    expect([...live.cameras.keys()]).toEqual(['harbour/cam-03', 'harbour/cam-02', 'harbour/cam-01']);
    expect(live.cameras.get('harbour/cam-02')?.state).toBe('frozen');
  });

  it('that is new stands where its name belongs', () => {
    const live = stateAfter(site.hello(5000), site.camera(9, { site: 'harbour', name: 'Inner yard' }));
    expect([...live.cameras.values()].map((camera) => camera.name)).toEqual([
      'Fuel store',
      'Inner yard',
      'Loading bay',
      'North gate',
    ]);
  });

  it('beyond the limit is not taken in', () => {
    const full = stateAfter(createFakeSite({ cameras: maxCameras + 5 }).hello(5000));
    expect(full.cameras.size).toBe(maxCameras);
    expect(applyLive(full, site.camera(5000, {})).cameras.size).toBe(maxCameras);
  });
});

describe('decisions', () => {
  it('tell which heads score a camera, and change nothing the second time', () => {
    const live = stateAfter(site.hello(5000), site.decisions(5100));
    expect(live.scored.get('harbour/cam-01')).toEqual(['fire', 'intruder']);
    expect(applyLive(live, site.decisions(5200))).toBe(live);
  });

  it('of cameras that nobody named are passed over', () => {
    expect(stateAfter(site.decisions(5100))).toBe(emptyLiveState);
  });

  it('add up what the server left out', () => {
    const dropped = (count: number): LiveMessage => ({ type: 'decisions', items: [], dropped: count });
    expect(stateAfter(dropped(3), dropped(4)).dropped).toBe(7);
  });
});

describe('an alert', () => {
  it('is listed and called out when it is new', () => {
    const live = stateAfter(site.hello(5000), site.alert('new', 1, 6000));
    expect(live.alerts.map(({ alert }) => alert.camera)).toEqual(['cam-02']);
    expect(live.calls).toMatchObject({ count: 1, alerts: [{ camera: 'cam-02' }] });
  });

  it('is updated and ended in its place, quietly', () => {
    const live = stateAfter(
      site.hello(5000),
      site.alert('new', 1, 6000),
      site.alert('new', 2, 6500),
      site.alert('update', 1, 6000, { peak: 0.99 }),
      site.alert('end', 1, 6000, { state: 'ended', ended_at: 9000 }),
    );
    expect(live.alerts.map(({ alert }) => [alert.camera, alert.state])).toEqual([
      ['cam-03', 'active'],
      ['cam-02', 'ended'],
    ]);
    expect(live.calls.count).toBe(2);
  });

  it('of the severity detection is listed and not called out', () => {
    const live = stateAfter(site.hello(5000), site.alert('new', 1, 6000, { severity: 'detection' }));
    expect(live.alerts).toHaveLength(1);
    expect(live.calls.count).toBe(0);
  });
});

describe('a pong', () => {
  it('changes nothing', () => {
    expect(stateAfter({ type: 'pong', t: 1, server_time: 2 })).toBe(emptyLiveState);
  });
});
