import { isCodedError, messageOf } from '@splitsight/kernel';
import { type CameraLoop, createCameraLoop } from './camera-loop.ts';
import type { FromHost, HostedCamera, ToHost } from './host-messages.ts';
import { openRtspProcess, type RtspProcess } from './rtsp-process.ts';

// The process that renders: started by virtual-cameras.ts, it lives as long as its channel to there.

const loops = new Map<string, CameraLoop>();
let rtsp: RtspProcess | undefined;
let closing = false;

process.on('SIGINT', () => undefined); // Ctrl-C reaches the whole group; the starter closes the cameras in its order.
process.on('disconnect', () => void close());
process.on('message', (message: ToHost) => void obey(message));

async function obey(message: ToHost): Promise<void> {
  switch (message.type) {
    case 'open':
      return open(message.cameras).catch((error: unknown) => fail(error));
    case 'trigger': {
      const { id } = message;
      const loop = loops.get(message.path);
      const taken = loop?.trigger(message.kind, message, (handedAt) => tell({ type: 'handed', id, handedAt }));
      if (!taken) tell({ type: 'refused', id });
      return;
    }
    case 'pause':
    case 'resume':
      loops.get(message.path)?.setPaused(message.type === 'pause');
      return;
    case 'disturb':
      loops.get(message.path)?.disturb(message.how);
      return;
    case 'drop':
      rtsp?.drop(message.path);
      return;
    case 'count': {
      const counts = Object.fromEntries([...loops].map(([path, loop]) => [path, loop.counts()]));
      tell({ type: 'counts', id: message.id, counts });
      return;
    }
  }
}

async function open(cameras: readonly HostedCamera[]): Promise<void> {
  const server = await openRtspProcess(cameras);
  rtsp = server;
  if (closing) return server.close();
  void server.ended.then((what) => {
    if (!closing) fail(what);
  });
  for (const [index, camera] of cameras.entries()) {
    const pipe = server.pipes[index];
    if (!pipe) throw new Error('a camera without a pipe');
    loops.set(camera.path, createCameraLoop(camera, pipe, (index * 1000) / camera.fps / cameras.length));
  }
  for (const loop of loops.values()) loop.start();
  tell({ type: 'ready', port: server.port });
}

function fail(reason: unknown): void {
  for (const loop of loops.values()) loop.stop();
  const missing = isCodedError(reason, 'TESTKIT_RTSP_MISSING');
  tell({ type: 'failed', missing, what: messageOf(reason) });
}

function tell(message: FromHost): void {
  if (process.connected) process.send?.(message);
}

async function close(): Promise<void> {
  closing = true;
  for (const loop of loops.values()) loop.stop();
  await rtsp?.close();
  process.exit(0);
}
