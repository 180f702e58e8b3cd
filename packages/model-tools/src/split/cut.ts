import type { OnnxModel, Result } from '@splitsight/inference/onnx';
import { modelToolsError } from '../errors.ts';
import { ancestorsOf } from '../graph/ancestors.ts';
import { type GraphLinks, linkGraph } from '../graph/links.ts';
import type { Answer } from './answer.ts';
import { splitError } from './errors.ts';
import type { Layout } from './picture.ts';

/** Where a classifier is cut. */
export interface Cut {
  /** The value that becomes the features. */
  readonly value: string;
  /** Its shape for one picture, such as [1, D] or [1, D, 1, 1]. */
  readonly shape: readonly number[];
  /** Values in a feature. */
  readonly dims: number;
  /** The map that the features are the mean of: what the tiles are made from. */
  readonly map: FeatureMap;
}

/** A value that still knows where in the picture things are. */
export interface FeatureMap {
  readonly value: string;
  readonly layout: Layout;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

type TracedValues = ReadonlyMap<string, Result>;

/**
 * Finds the place to cut at: the first value that is the mean of a map over the whole picture, and that everything from
 * the picture to the answer flows through. Means inside of a block (squeeze and excitation) have a way around them, those
 * of a second output lead elsewhere; neither is taken.
 *
 * What is a mean is seen from the values, not from the names of operators: exporters write it as GlobalAveragePool,
 * AveragePool, one ReduceMean or two, before or behind a reshape.
 *
 * @param values what the model's values hold for one picture of noise.
 * @throws CodedError SPLIT_POOLING
 */
export function findCut(model: OnnxModel, input: string, answer: Answer, values: TracedValues, name: string): Cut {
  const links = linkGraph(model.graph);
  for (const value of model.graph.node.flatMap(({ output }) => output)) {
    const cut = asCut(model, links, value, values);
    if (cut && !ancestorsOf(links, answer.name, value).has(input)) return cut;
  }
  throw splitError('SPLIT_POOLING', name);
}

/**
 * Makes a value that the user names the place to cut at. It must be the mean of a map, so that the tiles are to the cells
 * of a picture what the features are to all of it.
 *
 * @throws CodedError MODELS_TENSOR, SPLIT_AT
 */
export function cutAt(model: OnnxModel, at: string, values: TracedValues, name: string): Cut {
  const found = values.get(at);
  if (!found) throw modelToolsError('MODELS_TENSOR', `${name} ("${at}")`);
  const cut = asCut(model, linkGraph(model.graph), at, values);
  if (!cut) throw splitError('SPLIT_AT', `${name} ("${at}" [${found.shape.join(', ')}])`);
  return cut;
}

/** A value as a place to cut at; undefined when it is not one row of numbers, or not the mean of a map behind it. */
function asCut(model: OnnxModel, links: GraphLinks, value: string, values: TracedValues): Cut | undefined {
  const found = values.get(value);
  if (found?.type !== 'float32' || found.shape[0] !== 1) return undefined;
  const dims = found.data.length;
  // All in one axis behind that of the batch, and not the same everywhere.
  if (dims < 2 || !found.shape.includes(dims, 1) || found.data.every((one) => one === found.data[0])) return undefined;
  const before = ancestorsOf(links, value);
  const map = model.graph.node
    .flatMap(({ output }) => output)
    .filter((other) => before.has(other))
    .flatMap((other) => mapsOf(other, values))
    .findLast(
      (candidate) => candidate.channels === dims && isMeanOf(found.data, values.get(candidate.value), candidate),
    );
  return map && { value, shape: found.shape, dims, map };
}

/** A value as a map in both layouts; nothing when it is not one, or of a single cell. */
function mapsOf(value: string, values: TracedValues): FeatureMap[] {
  const [batch, a = 0, b = 0, c = 0, ...rest] = values.get(value)?.shape ?? [];
  if (batch !== 1 || rest.length > 0 || a * b * c <= Math.max(a, c)) return [];
  return [
    { value, layout: 'nchw', channels: a, height: b, width: c },
    { value, layout: 'nhwc', channels: c, height: a, width: b },
  ];
}

/** Two ways of adding up thousands of values differ by less than this share of the largest mean. */
const rounding = 1e-5;

function isMeanOf(
  means: Float32Array,
  map: Result | undefined,
  { layout, channels, height, width }: FeatureMap,
): boolean {
  if (map?.type !== 'float32') return false;
  const pixels = height * width;
  const [channelStep, pixelStep] = layout === 'nchw' ? [pixels, 1] : [1, channels];
  const largest = means.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return means.every((mean, channel) => {
    let sum = 0;
    for (let pixel = 0; pixel < pixels; pixel++) sum += map.data[channel * channelStep + pixel * pixelStep] as number;
    return Math.abs(sum / pixels - mean) <= rounding * largest;
  });
}
