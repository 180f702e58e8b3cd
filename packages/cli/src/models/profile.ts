import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, dirname, join } from 'node:path';
import {
  answerQuestion,
  type DeviceName,
  deviceNames,
  measureJpeg,
  plotOf,
  profileModel,
  renderPlot,
  type WireForm,
  writeFiles,
} from '@splitsight/model-tools';
import { createScene, renderScene, sampleFrame } from '@splitsight/testkit';
import { type Frame, resizeRegion, type Size } from '@splitsight/vision';
import { decodePicture } from '@splitsight/vision/picture';
import { wholeFrame } from '@splitsight/wire';
import { type Command, Option } from 'commander';
import { parseWholeNumber } from '../options.ts';
import { parseBitRate, parseMilliseconds, parsePositive, parseSize } from './profile-options.ts';
import { reportOf } from './profile-report.ts';
import { captionOf, describeProfile } from './profile-table.ts';

interface ProfileFlags {
  readonly uplink: number;
  readonly rtt: number;
  readonly fps: number;
  readonly device: DeviceName;
  readonly serverFactor: number;
  readonly form: WireForm;
  readonly size?: Size;
  readonly output?: string[];
  readonly picture?: string;
  readonly threads: number;
  readonly rounds: number;
  readonly runs: number;
  readonly all?: true;
  readonly svg?: string;
  readonly json?: true;
}

/** No round begins after this: ResNet-18 needs half of it for all its rounds. */
const budgetMs = 60_000;
const jpegQuality = 80;

/** Adds `splitsight models profile`. */
export function registerProfile(models: Command, signal: AbortSignal): void {
  models
    .command('profile')
    .description('measure a model at every place where it can be cut, and say where to cut it')
    .argument('<model>', 'an ONNX file that takes one picture, or the folder of a backbone')
    .option('--uplink <rate>', 'from the edge to the server: 20kbit, 500kbit, 2mbit …', parseBitRate, 2_000_000)
    .option('--rtt <time>', 'there and back: 40ms, 0.6s …', parseMilliseconds, 40)
    .option('--fps <n>', 'frames a second', parsePositive(1000), 5)
    .addOption(new Option('--device <name>', 'the edge machine').choices(deviceNames).default('pi5'))
    .option('--server-factor <x>', "the server's time over this machine's", parsePositive(1000), 1)
    .addOption(new Option('--form <name>', 'how values cross').choices(['u8', 'float32']).default('u8'))
    .option('--size <pixels>', 'height (x width) where the model leaves it free', parseSize)
    .option('--output <name...>', 'the outputs that are wanted; the first unless told')
    .option('--picture <file>', 'what to measure as JPEG; a rendered yard unless told')
    .option('--threads <n>', 'threads of one run', parseWholeNumber(1, 64), Math.min(4, availableParallelism()))
    .option('--rounds <n>', 'how often each part has its turn', parseWholeNumber(1, 100), 5)
    .option('--runs <n>', 'timed runs a turn', parseWholeNumber(1, 1000), 5)
    .option('--all', 'show every cut')
    .option('--svg <file>', 'draw a plot')
    .option('--json', 'print nothing but one JSON line')
    .action((model: string, flags: ProfileFlags) => profile(model, flags, signal));
}

async function profile(model: string, flags: ProfileFlags, signal: AbortSignal): Promise<void> {
  const { size, output, json, svg, all, uplink, rtt, fps, device, serverFactor, form } = flags;
  const measured = await profileModel(fileOf(model), {
    threads: flags.threads,
    rounds: flags.rounds,
    runs: flags.runs,
    ...(size && { size }),
    ...(output && { outputs: output }),
    budgetMs,
    signal,
    onRound: (done) => {
      if (!json) process.stderr.write(`round ${done} of ${flags.rounds}\n`);
    },
  });
  const jpeg = await measureJpeg(await pictureOf(measured.input.size, flags.picture), jpegQuality);
  const question = { device, serverFactor, form, bitsPerSecond: uplink, rttMs: rtt, framesPerSecond: fps };
  const answer = answerQuestion(measured, question, jpeg);
  if (svg) {
    const plot = renderPlot(plotOf(answer, `Where to cut ${basename(model, '.onnx')}`, captionOf(answer)));
    writeFiles(dirname(svg), new Map([[basename(svg), plot]]));
  }
  process.stdout.write(
    json
      ? `${JSON.stringify(reportOf(measured, answer, jpeg))}\n`
      : describeProfile(measured, answer, jpeg, all === true),
  );
}

/** A backbone's folder stands for the file in it. */
function fileOf(model: string): string {
  return statSync(model, { throwIfNoEntry: false })?.isDirectory() ? join(model, 'backbone.onnx') : model;
}

/** The picture that is measured as JPEG, at the size the model takes it. */
async function pictureOf(size: Size, file: string | undefined): Promise<Frame> {
  const frame = file === undefined ? renderScene(createScene(1), 0, sampleFrame) : await decodePicture(file);
  const rgb = new Uint8Array(size.width * size.height * 3);
  resizeRegion(frame, wholeFrame, size, rgb);
  return { ...size, rgb, capturedAt: 0 };
}
