import { layerSize } from './dense.ts';
import { rowsWhere } from './examples.ts';
import { createNetwork, type Shape } from './network.ts';
import { softmaxInPlace } from './softmax.ts';
import { finish } from './work.ts';

/** One layer: each output is the sum of its bias and of its weights times the inputs. */
export interface Layer {
  /** outputs × inputs, row by row. */
  readonly weights: Float64Array;
  /** One an output. */
  readonly bias: Float64Array;
}

/** A softmax classifier of features: linear, or with one hidden layer, whose outputs below 0 count as 0 (ReLU). */
export interface Layers {
  readonly hidden?: Layer;
  /** One output a class: its logit. */
  readonly output: Layer;
}

/** A classifier on plain features: standardisation and temperature are folded into its layers. */
export interface Classifier {
  readonly layers: Layers;
  /** What its logits have been divided by. */
  readonly temperature: number;
}

/** The probabilities a classifier gives to rows of features: count × classes. */
export function predict({ layers }: Pick<Classifier, 'layers'>, features: Float32Array): Float64Array {
  const values = logitsOf(layers, features);
  const classes = layers.output.bias.length;
  for (let at = 0; at < values.length; at += classes) softmaxInPlace(values, at, classes, 0);
  return values;
}

/** The probabilities it would give had its logits not been divided by its temperature: count × classes. */
export function predictUncalibrated({ layers, temperature }: Classifier, features: Float32Array): Float64Array {
  const values = logitsOf(layers, features).map((value) => value * temperature);
  const classes = layers.output.bias.length;
  for (let at = 0; at < values.length; at += classes) softmaxInPlace(values, at, classes, 0);
  return values;
}

function logitsOf(layers: Layers, features: Float32Array): Float64Array {
  const { point, shape } = pointOf(layers);
  const count = features.length / shape.dims;
  const values = new Float64Array(count * shape.classes);
  const network = createNetwork(shape, { features, dims: shape.dims }, undefined, 0);
  finish(
    network.logits(
      rowsWhere(count, () => true),
      point,
      values,
    ),
  );
  return values;
}

/** The layers whose parameters a point is. */
export function layersAt(point: Float64Array, { dims, hidden, classes }: Shape): Layers {
  if (hidden === 0) return { output: layerAt(point, 0, dims, classes) };
  const outputAt = layerSize(dims, hidden);
  return { hidden: layerAt(point, 0, dims, hidden), output: layerAt(point, outputAt, hidden, classes) };
}

function layerAt(point: Float64Array, at: number, inputs: number, outputs: number): Layer {
  const weights = new Float64Array(outputs * inputs);
  const bias = new Float64Array(outputs);
  for (let o = 0; o < outputs; o++) {
    const start = at + o * (inputs + 1);
    weights.set(point.subarray(start, start + inputs), o * inputs);
    bias[o] = point[start + inputs] as number;
  }
  return { weights, bias };
}

/** The point that layers are, and their shape. */
function pointOf({ hidden, output }: Layers): { readonly point: Float64Array; readonly shape: Shape } {
  const parts = [hidden, output].flatMap((layer) => (layer ? [interleaved(layer)] : []));
  const point = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    point.set(part, at);
    at += part.length;
  }
  const first = hidden ?? output;
  const dims = first.weights.length / first.bias.length;
  return { point, shape: { dims, hidden: hidden?.bias.length ?? 0, classes: output.bias.length } };
}

function interleaved({ weights, bias }: Layer): Float64Array {
  const inputs = weights.length / bias.length;
  const values = new Float64Array(layerSize(inputs, bias.length));
  bias.forEach((value, o) => {
    values.set(weights.subarray(o * inputs, (o + 1) * inputs), o * (inputs + 1));
    values[o * (inputs + 1) + inputs] = value;
  });
  return values;
}
