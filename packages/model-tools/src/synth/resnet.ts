import { graphPort, type OnnxModel, type OnnxTensor } from '@splitsight/inference/onnx';
import { type ConvShape, createLayers, type Layers } from './layers.ts';
import { createWeights } from './weights.ts';

/** The networks that can be made. */
export const resnetArchs = ['resnet18', 'resnet34', 'resnet50'] as const;
export type ResnetArch = (typeof resnetArchs)[number];

export interface ResnetOptions {
  readonly arch: ResnetArch;
  /** 1: He et al. 2015, Deep Residual Learning. 2: He et al. 2016, Identity Mappings (norms and ReLUs come first). */
  readonly version: 1 | 2;
  readonly seed: number;
  /** Height and width of the pictures. */
  readonly size: number;
  /** Below 9 the file is as the model zoo's oldest: format 3, and every constant is listed among the inputs. */
  readonly opset: number;
}

const classes = 1000;
/** Channels after the stem and after each stage of basic blocks; bottlenecks end in four times as many. */
const stemChannels = 64;
const stageChannels = [64, 128, 256, 512] as const;
const shapes = {
  resnet18: { units: [2, 2, 2, 2], bottleneck: false },
  resnet34: { units: [3, 4, 6, 3], bottleneck: false },
  resnet50: { units: [3, 4, 6, 3], bottleneck: true },
} as const;

/**
 * Makes a ResNet of the standard topology for 1,000 classes with random weights: `data` float32 [N, 3, size, size] →
 * `logits` float32 [N, 1000]. It has the speed, the structure and the size of the trained one, and knows nothing.
 *
 * The layers are those of the ONNX model zoo's files (MXNet Gluon): a bottleneck of version 1 strides in its first
 * convolution, of version 2 in its second; version 2 has a norm before the stem. Unlike theirs, convolutions of 1 × 1
 * have no bias, as in the paper.
 */
export function createResnet({ arch, version, seed, size, opset }: ResnetOptions): OnnxModel {
  const layers = createLayers(createWeights(seed));
  const { units, bottleneck } = shapes[arch];
  const block = version === 1 ? addBlock : addPreactivatedBlock;
  let channels: number = stemChannels;
  let value = addStem(layers, version);
  units.forEach((count, stage) => {
    const width = stageChannels[stage] ?? 0;
    for (let unit = 0; unit < count; unit++) {
      const stride = stage > 0 && unit === 0 ? 2 : 1;
      const convs = bottleneck
        ? bottleneckConvs(channels, width, stride, version)
        : basicConvs(channels, width, stride);
      value = block(layers, `stage${stage + 1}_unit${unit + 1}`, value, convs, stride);
      channels = bottleneck ? 4 * width : width;
    }
  });
  if (version === 2) value = layers.relu('last_relu', layers.norm('last_norm', value, channels));
  layers.classify('logits', value, channels, classes);
  return wrap(layers, { arch, version, size, opset });
}

function addStem(layers: Layers, version: 1 | 2): string {
  const input = version === 2 ? layers.norm('data_norm', 'data', 3) : 'data';
  const conv = layers.conv('stem_conv', input, { from: 3, to: stemChannels, kernel: 7, stride: 2 });
  return layers.maxPool('stem_pool', layers.relu('stem_relu', layers.norm('stem_norm', conv, stemChannels)));
}

/** The branches add little to what goes past them, or the signal would grow 250-fold through 16 blocks. */
const branchGain = 0.25;

function basicConvs(from: number, width: number, stride: number): ConvShape[] {
  return [
    { from, to: width, kernel: 3, stride },
    { from: width, to: width, kernel: 3, stride: 1, gain: branchGain },
  ];
}

function bottleneckConvs(from: number, width: number, stride: number, version: 1 | 2): ConvShape[] {
  return [
    { from, to: width, kernel: 1, stride: version === 1 ? stride : 1 },
    { from: width, to: width, kernel: 3, stride: version === 1 ? 1 : stride },
    { from: width, to: 4 * width, kernel: 1, stride: 1, gain: branchGain },
  ];
}

/** conv, norm, ReLU …; the sum goes through a ReLU. */
function addBlock(layers: Layers, name: string, input: string, convs: readonly ConvShape[], stride: number): string {
  let branch = input;
  convs.forEach((shape, i) => {
    const conv = layers.conv(`${name}_conv${i + 1}`, branch, shape);
    const norm = layers.norm(`${name}_norm${i + 1}`, conv, shape.to);
    branch = i < convs.length - 1 ? layers.relu(`${name}_relu${i + 1}`, norm) : norm;
  });
  const side = sideShape(convs, stride);
  const past = side ? layers.norm(`${name}_side_norm`, layers.conv(`${name}_side`, input, side), side.to) : input;
  return layers.relu(`${name}_relu`, layers.add(`${name}_sum`, branch, past));
}

/** norm, ReLU, conv …; the sum goes on as it is. */
function addPreactivatedBlock(
  layers: Layers,
  name: string,
  input: string,
  convs: readonly ConvShape[],
  stride: number,
): string {
  const side = sideShape(convs, stride);
  let branch = input;
  let past = input;
  convs.forEach((shape, i) => {
    const active = layers.relu(`${name}_relu${i + 1}`, layers.norm(`${name}_norm${i + 1}`, branch, shape.from));
    if (i === 0 && side) past = layers.conv(`${name}_side`, active, side);
    branch = layers.conv(`${name}_conv${i + 1}`, active, shape);
  });
  return layers.add(`${name}_sum`, branch, past);
}

/** The convolution beside a block whose number of channels changes; undefined where its input can go past as it is. */
function sideShape(convs: readonly ConvShape[], stride: number): ConvShape | undefined {
  const from = convs[0]?.from ?? 0;
  const to = convs.at(-1)?.to ?? 0;
  return from === to ? undefined : { from, to, kernel: 1, stride };
}

function wrap(layers: Layers, about: Omit<ResnetOptions, 'seed'>): OnnxModel {
  const { arch, version, size, opset } = about;
  const old = opset < 9;
  return {
    irVersion: old ? 3 : 8,
    opsetImport: [{ domain: '', version: opset }],
    producerName: 'splitsight',
    graph: {
      name: `${arch}-v${version}`,
      node: layers.nodes,
      initializer: layers.constants,
      input: [
        graphPort('data', 'float32', ['N', 3, size, size]),
        ...(old ? layers.constants.map(({ name, dims }) => graphPort(name, 'float32', numbers(dims))) : []),
      ],
      output: [graphPort('logits', 'float32', ['N', classes])],
    },
  };
}

function numbers(dims: OnnxTensor['dims']): number[] {
  return dims.map((dim) => (typeof dim === 'number' ? dim : dim.toNumber()));
}
