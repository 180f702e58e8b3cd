import type { Frame } from '@splitsight/vision';
import { afterEach, describe, expect, it } from 'vitest';
import { createSwitchedCamera, type SwitchedCamera } from './switched.ts';

const signal = new AbortController().signal;
const turnOfEvents = () => new Promise((resolve) => setImmediate(resolve));

let switched: SwitchedCamera;
afterEach(() => switched.stop());

/** A camera whose cameras only tell what becomes of them; stopping takes a moment, as ffmpeg does. */
function open(): string[] {
  const told: string[] = [];
  let made = 0;
  switched = createSwitchedCamera(
    () => {
      const number = ++made;
      return {
        start: () => Promise.resolve(void told.push(`start ${number}`)),
        stop: () => turnOfEvents().then(() => void told.push(`stop ${number}`)),
        restarts: () => 0,
        release: (frame: Frame) => void told.push(`release ${frame.capturedAt} to ${number}`),
      };
    },
    { onOff: () => void told.push('off'), onOn: () => void told.push('on') },
  );
  return told;
}

describe('a camera with a switch', () => {
  it('is stopped when it is switched off, and made anew when it is switched on', async () => {
    const told = open();
    await switched.start(signal);
    switched.turn(false);
    switched.turn(false);
    expect(switched.isOff()).toBe(true);
    await expect.poll(() => told).toEqual(['start 1', 'stop 1', 'off']);
    switched.turn(true);
    await expect.poll(() => told.slice(3)).toEqual(['on', 'start 2']);
    expect(switched.restarts()).toBe(1);
    switched.release({ width: 1, height: 1, rgb: new Uint8Array(3), capturedAt: 7 });
    await switched.stop();
    expect(told.slice(5)).toEqual(['release 7 to 2', 'stop 2']);
  });

  it('that is off before the start says so, and starts nothing', async () => {
    const told = open();
    switched.turn(false);
    await switched.start(signal);
    expect(told).toEqual(['off']);
    await switched.stop();
    switched.turn(true);
    await turnOfEvents();
    expect(told).toEqual(['off']);
  });

  it('comes to rest as it was switched last, with one camera at most at a time', async () => {
    const told = open();
    await switched.start(signal);
    for (const on of [false, true, false, true, true]) switched.turn(on);
    await switched.stop();
    const running = told.map((word) => (word.startsWith('start') ? 1 : word.startsWith('stop') ? -1 : 0));
    for (let i = 0; i < running.length; i++) {
      expect([0, 1]).toContain(running.slice(0, i + 1).reduce<number>((sum, step) => sum + step, 0));
    }
    expect(told.at(-1)).toMatch(/^stop/);
  });
});
