import {
  floatConstant,
  graphNode,
  graphPort,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
  shapeConstant,
} from '@splitsight/inference/onnx';
import { numberOf } from '../graph/attributes.ts';
import { extractGraph } from '../graph/extract.ts';
import type { Answer } from './answer.ts';
import { cellShares } from './cells.ts';
import type { Cut, FeatureMap } from './cut.ts';
import { freeNames } from './graph-edits.ts';
import { type PictureInput, type Preparation, shapeOf } from './picture.ts';

/** Nodes and constants that are put before or behind the nodes of a model. */
interface Addition {
  readonly nodes: readonly OnnxNode[];
  readonly constants: readonly OnnxTensor[];
}

/** Names of our own in the graphs: no exporter writes such ones. */
const own = (name: string) => `splitsight_${name}`;

/**
 * The part of a classifier before the cut, in the contract of a backbone: `image` uint8 [n, H, W, 3] → `features` [n, D],
 * `tiles` [n, 9, D]. Every operator that is added means the same from opset 7 on, so the model keeps its own.
 */
export function backboneOf(
  model: OnnxModel,
  picture: PictureInput,
  how: Preparation,
  cut: Cut,
  name: string,
): OnnxModel {
  const { model: freed, nameOf } = freeNames(model, ['image', 'features', 'tiles']);
  const input = graphPort(nameOf(picture.name), 'float32', shapeOf(picture, 'n'));
  const [value, map] = [nameOf(cut.value), nameOf(cut.map.value)];
  const part = extractGraph(freed, name, [input], [{ name: value }, { name: map }]);
  const front = preparation(input.name, picture, how);
  const back = tiles(map, cut.map);
  const { height, width } = picture.size;
  return assemble(part, [front, { ...back, nodes: [flatten(value, 'features'), ...back.nodes] }], {
    input: graphPort('image', 'uint8', ['n', height, width, 3]),
    outputs: [graphPort('features', 'float32', ['n', cut.dims]), graphPort('tiles', 'float32', ['n', 9, cut.dims])],
  });
}

/**
 * The part of a classifier behind the cut, in the contract of a head: `vector` float32 [n, D] → `probabilities`
 * [n, classes].
 */
export function headOf(
  model: OnnxModel,
  cut: Cut,
  answer: Answer,
  name: string,
): { readonly model: OnnxModel; readonly logits: string } {
  const { model: freed, nameOf } = freeNames(model, ['vector', 'probabilities']);
  const value = nameOf(cut.value);
  const result = nameOf(answer.name);
  const part = extractGraph(freed, name, [{ name: value }], [{ name: result }]);
  const shape = shapeConstant(own('shape'), [0, ...cut.shape.slice(1)]);
  const front = { nodes: [graphNode('Reshape', ['vector', shape.name], [value])], constants: [shape] };
  const head = assemble(part, [front, { nodes: toProbabilities(result, answer), constants: [] }], {
    input: graphPort('vector', 'float32', ['n', cut.dims]),
    outputs: [graphPort('probabilities', 'float32', ['n', answer.classes])],
  });
  return { model: head, logits: nameOf(answer.logits) };
}

function toProbabilities(value: string, { form }: Answer): OnnxNode[] {
  if (form === 'probabilities') return [flatten(value, 'probabilities')];
  const row = own('row');
  const last =
    form === 'logits'
      ? graphNode('Softmax', [row], ['probabilities'], { axis: 1 })
      : graphNode('Exp', [row], ['probabilities']);
  return [flatten(value, row), last];
}

function flatten(value: string, name: string): OnnxNode {
  return graphNode('Flatten', [value], [name], { axis: 1 });
}

/** From bytes to what the model takes; see `prepare` for the same in plain arithmetic. */
function preparation(target: string, { layout }: PictureInput, { scale, mean, std, colours }: Preparation): Addition {
  const dims = layout === 'nchw' ? [1, 3, 1, 1] : [1, 1, 1, 3];
  const swap = shapeConstant(own('bgr'), [2, 1, 0]);
  const offset = floatConstant(
    own('mean'),
    dims,
    mean.map((value) => value / scale),
  );
  const gain = floatConstant(
    own('gain'),
    dims,
    std.map((value) => scale / value),
  );
  const nodes: OnnxNode[] = [];
  let last = 'image';
  const step = (
    opType: string,
    others: readonly string[],
    attributes: Parameters<typeof graphNode>[3],
    name?: string,
  ) => {
    const output = name ?? own(opType.toLowerCase());
    nodes.push(graphNode(opType, [last, ...others], [output], attributes));
    last = output;
  };
  if (layout === 'nchw') step('Transpose', [], { perm: [0, 3, 1, 2] });
  if (colours === 'bgr') step('Gather', [swap.name], { axis: layout === 'nchw' ? 1 : 3 });
  step('Cast', [], { to: 1 });
  step('Sub', [offset.name], {});
  step('Mul', [gain.name], {}, target);
  return { nodes, constants: [...(colours === 'bgr' ? [swap] : []), offset, gain] };
}

/** The means of a map's 3 × 3 cells, row by row, as one multiplication of matrices: the share of each pixel in each cell. */
function tiles(value: string, { layout, channels, height, width }: FeatureMap): Addition {
  const pixels = height * width;
  const shares = cellShares(height, width);
  const flat = own('flat_map');
  const means = own('cells');
  if (layout === 'nhwc') {
    const shape = shapeConstant(own('flat_shape'), [0, pixels, channels]);
    const matrix = floatConstant(own('cell_shares'), [9, pixels], shares);
    const nodes = [
      graphNode('Reshape', [value, shape.name], [flat]),
      graphNode('MatMul', [matrix.name, flat], ['tiles']),
    ];
    return { nodes, constants: [shape, matrix] };
  }
  const shape = shapeConstant(own('flat_shape'), [0, channels, pixels]);
  const transposed = Float32Array.from(
    { length: shares.length },
    (_, i) => shares[(i % 9) * pixels + Math.floor(i / 9)] ?? 0,
  );
  const matrix = floatConstant(own('cell_shares'), [pixels, 9], transposed);
  const nodes = [
    graphNode('Reshape', [value, shape.name], [flat]),
    graphNode('MatMul', [flat, matrix.name], [means]),
    graphNode('Transpose', [means], ['tiles'], { perm: [0, 2, 1] }),
  ];
  return { nodes, constants: [shape, matrix] };
}

interface Ports {
  readonly input: OnnxModel['graph']['input'][number];
  readonly outputs: OnnxModel['graph']['output'];
}

/** From this format on a file's constants need not be listed among its inputs. */
const oldestFormat = 4;

function assemble(part: OnnxModel, [front, back]: readonly [Addition, Addition], { input, outputs }: Ports): OnnxModel {
  const { graph, irVersion } = part;
  return {
    ...part,
    irVersion: Math.max(oldestFormat, numberOf(irVersion)),
    graph: {
      ...graph,
      node: [...front.nodes, ...graph.node, ...back.nodes],
      initializer: [...front.constants, ...graph.initializer, ...back.constants],
      input: [input],
      output: outputs,
    },
  };
}
