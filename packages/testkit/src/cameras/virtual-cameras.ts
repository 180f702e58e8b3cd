import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Millis, sleep } from '@splitsight/kernel';
import { testkitError } from '../errors.ts';
import { createScene, type Disturbance, type EventKind, type Scene } from '../scene/index.ts';
import type { FrameCounts, FromHost, HostedCamera, ToHost } from './host-messages.ts';

/** A camera to open. */
export interface VirtualCamera {
  /** The last part of its URL. */
  readonly path: string;
  /** Decides what it sees, where there is no `scene`; default 1. */
  readonly seed?: number;
  /** What it sees. Its events count from the moment the camera is opened. */
  readonly scene?: Scene;
  /** Even; default 640. */
  readonly width?: number;
  /** Even; default 360. */
  readonly height?: number;
  /** Default 15. */
  readonly fps?: number;
  /** With a user, only clients that know the password are let in. */
  readonly user?: string;
  readonly password?: string;
}

/** Cameras that serve H.264 over real RTSP, to any number of clients, over TCP and UDP. */
export interface VirtualCameras {
  /** rtsp://127.0.0.1:port/path, with the camera's user and password if it has them. */
  url(path: string): string;
  /**
   * Lets an event begin in the next frame.
   *
   * @returns `handedAt`, Date.now() just before the first frame that shows the event went into the encoder's pipe.
   * @throws CodedError TESTKIT_RTSP_FAILED when the cameras fail or are closed before that, or when 64 events happen already.
   */
  trigger(
    path: string,
    kind: EventKind,
    options?: { readonly duration_ms?: Millis; readonly size?: 'grow' | 'full' },
  ): Promise<{ readonly handedAt: Millis }>;
  /** Sends no more frames; connections stay open. */
  pause(path: string): void;
  resume(path: string): void;
  /** Makes what the camera sends from now on not what is there; null ends that. */
  disturb(path: string, how: Disturbance | null): void;
  /** Closes the connections of everybody who watches this camera; they may come back at once. */
  drop(path: string): void;
  /** Frames sent and left out since the start, by path. */
  counts(): Promise<Readonly<Record<string, FrameCounts>>>;
  /** Ends the cameras and every process of theirs. */
  close(): Promise<void>;
}

/**
 * Opens virtual cameras. They render in a process of their own and keep their beat by a monotonic clock: when the machine
 * is late, frames are left out and counted, never queued.
 *
 * @throws CodedError TESTKIT_RTSP_MISSING when Debian's packages are not installed, TESTKIT_RTSP_FAILED.
 */
export async function openVirtualCameras(options: {
  readonly cameras: readonly VirtualCamera[];
}): Promise<VirtualCameras> {
  const cameras = options.cameras.map(withDefaults);
  const host = spawnHost();
  const ended = new Promise<void>((resolve) => host.once('exit', () => resolve()));
  const waiting = new Map<number, { done(message: FromHost): void; fail(error: Error): void }>();
  let failure: Error | undefined;
  let nextId = 1;
  const fail = (error: Error) => {
    failure ??= error;
    for (const { fail } of waiting.values()) fail(failure);
    waiting.clear();
  };
  const tell = (message: ToHost) => {
    if (host.connected) host.send(message, () => undefined);
  };
  const ask = (id: number, message: ToHost): Promise<FromHost> =>
    new Promise((done, reject) => {
      if (failure) return reject(failure);
      waiting.set(id, { done, fail: reject });
      tell(message);
    });
  host.once('error', (error) => fail(testkitError('TESTKIT_RTSP_FAILED', error.message, error)));
  host.once('exit', (code, signal) => fail(testkitError('TESTKIT_RTSP_FAILED', `closed (${code ?? signal})`)));
  host.on('message', (message: FromHost) => {
    if (message.type === 'failed') {
      return fail(testkitError(message.missing ? 'TESTKIT_RTSP_MISSING' : 'TESTKIT_RTSP_FAILED', message.what));
    }
    const id = message.type === 'ready' ? 0 : message.id;
    waiting.get(id)?.done(message);
    waiting.delete(id);
  });
  const close = async () => {
    if (host.connected) host.disconnect();
    const patience = new AbortController();
    await Promise.race([ended, sleep(20_000, patience.signal).then(() => host.kill('SIGKILL'))]);
    patience.abort();
    await ended;
  };

  let port = 0;
  try {
    const ready = await ask(0, { type: 'open', cameras });
    if (ready.type === 'ready') port = ready.port;
  } catch (error) {
    await close();
    throw error;
  }
  const find = (path: string) => {
    const camera = cameras.find((camera) => camera.path === path);
    if (!camera) throw testkitError('TESTKIT_RTSP_FAILED', `there is no camera "${path}"`);
    return camera;
  };
  return {
    url(path) {
      const { user, password = '' } = find(path);
      const login = user === undefined ? '' : `${encodeURIComponent(user)}:${encodeURIComponent(password)}@`;
      return `rtsp://${login}127.0.0.1:${port}/${path}`;
    },
    async trigger(path, kind, options = {}) {
      const id = nextId++;
      const answer = await ask(id, { type: 'trigger', id, path: find(path).path, kind, ...options });
      if (answer.type !== 'handed') throw testkitError('TESTKIT_RTSP_FAILED', `too many events at "${path}"`);
      return { handedAt: answer.handedAt };
    },
    pause: (path) => tell({ type: 'pause', path }),
    resume: (path) => tell({ type: 'resume', path }),
    disturb: (path, how) => tell({ type: 'disturb', path, how }),
    drop: (path) => tell({ type: 'drop', path }),
    async counts() {
      const id = nextId++;
      const answer = await ask(id, { type: 'count', id });
      return answer.type === 'counts' ? answer.counts : {};
    },
    close,
  };
}

function withDefaults(camera: VirtualCamera): HostedCamera {
  const { seed = 1, scene = createScene(seed), width = 640, height = 360, fps = 15, path, user, password } = camera;
  const login = user === undefined ? {} : { user, password: password ?? '' };
  return { path, scene, width, height, fps, ...login };
}

function spawnHost(): ChildProcess {
  const isSource = import.meta.url.endsWith('.ts');
  const file = fileURLToPath(new URL(`./camera-host.${isSource ? 'ts' : 'js'}`, import.meta.url));
  return spawn(process.execPath, [...(isSource ? sourceLoader() : []), file], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
}

/** What Node needs to run the sources as they are: only a checkout does. */
function sourceLoader(): string[] {
  const tsx = createRequire(import.meta.url).resolve('tsx');
  return ['--import', pathToFileURL(tsx).href, '--conditions', 'splitsight-source'];
}
