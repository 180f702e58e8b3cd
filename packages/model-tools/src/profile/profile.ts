import { availableParallelism, loadavg } from 'node:os';
import { encodeOnnx, type OnnxModel, type Result, type Values } from '@splitsight/inference/onnx';
import { messageOf } from '@splitsight/kernel';
import type { Size } from '@splitsight/vision';
import { extractGraph } from '../graph/extract.ts';
import { readModel } from '../graph/model-file.ts';
import { traceValues } from '../graph/trace.ts';
import { type Cut, enumerateCuts } from './cuts.ts';
import { type DeviceFactor, deviceFactors, referenceThreads } from './devices.ts';
import { profileError } from './errors.ts';
import { fixedPort, partModel } from './halves.ts';
import { findPictureInput, noisePicture, type PictureInput } from './picture-input.ts';
import { createReference } from './reference.ts';
import { noTime, type Spread, spreadOf } from './spread.ts';
import { type TimedModel, type TimingOptions, timeModels } from './stopwatch.ts';

export interface ProfileOptions extends TimingOptions {
  /** Threads of one run. */
  readonly threads: number;
  /** What a free height and width become. */
  readonly size?: Size;
  /** The values wanted; the model's first output unless told. Nodes that none of them needs are left out. */
  readonly outputs?: readonly string[];
  /** The network that devices are compared by, for a number of threads; ResNet-18 unless told. */
  readonly reference?: (threads: number) => TimedModel;
}

/** A cut and what it costs on this machine, in milliseconds for one picture. */
export interface MeasuredCut extends Cut {
  readonly before: Spread;
  readonly after: Spread;
}

/** What a model costs before and after each of its cuts. */
export interface Profile {
  readonly model: string;
  readonly input: PictureInput;
  readonly outputs: readonly string[];
  readonly threads: number;
  readonly rounds: number;
  readonly runs: number;
  /** What else ran when the measuring began: tasks that wanted a processor, over the last minute, and the processors. */
  readonly load: { readonly before: number; readonly processors: number };
  /** All of it at once. */
  readonly whole: Spread;
  /** From the input to the outputs. */
  readonly cuts: readonly MeasuredCut[];
  readonly devices: readonly DeviceFactor[];
}

/**
 * Measures a model at every place where it can be parted: the halves are cut out and timed as they would run, since the
 * runtime melts neighbouring operations together within each half and times of single operations say nothing of that.
 *
 * @throws CodedError MODELS_UNREADABLE, MODELS_NOT_ONNX, MODELS_EXTERNAL_DATA, PROFILE_INPUT, PROFILE_SIZE, MODELS_TENSOR,
 *   MODELS_CUT, PROFILE_RUNTIME; whatever the signal was aborted with
 */
export async function profileModel(path: string, options: ProfileOptions): Promise<Profile> {
  const model = readModel(path);
  const input = findPictureInput(model, path, options.size);
  const outputs = options.outputs ?? model.graph.output.slice(0, 1).map(({ name }) => name);
  const wanted = withFixedInput(model, input, outputs);
  const picture = noisePicture(input);
  const results = await traceOnce(wanted, { [input.name]: picture }, path);
  const cuts = enumerateCuts(wanted.graph, new Map<string, Result>([...results, [input.name, picture]]));

  const { threads } = options;
  const load = { before: loadavg()[0] ?? 0, processors: availableParallelism() };
  const parts = cuts.map((cut) => timedHalves(wanted, cut, results, picture, threads));
  const reference = options.reference ?? createReference();
  const counts = referenceThreads(threads);
  const whole = { encode: () => encodeOnnx(wanted), feeds: { [input.name]: picture }, threads };
  const all = [whole, ...parts.flatMap(({ front, back }) => [front, back]), ...counts.map(reference)];
  const present = all.filter((model) => model !== undefined);
  const { samples, rounds } = await timeModels(present, options);
  const times = new Map(present.map((model, index) => [model, spreadOf(samples[index] ?? [])]));
  const timeOf = (model: TimedModel | undefined) => (model && times.get(model)) ?? noTime;

  const here = new Map(counts.map((count, index) => [count, spreadOf(samples.at(index - counts.length) ?? [])]));
  return {
    model: path,
    input,
    outputs,
    threads,
    rounds,
    runs: options.runs,
    load,
    whole: timeOf(whole),
    cuts: cuts.map((cut, i) => ({ ...cut, before: timeOf(parts[i]?.front), after: timeOf(parts[i]?.back) })),
    devices: deviceFactors(threads, here),
  };
}

/** The model with an input of one size and no nodes that the outputs do not need. */
function withFixedInput(model: OnnxModel, input: PictureInput, outputs: readonly string[]): OnnxModel {
  const wanted = outputs.map((name) => model.graph.output.find((port) => port.name === name) ?? { name });
  const { irVersion } = model;
  // Before file format 4 constants are inputs too, and the runtime melts nothing into what could be fed anew.
  const version = Math.max(4, typeof irVersion === 'number' ? irVersion : irVersion.toNumber());
  return { ...extractGraph(model, 'wanted', [fixedPort(input)], wanted), irVersion: version };
}

async function traceOnce(model: OnnxModel, feeds: Readonly<Record<string, Values>>, path: string) {
  try {
    return await traceValues(model, feeds, path);
  } catch (error) {
    throw profileError('PROFILE_RUNTIME', messageOf(error), error);
  }
}

function timedHalves(
  model: OnnxModel,
  cut: Cut,
  results: ReadonlyMap<string, Result>,
  picture: Values,
  threads: number,
): { readonly front: TimedModel | undefined; readonly back: TimedModel | undefined } {
  const { front, back } = partModel(model, cut);
  const feeds = Object.fromEntries(
    cut.values.flatMap(({ name }) => {
      const values = results.get(name) ?? picture;
      return values.type === 'other' ? [] : [[name, values]];
    }),
  );
  const given = Object.fromEntries(model.graph.input.map(({ name }) => [name, picture]));
  return {
    front: front && { encode: () => encodeOnnx(front), feeds: given, threads },
    back: back && { encode: () => encodeOnnx(back), feeds, threads },
  };
}
