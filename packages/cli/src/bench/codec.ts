import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type Backbone,
  type BackboneManifest,
  openBackbone,
  openCodec,
  openDecoder,
  readBackboneManifest,
} from '@splitsight/inference';
import type { UnreadableLog } from '@splitsight/training';
import { resizeRegion } from '@splitsight/vision';
import { type CodecName, codecBytes, codecNames, wholeFrame } from '@splitsight/wire';
import { answerTask, type Task } from './codec-answers.ts';
import { type CodecFigures, compareAnswers, type JudgedTask } from './codec-figures.ts';
import { type LabelledFrame, type PictureSource, readSource, renderedFrames } from './codec-pictures.ts';

/** What is measured. */
export interface CodecBenchOptions {
  /** The folder of the backbone; all codecs that it has are measured. */
  readonly backbone: string;
  /** Tasks: the pictures of one source are told apart by its classes. None: {@link ownSources}. */
  readonly images: readonly PictureSource[];
  readonly groups?: string;
  readonly threads: number;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly onUnreadable: UnreadableLog;
  readonly onProgress: (line: string) => void;
}

/** The figures of a codec over all items, and the bytes of a feature in it. */
export type CodecLine = { readonly bytes: number } & CodecFigures;

/** What the codecs of a backbone cost. */
export interface CodecBenchReport {
  readonly backbone: string;
  readonly n: number;
  readonly codecs: Readonly<Record<string, CodecLine>>;
  readonly tasks: readonly {
    readonly name: string;
    readonly n: number;
    readonly classes: number;
    readonly codecs: Readonly<Record<string, CodecFigures>>;
  }[];
}

/**
 * Measures what codecs cost in accuracy: heads are trained on the features of each codec and judge pictures whose groups
 * they have not seen, and their answers are compared with those of heads trained on float32, item by item.
 *
 * @throws CodedError HEAD_PICTURES, HEAD_CLASS_EMPTY, HEAD_GROUPS, LEARN_FOLDS and what opening models throws.
 */
export async function benchCodec(options: CodecBenchOptions): Promise<CodecBenchReport> {
  const manifest = readBackboneManifest(options.backbone);
  const codecs = codecNames.filter((codec) => codec === 'f32' || manifest.files[`codec-${codec}.onnx`]);
  const judged: JudgedTask[] = [];
  for (const task of await readTasks(options)) {
    const roots = new Map<CodecName, Float32Array>();
    for (const codec of codecs) roots.set(codec, await throughCodec(options.backbone, manifest, codec, task.features));
    judged.push(await answerTask(task, roots, options));
  }
  const figures = (tasks: readonly JudgedTask[], codec: CodecName) => compareAnswers(tasks, codec, options.seed);
  return {
    backbone: manifest.name,
    n: judged.reduce((sum, { labels }) => sum + labels.length, 0),
    codecs: Object.fromEntries(
      codecs.map((codec) => [codec, { bytes: codecBytes(codec, manifest.dims), ...figures(judged, codec) }]),
    ),
    tasks: judged.map((task) => ({
      name: task.name,
      n: task.labels.length,
      classes: task.classes,
      codecs: Object.fromEntries(codecs.map((codec) => [codec, figures([task], codec)])),
    })),
  };
}

async function readTasks(options: CodecBenchOptions): Promise<Task[]> {
  const own = options.images.length === 0 ? ownSources() : undefined;
  const sources = own?.images ?? options.images;
  const groups = own?.groups ?? options.groups;
  const backbone = await openBackbone(options.backbone, { codec: 'f32', threads: options.threads });
  try {
    const tasks: Task[] = [];
    for (const source of sources) {
      options.onProgress(`features of ${source.path}`);
      await readSource(source, groups, options.onUnreadable, async (frames) => {
        tasks.push(await readTask(basename(source.path), frames, backbone, options.signal));
      });
    }
    if (sources.length > 0) return tasks;
    options.onProgress('features of rendered yards; --images names pictures of yours');
    return [await readTask('rendered', renderedFrames(500, options.seed), backbone, options.signal)];
  } finally {
    await backbone.close();
  }
}

/** The pictures of this project, where they lie beside the checkout; they are not part of it. */
function ownSources(): { readonly images: readonly PictureSource[]; readonly groups?: string } {
  const shared = fileURLToPath(new URL('../../../../../shared/', import.meta.url));
  const [fire, things] = [`${shared}data/fire`, `${shared}backbone-data/caltech101-128.tar`];
  if (!existsSync(fire) || !existsSync(things)) return { images: [] };
  const images = [{ path: fire }, { path: things, most: { classes: 40, each: 30 } }];
  return { images, groups: `${fire}/groups.tsv` };
}

async function readTask(
  name: string,
  frames: AsyncIterable<LabelledFrame>,
  backbone: Backbone,
  signal: AbortSignal,
): Promise<Task> {
  const { input, dims } = backbone;
  const image = new Uint8Array(input.width * input.height * 3);
  const rows: Float32Array[] = [];
  const names: string[] = [];
  const groups: number[] = [];
  for await (const { frame, label, group } of frames) {
    signal.throwIfAborted();
    resizeRegion(frame, wholeFrame, input, image);
    rows.push((await backbone.extractFloat(image, 1)).features);
    names.push(label);
    groups.push(group);
  }
  const features = new Float32Array(rows.length * dims);
  rows.forEach((row, i) => {
    features.set(row, i * dims);
  });
  const classes = [...new Set(names)].sort((a, b) => (a < b ? -1 : 1));
  return { name, classes, labels: names.map((label) => classes.indexOf(label)), groups, features, dims };
}

/** What heads see of features that went through a codec: the square roots of what came back. */
async function throughCodec(
  directory: string,
  manifest: BackboneManifest,
  name: CodecName,
  features: Float32Array,
): Promise<Float32Array> {
  const count = features.length / manifest.dims;
  const codec = await openCodec(directory, manifest, name);
  const decoder = await openDecoder(directory, name, 'root');
  try {
    return await decoder.decode(await codec.encode(features, count), count);
  } finally {
    await decoder.close();
    await codec.close();
  }
}
