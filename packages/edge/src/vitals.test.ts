import { describe, expect, it } from 'vitest';
import { createVitals } from './vitals.ts';

const watchdog = { stall_s: 10, first_wait_s: 1, max_wait_s: 60 };

/** Cameras whose counts a test turns. */
function openSigns(count: number) {
  const cameras = Array.from({ length: count }, () => ({
    frames: 0,
    published: 0,
    restarts: 0,
    busy: 0,
    model: 0,
    off: false,
  }));
  const uplink = { connected: true, waiting: 0 };
  const vitals = createVitals({
    watched: cameras.map((counts) => ({
      channel: {
        get frames() {
          return counts.frames;
        },
        get published() {
          return counts.published;
        },
        dropped: { totals: () => ({ busy: counts.busy, model: counts.model }) },
      },
      camera: { restarts: () => counts.restarts, isOff: () => counts.off },
    })),
    watchdog,
    uplinkState: () => uplink,
  });
  return { cameras, uplink, vitals: (second: number) => vitals(1000 * second) };
}

describe('an agent', () => {
  it('is ready once every camera has given a picture or was tried', () => {
    const { cameras, vitals } = openSigns(2);
    const [yard, door] = cameras;
    expect(vitals(0)).toEqual({ isReady: false, isWell: true, status: '0 of 2 cameras online, uplink connected' });
    if (yard) yard.frames = 1;
    expect(vitals(1).isReady).toBe(false);
    if (door) door.restarts = 1;
    expect(vitals(2)).toEqual({ isReady: true, isWell: true, status: '1 of 2 cameras online, uplink connected' });
  });

  it('without a camera that is enabled is ready at once', () => {
    expect(openSigns(0).vitals(0).isReady).toBe(true);
  });

  it('is ready and well while a camera is switched off, for however long, and has patience when it is on again', () => {
    const { cameras, vitals } = openSigns(1);
    for (const camera of cameras) camera.off = true;
    for (let second = 0; second < 600; second += 10) {
      const status = '0 of 1 cameras online, 1 switched off, uplink connected';
      expect(vitals(second)).toEqual({ isReady: true, isWell: true, status });
    }
    for (const camera of cameras) camera.off = false;
    expect(vitals(600)).toMatchObject({ isReady: false, isWell: true });
    expect(vitals(690)).toMatchObject({ isWell: true });
    expect(vitals(800)).toMatchObject({ isWell: false });
  });

  it('is well while a camera that is off is tried again and again', () => {
    const { cameras, vitals } = openSigns(1);
    for (let second = 0; second < 600; second++) {
      for (const camera of cameras) camera.restarts = Math.floor(second / 70);
      expect(vitals(second)).toMatchObject({ isWell: true, status: '0 of 1 cameras online, uplink connected' });
    }
  });

  it('hangs when a camera neither shows pictures nor is tried again', () => {
    const { cameras, vitals } = openSigns(2);
    for (let second = 0; second <= 130; second++) {
      for (const camera of cameras.slice(1)) camera.frames++;
      const { isWell, status } = vitals(second);
      expect(isWell).toBe(second <= 100);
      if (!isWell) expect(status).toBe('1 of 2 cameras online, uplink connected, 1 cameras hang');
    }
  });

  it('hangs when pictures give way for a minute and nothing comes out of the model', () => {
    const { cameras, vitals } = openSigns(1);
    for (let second = 0; second <= 70; second++) {
      for (const camera of cameras) Object.assign(camera, { frames: second, busy: Math.floor(second / 2) });
      expect(vitals(second).isWell).toBe(second <= 61);
    }
    for (const camera of cameras) camera.published = 1;
    expect(vitals(71).isWell).toBe(true);
  });

  it('with a quiet scene and a broker that is away is well', () => {
    const { cameras, uplink, vitals } = openSigns(1);
    Object.assign(uplink, { connected: false, waiting: 7 });
    for (const camera of cameras) camera.busy = 3;
    vitals(0);
    for (const camera of cameras) camera.published = 1;
    for (let second = 1; second < 300; second++) {
      for (const camera of cameras) camera.frames = second;
      expect(vitals(second)).toMatchObject({
        isWell: true,
        status: '1 of 1 cameras online, uplink disconnected, 7 messages wait',
      });
    }
  });
});
