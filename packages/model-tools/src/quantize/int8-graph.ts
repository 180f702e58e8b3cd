import { encodeOnnx, type OnnxModel } from '@splitsight/inference/onnx';
import { calibrateRanges } from './calibrate.ts';
import { quantizeError } from './errors.ts';
import { foldBatchNorms } from './fold-batch-norm.ts';
import { foldInput } from './fold-input.ts';
import type { RangeMethod } from './histogram.ts';
import { quantiseModel } from './int8.ts';
import { planInt8 } from './plan.ts';
import { raiseOpset } from './raise-opset.ts';

/** How a graph is made to compute in integers. */
export interface Int8Options {
  /** What errors call the graph. */
  readonly name: string;
  /** The shape of `image` for one picture. */
  readonly shape: readonly number[];
  /** Names of nodes that stay in float. */
  readonly keep: readonly string[];
  readonly method: RangeMethod;
  readonly threads: number;
}

/** The largest weight: 8 bits with a sign, and as many steps below 0 as above. */
const weightTop = 127;

/**
 * Makes a backbone compute in 8-bit integers, with ranges that were seen on pictures.
 *
 * @param images each one picture: height × width × 3 bytes.
 * @throws CodedError QUANTIZE_OPSET, QUANTIZE_KEEP, QUANTIZE_NOTHING, QUANTIZE_VALUES, MODEL_LOAD, MODEL_RUN
 */
export async function encodeInt8Graph(
  model: OnnxModel,
  images: AsyncIterable<Uint8Array>,
  options: Int8Options,
): Promise<Uint8Array> {
  const { name, keep } = options;
  const missing = keep.find((wanted) => model.graph.node.every((node) => node.name !== wanted));
  if (missing !== undefined) throw quantizeError('QUANTIZE_KEEP', `${name} ("${missing}")`);
  const kept = new Set(keep);
  const folded = foldInput(foldBatchNorms(raiseOpset(model, name)), kept);
  const plan = planInt8(folded.graph, kept);
  if (plan.nodes.size === 0) throw quantizeError('QUANTIZE_NOTHING', name);
  const ranges = await calibrateRanges(folded, plan, images, options);
  return encodeOnnx(quantiseModel(folded, plan, ranges, weightTop));
}
