import { describe, expect, it } from 'vitest';
import { applyLive, emptyLiveState } from '../../live/live-state.ts';
import { createFakeSite } from '../../testing/fake-site.ts';
import { cutScreens, nextScreen } from './wall-screens.ts';

const site = createFakeSite({ cameras: 12 });
const { cameras } = applyLive(applyLive(emptyLiveState, site.hello(5000)), site.camera(2, { state: 'frozen' }));
const calm = () => false;

describe('the screens of the wall', () => {
  it('each show cameras of one site', () => {
    const screens = cutScreens(cameras, calm, 5);
    expect(screens.map(({ site, at, of, cameras }) => [site, at, of, cameras.length])).toEqual([
      ['harbour', 1, 2, 5],
      ['harbour', 2, 2, 3],
      ['quarry', 1, 1, 4],
    ]);
  });

  it('begin with what is in alert, then with what is in trouble', () => {
    const [first] = cutScreens(cameras, (key) => key === 'harbour/cam-07', 5);
    expect(first?.cameras.slice(0, 2).map(([key]) => key)).toEqual(['harbour/cam-07', 'harbour/cam-03']);
    expect(first?.alerting).toBe(true);
  });

  it('are turned round and round', () => {
    const screens = cutScreens(cameras, calm, 5);
    expect([0, 1, 2].map((at) => nextScreen(screens, at, 1))).toEqual([1, 2, 0]);
    expect([0, 1, 2].map((at) => nextScreen(screens, at, -1))).toEqual([2, 0, 1]);
    expect(nextScreen([], 3, 1)).toBe(0);
  });

  it('stay with the alerts while there are any', () => {
    const screens = cutScreens(cameras, (key) => key.startsWith('quarry'), 2);
    const seen = [0, 4, 5].map((at) => screens[nextScreen(screens, at, 1)]?.site);
    expect(seen).toEqual(['quarry', 'quarry', 'quarry']);
  });
});
