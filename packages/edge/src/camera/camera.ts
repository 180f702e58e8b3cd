import { type BackoffSchedule, backoffDelay, type Clock, type Millis, type Service, sleep } from '@splitsight/kernel';
import type { Frame, Size } from '@splitsight/vision';
import type { WatchdogConfig } from '../config/camera.ts';
import { type CameraFailure, classifyEnd } from './failure.ts';
import { startFfmpeg } from './ffmpeg.ts';
import { createFrameCutter } from './frame-cutter.ts';
import { createFramePool } from './frame-pool.ts';
import { createRedact } from './redact.ts';
import { inputOptions, parseSource, type SourceOptions } from './source.ts';

/** What {@link createCamera} needs to know. */
export interface CameraOptions {
  readonly source: SourceOptions;
  readonly transport: 'tcp' | 'udp';
  readonly size: Size;
  readonly watchdog: WatchdogConfig;
  /** What pictures are stamped by. */
  readonly clock: Clock;
}

/** What a camera tells. */
export interface CameraListener {
  /** A picture; `capturedAt` is the moment its last byte came. The listener owns it and gives it back by `release`. */
  onFrame(frame: Frame): void;
  /** The first picture after a start. */
  onOnline(): void;
  /** Pictures have stopped, for a reason that holds no credentials. */
  onOffline(failure: CameraFailure): void;
}

/** One camera and its ffmpeg, started again whenever it fails. */
export interface Camera extends Service {
  /** How often it has been started again. */
  restarts(): number;
  /** Takes a picture back, so that its memory serves the next one. */
  release(frame: Frame): void;
}

/** Pictures for so long say that the camera works: it is not the reason why ffmpeg ended. */
const goodRun: Millis = 10_000;

/**
 * Makes a camera. Its failures never stop it and never reach anybody but its listener.
 *
 * Waits between starts double up to `max_wait_s`; a run with ten seconds of pictures counts as good, and the next
 * wait is a short one again.
 */
export function createCamera(options: CameraOptions, listener: CameraListener): Camera {
  const { size, watchdog, transport, clock } = options;
  const source = parseSource(options.source);
  const redact = createRedact(source.secrets);
  const bytes = size.width * size.height * 3;
  const pool = createFramePool(bytes);
  const stall: Millis = watchdog.stall_s * 1000;
  const schedule: BackoffSchedule = {
    first: watchdog.first_wait_s * 1000,
    max: watchdog.max_wait_s * 1000,
    factor: 2,
    jitter: 0.3,
  };
  const stopping = new AbortController();
  let restarts = 0;
  let running: Promise<void> = Promise.resolve();

  /** Watches until the stream ends, stalls or is to stop. */
  async function runOnce(signal: AbortSignal): Promise<{ failure: CameraFailure; good: boolean }> {
    let first: Millis | undefined;
    let stalled = false;
    const sink = createFrameCutter(bytes, pool, (rgb, next) => {
      if (signal.aborted) {
        pool.give(rgb);
        return next();
      }
      watch.refresh();
      if (first === undefined) listener.onOnline();
      first ??= performance.now();
      listener.onFrame({ ...size, rgb, capturedAt: clock.now() });
      next();
    });
    const began = performance.now();
    const patience = 0.9 * stall;
    // ffmpeg's own end to waiting comes first, since it can say what it was waiting for.
    const job = { input: source.input, inputOptions: inputOptions(source.kind, transport, patience), size };
    const ffmpeg = startFfmpeg({ ...job, sink, redact });
    const end = () => void ffmpeg.kill();
    const watch = setTimeout(() => {
      stalled = true;
      end();
    }, stall);
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
    const how = await ffmpeg.ended;
    clearTimeout(watch);
    signal.removeEventListener('abort', end);
    const facts = { sawFrames: first !== undefined, stalled, waitedOut: performance.now() - began >= 0.95 * patience };
    const good = first !== undefined && performance.now() - first >= Math.min(goodRun, schedule.max);
    return { failure: classifyEnd(how, facts), good };
  }

  async function runCamera(signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted; restarts++) {
      const { failure, good } = await runOnce(signal);
      if (signal.aborted) return;
      listener.onOffline(failure);
      failures = good ? 1 : failures + 1;
      await sleep(backoffDelay(schedule, failures, Math.random()), signal);
    }
  }

  return {
    start() {
      running = runCamera(stopping.signal);
      return Promise.resolve();
    },
    async stop() {
      stopping.abort();
      await running;
    },
    restarts: () => restarts,
    release: (frame) => pool.give(frame.rgb),
  };
}
