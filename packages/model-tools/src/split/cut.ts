import type { OnnxModel, OnnxNode, Result } from '@splitsight/inference/onnx';
import { modelToolsError } from '../errors.ts';
import { ancestorsOf } from '../graph/ancestors.ts';
import { constantInts, intsAttribute } from '../graph/attributes.ts';
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
 * Finds the place to cut at: the first global average pooling that everything from the picture to the answer flows
 * through. Poolings inside of a block (squeeze and excitation) have a way around them, those of a second output lead
 * elsewhere; neither is taken.
 *
 * @param values what the model's values hold for one picture.
 * @throws CodedError SPLIT_POOLING
 */
export function findCut(model: OnnxModel, input: string, answer: Answer, values: TracedValues, name: string): Cut {
  const links = linkGraph(model.graph);
  for (const node of model.graph.node) {
    const map = pooledMap(node, links, values);
    const value = node.output[0] ?? '';
    if (map && !ancestorsOf(links, answer.name, value).has(input)) {
      return { value, shape: values.get(value)?.shape ?? [], dims: map.channels, map };
    }
  }
  throw splitError('SPLIT_POOLING', name);
}

/**
 * Makes a value that the user names the place to cut at: one row of numbers, each the mean of a channel of some map, so
 * that the tiles are to the cells of a picture what the features are to all of it.
 *
 * @throws CodedError MODELS_TENSOR, SPLIT_AT
 */
export function cutAt(model: OnnxModel, at: string, values: TracedValues, name: string): Cut {
  const links = linkGraph(model.graph);
  const found = values.get(at);
  if (!found) throw modelToolsError('MODELS_TENSOR', `${name} ("${at}")`);
  const { shape } = found;
  const dims = shape.reduce((product, size) => product * size, 1);
  const before = ancestorsOf(links, at);
  const map = model.graph.node
    .flatMap(({ output }) => output)
    .filter((value) => before.has(value))
    .flatMap((value) => mapsOf(value, values))
    .findLast((candidate) => candidate.channels === dims && isMeanOf(found, values.get(candidate.value), candidate));
  if (!map || shape[0] !== 1) throw splitError('SPLIT_AT', `${name} ("${at}" [${shape.join(', ')}])`);
  return { value: at, shape, dims, map };
}

/** Rounding differs from one way of adding up to another, but not by more than this. */
const meanTolerance = 1e-4;

function isMeanOf(features: Result, map: Result | undefined, { layout, channels, height, width }: FeatureMap): boolean {
  if (features.type !== 'float32' || map?.type !== 'float32') return false;
  const pixels = height * width;
  const [channelStep, pixelStep] = layout === 'nchw' ? [pixels, 1] : [1, channels];
  const largest = features.data.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6);
  return features.data.every((feature, channel) => {
    let sum = 0;
    for (let pixel = 0; pixel < pixels; pixel++) sum += map.data[channel * channelStep + pixel * pixelStep] as number;
    return Math.abs(sum / pixels - feature) <= meanTolerance * largest;
  });
}

/** The map that a node takes the mean of; undefined when it does anything else. */
function pooledMap(node: OnnxNode, links: GraphLinks, values: TracedValues): FeatureMap | undefined {
  const [nchw, nhwc] = mapsOf(node.input[0] ?? '', values);
  switch (node.opType) {
    case 'GlobalAveragePool':
      return nchw;
    case 'AveragePool': {
      const [rows, columns] = intsAttribute(node, 'kernel_shape') ?? [];
      const padded = intsAttribute(node, 'pads')?.some((pad) => pad !== 0);
      return nchw && rows === nchw.height && columns === nchw.width && !padded ? nchw : undefined;
    }
    case 'ReduceMean': {
      // Up to opset 17 the axes are an attribute, from 18 on an input.
      const axes = intsAttribute(node, 'axes') ?? constantInts(links, node.input[1] ?? '');
      const named = axes?.map((axis) => (axis < 0 ? axis + 4 : axis)).sort();
      if (named?.join() === '2,3') return nchw;
      return named?.join() === '1,2' ? nhwc : undefined;
    }
    default:
      return undefined;
  }
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
