import { ChildProcess, execFile } from 'node:child_process';
import type { Writable } from 'node:stream';
import { promisify } from 'node:util';
import { type Millis, messageOf } from '@splitsight/kernel';
import type { Size } from '@splitsight/vision';
import Ffmpeg from 'fluent-ffmpeg';
import { edgeError } from '../errors.ts';
import type { FfmpegEnd } from './failure.ts';
import type { Redact } from './redact.ts';

/** What to decode, and where the pictures go. */
export interface FfmpegJob {
  /** What stands behind `-i`. */
  readonly input: string;
  readonly inputOptions: readonly string[];
  /** The pictures come scaled to this size, RGB, 8 bits a channel. */
  readonly size: Size;
  /** Pictures a second, evenly spaced; every picture as it comes when left out. */
  readonly fps?: number;
  readonly sink: Writable;
  readonly redact: Redact;
}

/** A running ffmpeg. */
export interface FfmpegProcess {
  /** Settles when the process is gone. Never rejects. */
  readonly ended: Promise<FfmpegEnd>;
  /** Asks it to end, makes it end after `patience`, and waits until it is gone. */
  kill(patience?: Millis): Promise<void>;
}

const tailLines = 12;
const tailWidth = 300;
/** Said of pictures that follow each other too closely; raw video has no times, and every picture comes through. */
const harmless = /non monotonically increasing dts/;
const oldest: readonly [number, number] = [5, 1];

/**
 * Starts ffmpeg, which must have been found by {@link requireFfmpeg}.
 *
 * fluent-ffmpeg is archived upstream since May 2025; this file is the only one that knows it.
 */
export function startFfmpeg({ input, inputOptions, size, fps, sink, redact }: FfmpegJob): FfmpegProcess {
  const tail: string[] = [];
  let child: ChildProcess | undefined;
  /** What ends it, as soon as it has begun. */
  let killing: (() => void) | undefined;
  const filters = [...(fps === undefined ? [] : [`fps=${fps}`]), `scale=${size.width}:${size.height}:flags=area`];
  const command = Ffmpeg({ stdoutLines: tailLines })
    .input(input)
    .inputOptions([...inputOptions])
    .outputOptions(['-map', '0:v:0', '-an', '-sn', '-dn', '-threads', '1'])
    .outputOptions(['-vf', filters.join(','), '-pix_fmt', 'rgb24', '-f', 'rawvideo'])
    // Without this a raw stream gets a steady rate: pictures are repeated, and held back to see which ones.
    .outputOptions(fps === undefined ? ['-fps_mode', 'passthrough'] : [])
    .outputOptions(['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'error', '-filter_threads', '1'])
    .output(sink);
  const ended = new Promise<FfmpegEnd>((resolve) => {
    const settle = (exitCode: number | null) => resolve({ lines: tail.map(redact), exitCode });
    command.on('start', () => {
      const started: unknown = 'ffmpegProc' in command ? command.ffmpegProc : undefined;
      if (!(started instanceof ChildProcess)) return;
      child = started;
      child.once('close', settle);
      killing?.();
    });
    command.on('stderr', (line: string) => {
      if (harmless.test(line)) return;
      if (tail.push(line.slice(0, tailWidth)) > tailLines) tail.shift();
    });
    command.on('error', (error) => {
      if (child) return; // It is gone when it has closed.
      tail.push(messageOf(error).slice(0, tailWidth));
      settle(null);
    });
    command.run();
  });
  return {
    ended,
    async kill(patience = 700) {
      // A second one only waits: the first one's timer would be forgotten.
      if (killing) return void (await ended);
      let timer: NodeJS.Timeout | undefined;
      killing = () => {
        child?.kill('SIGTERM');
        timer = setTimeout(() => child?.kill('SIGKILL'), patience);
      };
      if (child) killing();
      await ended;
      clearTimeout(timer);
    },
  };
}

let found: Promise<string> | undefined;

/**
 * Finds ffmpeg, once for the process.
 *
 * @returns its version.
 * @throws CodedError FFMPEG_MISSING, FFMPEG_TOO_OLD
 */
export function requireFfmpeg(): Promise<string> {
  found ??= findFfmpeg();
  return found;
}

async function findFfmpeg(): Promise<string> {
  const path = process.env.FFMPEG_PATH ?? 'ffmpeg';
  let banner: string;
  try {
    ({ stdout: banner } = await promisify(execFile)(path, ['-version']));
  } catch (error) {
    throw edgeError('FFMPEG_MISSING', messageOf(error).split('\n', 1)[0] ?? path, error);
  }
  const [, version = 'unknown', major, minor] = /^ffmpeg version (n?(\d+)\.(\d+)\S*)/.exec(banner) ?? [];
  // A version built from the repository has no number; it is newer than any that is too old.
  if (major !== undefined && (Number(major) - oldest[0] || Number(minor) - oldest[1]) < 0) {
    throw edgeError('FFMPEG_TOO_OLD', version);
  }
  // fluent-ffmpeg asks ffmpeg for these before each first command: with many cameras, many times at once.
  await promisify(Ffmpeg.getAvailableFormats)();
  await promisify(Ffmpeg.getAvailableEncoders)();
  return version;
}
