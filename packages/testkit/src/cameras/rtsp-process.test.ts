import { expect, test } from 'vitest';
import { createScene } from '../scene/index.ts';
import { openRtspProcess } from './rtsp-process.ts';

const cameras = [{ path: 'a', scene: createScene(1), width: 160, height: 90, fps: 5 }];

// `-S` hides Debian's packages from Python, as if they were not installed.
test.each([
  [['/nonexistent/python3'], 'ENOENT'],
  [['/usr/bin/python3', '-S'], "No module named 'gi'"],
] as const)('without what it needs (%j), the server names the packages to install', async (python, reason) => {
  await expect(openRtspProcess(cameras, python)).rejects.toMatchObject({
    code: 'TESTKIT_RTSP_MISSING',
    message: expect.stringMatching(new RegExp(`apt-get install .*gir1.2-gst-rtsp-server-1.0.*${reason}`)),
  });
});

test('the server closes by itself when its pipes and commands end, and says why it ended', async () => {
  const server = await openRtspProcess(cameras);
  expect(server.port).toBeGreaterThan(0);
  expect(server.pipes).toHaveLength(1);
  await server.close();
  expect(await server.ended).toBe('exit 0');
});
