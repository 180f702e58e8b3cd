import { fileURLToPath } from 'node:url';
import { loadConfigFile, parseConfig } from '@splitsight/kernel/node';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { edgeConfigSchema } from './schema.ts';

const example = fileURLToPath(new URL('../../../../deploy/edge.example.yaml', import.meta.url));
const least = { site: 'home', node: 'edge-1', cameras: [{ id: 'yard', url: 'rtsp://192.168.1.20/stream1' }] };
const parse = (extra: object) => parseConfig(JSON.stringify({ ...least, ...extra }), edgeConfigSchema, 'edge.yaml');
const withCamera = (camera: object) => parse({ cameras: [{ id: 'yard', url: 'rtsp://host/x', ...camera }] });

describe('the configuration', () => {
  test('has an example file that spells out every default', () => {
    const spelled = loadConfigFile(example, z.unknown());
    expect(spelled).toEqual(edgeConfigSchema.parse(least));
    expect(loadConfigFile(example, edgeConfigSchema)).toEqual(spelled);
  });

  test.each([
    ['gaze.idel_fps: unknown key, did you mean "idle_fps"?', { gaze: { idel_fps: 1 } }],
    ['broker.user: unknown key', { broker: { user: 'x' } }],
    [
      'cameras.0.transprt: unknown key, did you mean "transport"?',
      { cameras: [{ ...least.cameras[0], transprt: 'udp' }] },
    ],
    [
      'cameras.1.id: "a" is taken',
      {
        cameras: [
          { id: 'a', url: 'x' },
          { id: 'a', url: 'y' },
        ],
      },
    ],
    ['cameras', { cameras: [] }],
    ['cameras.0.id', { cameras: [{ id: 'Front Door', url: 'x' }] }],
    ['broker.url: give an address', { broker: { url: 'http://x' } }],
    ['broker.url: write user and password', { broker: { url: 'mqtt://u:secret@x' } }],
    ['gaze.regions', { gaze: { regions: [] } }],
    ['gaze.regions.1', { gaze: { regions: ['global', 'tile'] } }],
    ['gaze.regions: name each once', { gaze: { regions: ['tiles', 'tiles'] } }],
    ['cameras.0.gaze.regions.0', { cameras: [{ ...least.cameras[0], gaze: { regions: ['patch'] } }] }],
    ['capture.width', { capture: { width: 5 } }],
  ])('is refused with "%s"', (message, extra) => {
    expect(() => parse(extra)).toThrow(message);
  });

  test.each([
    'ftp://host/x',
    'rtsp://u:p@ss#w/wd@host/x',
    'rtsp://u:pa/ss@host/x',
    'rtsp://u:pa?ss@host/x',
    'rtsp://[bad/x',
  ])('refuses the address %s without repeating it', (url) => {
    let message = '';
    try {
      withCamera({ url });
    } catch (error) {
      message = String(error);
    }
    expect(message).toContain('cameras.0.url');
    expect(message).not.toMatch(/host|bad|ss@|wd/);
  });

  test.each([
    { url: 'rtsp://user:p%40ss%2F@host:554/h264?channel=1&subtype=0' },
    { url: 'rtsp://host/x', username: 'u', password: 'p@ss#w/rd?' },
    { url: 'rtsp://host/live/%40home' },
    { url: '/dev/video0' },
    { url: 'clips/yard 1.mp4' },
    { url: 'https://host/video.mjpg' },
  ])('takes the camera %j', (camera) => {
    expect(withCamera(camera).cameras[0]).toMatchObject(camera);
  });

  test('a user that is given twice is refused', () => {
    expect(() => withCamera({ url: 'rtsp://a:b@host/x', username: 'c' })).toThrow('the user is given twice');
  });

  test('a camera says only what differs', () => {
    const [camera] = withCamera({ gaze: { idle_fps: 2 }, capture: { width: 320 } }).cameras;
    expect(camera?.gaze).toEqual({ idle_fps: 2 });
    expect(camera?.capture).toEqual({ width: 320 });
  });

  test('describes every key', () => {
    const undescribed: string[] = [];
    const shape = z.looseObject({
      properties: z.record(z.string(), z.unknown()).optional(),
      items: z.unknown().optional(),
    });
    const visit = (node: unknown, path: string) => {
      const { properties, items } = shape.parse(node);
      for (const [key, child] of Object.entries(properties ?? {})) {
        if (!z.object({ description: z.string().min(10) }).safeParse(child).success) undescribed.push(`${path}.${key}`);
        visit(child, `${path}.${key}`);
      }
      if (items) visit(items, `${path}[]`);
    };
    visit(z.toJSONSchema(edgeConfigSchema, { io: 'input' }), '');
    expect(undescribed).toEqual([]);
  });
});
