import { encodeOnnx, type OnnxModel, openSession } from '@splitsight/inference/onnx';
import { quantizeError } from './errors.ts';
import { createHistogram, type Range, type RangeMethod } from './histogram.ts';
import type { Int8Plan } from './plan.ts';

/**
 * Runs a model on pictures and finds the range of every value that a plan holds in 8 bits. One picture is in memory at a
 * time, with all its values: about 20 MB for ResNet-18 at 224 px; what was seen is kept as a histogram a value.
 *
 * @param images each one picture: 1 × height × width × 3 bytes.
 * @throws CodedError QUANTIZE_VALUES, MODEL_LOAD, MODEL_RUN
 */
export async function calibrateRanges(
  model: OnnxModel,
  plan: Int8Plan,
  images: AsyncIterable<Uint8Array>,
  options: {
    readonly name: string;
    readonly method: RangeMethod;
    readonly shape: readonly number[];
    readonly threads: number;
  },
): Promise<ReadonlyMap<string, Range>> {
  const { name, shape, threads } = options;
  const histograms = new Map([...plan.values.values()].map((value) => [value, createHistogram()]));
  const output = [...histograms.keys()].map((value) => ({ name: value }));
  const session = await openSession(encodeOnnx({ ...model, graph: { ...model.graph, output } }), threads, name);
  try {
    for await (const data of images) {
      const values = await session.run({ image: { type: 'uint8', data, shape } });
      for (const [value, histogram] of histograms) {
        const found = values.get(value);
        if (found?.type !== 'float32' || !histogram.add(found.data))
          throw quantizeError('QUANTIZE_VALUES', `${name} ("${value}")`);
      }
    }
  } finally {
    await session.close();
  }
  return new Map([...histograms].map(([value, histogram]) => [value, histogram.range(options.method)]));
}
