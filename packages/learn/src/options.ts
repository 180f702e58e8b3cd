import { learnError } from './errors.ts';
import type { Shape } from './network.ts';
import type { Sgd } from './sgd.ts';

/** What is trained: a linear softmax classifier, or one with a hidden layer of so many outputs (ReLU). */
export type ModelChoice = { readonly kind: 'linear' } | { readonly kind: 'mlp'; readonly hidden: number };

/** How the least loss is looked for: full-batch L-BFGS, or stochastic gradient descent with momentum. */
export type OptimizerChoice = { readonly kind: 'lbfgs' } | Sgd;

/** How `trainHead` learns. */
export interface TrainingOptions {
  /** Linear unless told otherwise. */
  readonly model?: ModelChoice;
  /** L-BFGS unless told otherwise. */
  readonly optimizer?: OptimizerChoice;
  /** How strongly weights are held down, on standardised features. */
  readonly l2: number;
  /** How much classes are evened out: at 0 every row counts the same, at 1 every class does, whatever its size. */
  readonly balance: number;
  /** How much a row of each class counts beside that; 1 unless told. */
  readonly class_weights?: readonly number[];
  /** Draws folds, first weights and batches. */
  readonly seed: number;
  /** At the most so many steps of L-BFGS or epochs of SGD: 60 and 30 unless told. */
  readonly max_steps?: number;
  /** Stops when so many steps in a row brought nothing on the rows held out: 20 of L-BFGS and 8 of SGD unless told. */
  readonly patience?: number;
  /** The class that alerts; the curve has its AUROC and recall. */
  readonly positive?: number;
}

/** Options, each with its value. */
export interface Recipe {
  readonly shape: Shape;
  readonly optimizer: OptimizerChoice;
  readonly l2: number;
  readonly seed: number;
  readonly maxSteps: number;
  readonly patience: number;
  readonly positive: number | undefined;
}

const defaults = { lbfgs: { maxSteps: 60, patience: 20 }, sgd: { maxSteps: 30, patience: 8 } } as const;
/** Wider layers than this would be a network of their own, not the head of one. */
const mostHidden = 4096;
const mostSteps = 10_000;

/** Fills in what was not said. @throws CodedError LEARN_OPTIONS */
export function parseOptions(options: TrainingOptions, dims: number, classes: number): Recipe {
  const { model = { kind: 'linear' }, optimizer = { kind: 'lbfgs' }, l2, balance, class_weights, positive } = options;
  const { max_steps = defaults[optimizer.kind].maxSteps, patience = defaults[optimizer.kind].patience } = options;
  requireNumber('l2', l2, l2 >= 0, 'of 0 or more');
  requireNumber('balance', balance, balance >= 0 && balance <= 1, 'from 0 to 1');
  requireWholeNumber('max_steps', max_steps, 1, mostSteps);
  requireWholeNumber('patience', patience, 1, mostSteps);
  if (model.kind === 'mlp') requireWholeNumber('hidden', model.hidden, 1, mostHidden);
  if (optimizer.kind === 'sgd') {
    const { learning_rate, momentum, batch, decay = 0 } = optimizer;
    requireNumber('learning_rate', learning_rate, learning_rate > 0, 'above 0');
    requireNumber('momentum', momentum, momentum >= 0 && momentum < 1, 'from 0 to below 1');
    requireWholeNumber('batch', batch, 1, 65_536);
    requireNumber('decay', decay, decay >= 0, 'of 0 or more');
  }
  if (class_weights && class_weights.length !== classes) {
    throw learnError('LEARN_OPTIONS', `${class_weights.length} class_weights for ${classes} classes`);
  }
  for (const weight of class_weights ?? []) requireNumber('class_weights', weight, weight > 0, 'above 0');
  if (positive !== undefined) requireWholeNumber('positive', positive, 0, classes - 1);
  const shape = { dims, hidden: model.kind === 'mlp' ? model.hidden : 0, classes };
  return { shape, optimizer, l2, seed: options.seed, maxSteps: max_steps, patience, positive };
}

function requireNumber(name: string, value: number, isRight: boolean, wanted: string): void {
  if (!(isRight && Number.isFinite(value))) {
    throw learnError('LEARN_OPTIONS', `${name} is ${value}; expected a number ${wanted}`);
  }
}

function requireWholeNumber(name: string, value: number, least: number, most: number): void {
  if (!(Number.isInteger(value) && value >= least && value <= most)) {
    throw learnError('LEARN_OPTIONS', `${name} is ${value}; expected a whole number from ${least} to ${most}`);
  }
}
