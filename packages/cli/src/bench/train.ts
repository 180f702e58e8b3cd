import { createRandom, type TrainedHead, type TrainingSet, trainHead } from '@splitsight/learn';

export interface TrainBenchOptions {
  readonly rows: number;
  readonly dims: number;
  /** Outputs of the hidden layer of the networks. */
  readonly hidden: number;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly onProgress: (line: string) => void;
}

/** How long one training took, validation and curve included, and what came of it. */
export interface TrainBenchLine {
  readonly seconds: number;
  /** The processor's time: what `seconds` would be on a core of its own. */
  readonly cpu_seconds: number;
  /** Steps or epochs that were taken, and those that were kept. */
  readonly steps: number;
  readonly best: number;
  /** On the fifth of the groups that was held out. */
  readonly accuracy: number;
  readonly auroc: number;
}

export interface TrainBenchReport {
  readonly bench: 'train';
  readonly rows: number;
  readonly dims: number;
  readonly hidden: number;
  readonly seed: number;
  readonly trainings: Readonly<Record<string, TrainBenchLine>>;
}

/** The recipe of `head train`. */
const linear = { model: { kind: 'linear' }, l2: 0.2 } as const;
const sgd = { kind: 'sgd', learning_rate: 0.01, momentum: 0.9, batch: 64, decay: 0.1 } as const;

/** Measures how long heads of each kind take to train on vectors that are made up like those of a backbone. */
export async function benchTrain(options: TrainBenchOptions): Promise<TrainBenchReport> {
  const { rows, dims, hidden, seed, signal, onProgress } = options;
  const set = makeExamples(rows, dims, seed);
  // So strong a penalty as is right for a line keeps a network from bending.
  const mlp = { model: { kind: 'mlp', hidden }, l2: 0.01 } as const;
  const kinds = {
    'linear, lbfgs': linear,
    'linear, sgd': { ...linear, optimizer: sgd },
    'mlp, sgd': { ...mlp, optimizer: sgd },
    'mlp, lbfgs': mlp,
  };
  const trainings: Record<string, TrainBenchLine> = {};
  for (const [name, recipe] of Object.entries(kinds)) {
    const [from, cpuFrom] = [performance.now(), process.cpuUsage()];
    const head = await trainHead(set, { ...recipe, balance: 0.5, positive: 1, seed }, { signal });
    const { user, system } = process.cpuUsage(cpuFrom);
    const line = describe(head, (performance.now() - from) / 1000, (user + system) / 1e6);
    trainings[name] = line;
    onProgress(`${name}: ${line.seconds} s, ${line.steps} steps, accuracy ${line.accuracy}`);
  }
  return { bench: 'train', rows, dims, hidden, seed, trainings };
}

function describe({ steps, curve }: TrainedHead, seconds: number, cpuSeconds: number): TrainBenchLine {
  const { accuracy = 0, auroc = 0 } = curve[steps - 1]?.validation ?? {};
  const round = (value: number, digits: number) => Number(value.toFixed(digits));
  return {
    seconds: round(seconds, 2),
    cpu_seconds: round(cpuSeconds, 2),
    steps: curve.length,
    best: steps,
    accuracy: round(accuracy, 4),
    auroc: round(auroc, 4),
  };
}

/** How many causes the values of a vector are mixed from, and how many vectors stand in a group. */
const [causes, groupSize] = [40, 8];

/**
 * Makes up vectors like those behind a ReLU: mixtures of a few causes, cut off at 0. The class depends on one cause and on
 * the product of two others, so a network sees more than a line does.
 */
function makeExamples(rows: number, dims: number, seed: number): TrainingSet {
  const random = createRandom(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const mixture = Float64Array.from({ length: causes * dims }, () => normal() / Math.sqrt(causes));
  const features = new Float32Array(rows * dims);
  const labels = new Int32Array(rows);
  const cause = new Float64Array(causes);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < causes; i++) cause[i] = normal();
    const [a = 0, b = 0, c = 0] = cause;
    labels[row] = a + b * c + 0.5 * normal() > 0 ? 1 : 0;
    for (let d = 0; d < dims; d++) {
      let value = 0.3 * normal();
      for (let i = 0; i < causes; i++) value += (cause[i] as number) * (mixture[i * dims + d] as number);
      features[row * dims + d] = Math.max(0, value);
    }
  }
  return {
    features,
    dims,
    classes: 2,
    labels,
    weights: new Float64Array(rows).fill(1),
    groups: Int32Array.from(labels, (_, row) => Math.floor(row / groupSize)),
    judged: Array.from(labels, () => true),
  };
}
