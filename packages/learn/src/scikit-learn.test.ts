import { spawnSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import { nextStep } from './descent.ts';
import { rowsWhere, totalWeight } from './examples.ts';
import { createNetwork } from './network.ts';
import { type OptimizerChoice, parseOptions } from './options.ts';
import { standardise } from './scale.ts';
import { softmaxInPlace } from './softmax.ts';
import { descend } from './start.ts';
import { clouds } from './testing/clouds.ts';
import { finish } from './work.ts';

const python = '/usr/bin/python3';
const hasSklearn = spawnSync(python, ['-c', 'import sklearn']).status === 0;

const count = 200;
const dims = 6;
const l2 = 0.05;
const hidden = 7;
const sgd = { kind: 'sgd', learning_rate: 0.02, momentum: 0.9, batch: 20 } as const;
const epochs = 40;

/** Overlapping clouds, each row with a weight of its own. */
const sets = new Map(
  [2, 3].map((classes) => {
    const set = clouds(count, classes, dims, 1.2);
    return [classes, { ...set, weights: Array.from({ length: count }, (_, row) => 1 + (row % 4)) }] as const;
  }),
);

/** What scikit-learn makes of the same rows; a network has no weights of rows there. */
const script = `
import json, sys, warnings
import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import StandardScaler
warnings.filterwarnings("ignore")
asked = json.load(sys.stdin)
answer = {"linear": {}}
for classes, given in asked["sets"].items():
    x = np.array(given["features"]).reshape(-1, asked["dims"])
    y, w = np.array(given["labels"]), np.array(given["weights"], dtype=float)
    z = StandardScaler().fit(x, sample_weight=w).transform(x)
    # Two classes have one vector of weights there and two here, each half of it and held down by itself.
    c = (2 if classes == "2" else 1) / (asked["l2"] * w.sum())
    model = LogisticRegression(C=c, solver="newton-cg", tol=1e-10, max_iter=10000).fit(z, y, sample_weight=w)
    answer["linear"][classes] = {"coef": model.coef_.tolist(), "p": model.predict_proba(z).ravel().tolist()}
z = StandardScaler().fit_transform(x)
for solver, more in (("lbfgs", {"max_iter": 5000, "tol": 1e-9}), ("sgd", asked["sgd"])):
    # Its alpha is divided by the rows that a slope is taken over.
    rows = more.get("batch_size", len(y))
    net = MLPClassifier((asked["hidden"],), solver=solver, alpha=asked["l2"] * rows, random_state=1, **more).fit(z, y)
    answer[solver] = {
        "loss": net.loss_,
        "p": net.predict_proba(z).ravel().tolist(),
        "weights": [a.T.tolist() for a in net.coefs_],
        "bias": [a.tolist() for a in net.intercepts_],
    }
json.dump(answer, sys.stdout)
`;

interface NetworkAnswer {
  readonly loss: number;
  readonly p: readonly number[];
  /** Of the hidden and the output layer: outputs × inputs. */
  readonly weights: readonly (readonly (readonly number[])[])[];
  readonly bias: readonly (readonly number[])[];
}
interface Answer {
  readonly linear: Readonly<
    Record<string, { readonly coef: readonly (readonly number[])[]; readonly p: readonly number[] }>
  >;
  readonly lbfgs: NetworkAnswer;
  readonly sgd: NetworkAnswer;
}

/** Learns the rows of a set. @returns the end of the way, and what is there. */
function learn(classes: number, width: number, optimizer: OptimizerChoice, steps: number) {
  const set = sets.get(classes);
  if (!set) throw new Error(`no set of ${classes} classes`);
  const examples = width ? { ...set, weights: Array.from(set.labels, () => 1) } : set;
  const rows = rowsWhere(count, () => true);
  const model = width ? ({ kind: 'mlp', hidden: width } as const) : ({ kind: 'linear' } as const);
  const recipe = parseOptions({ l2, balance: 0, seed: 1, model, optimizer }, dims, classes);
  const network = createNetwork(recipe.shape, examples, finish(standardise(examples, rows)), l2);
  const descent = descend(network, examples, rows, recipe);
  let point = new Float64Array(network.size);
  for (let step = 0; step < steps; step++) {
    const next = finish(nextStep(descent));
    if (!next) break;
    point = Float64Array.from(next.point);
  }
  return {
    point,
    probabilitiesAt(at: Float64Array) {
      const values = new Float64Array(count * classes);
      finish(network.logits(rows, at, values));
      for (let row = 0; row < count; row++) softmaxInPlace(values, row * classes, classes, 0);
      return values;
    },
    lossAt: (at: Float64Array) =>
      finish(network.slope(rows, totalWeight(examples, rows), at, new Float64Array(network.size))).loss,
  };
}

const farthest = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.max(...Array.from(a, (value, i) => Math.abs(value - (b[i] ?? Number.NaN))));

describe.skipIf(!hasSklearn)('the same rows in scikit-learn (skipped without python3-sklearn)', () => {
  let answer: Answer;
  beforeAll(() => {
    const rows = Object.fromEntries(
      [...sets].map(([classes, { features, labels, weights }]) => [
        classes,
        { features: [...features], labels: Array.from(labels), weights: Array.from(weights) },
      ]),
    );
    const options = { momentum: 0.9, nesterovs_momentum: false, learning_rate_init: 0.02, batch_size: 20 };
    const asked = { sets: rows, dims, l2, hidden, sgd: { ...options, max_iter: epochs, n_iter_no_change: epochs } };
    const { stdout, stderr } = spawnSync(python, ['-c', script], { input: JSON.stringify(asked), encoding: 'utf8' });
    if (!stdout) throw new Error(stderr);
    answer = JSON.parse(stdout);
  });

  it.each([2, 3])('give the linear head of %i classes the same probabilities and weights to 1e-6', (classes) => {
    const { point, probabilitiesAt } = learn(classes, 0, { kind: 'lbfgs' }, 500);
    const { coef = [], p = [] } = answer.linear[classes] ?? {};
    expect(farthest(probabilitiesAt(point), p)).toBeLessThan(1e-6);
    const weights = Array.from({ length: classes }, (_, c) => point.slice(c * (dims + 1), (c + 1) * (dims + 1) - 1));
    // One vector of weights there is the difference of two here.
    const [first, second] = weights;
    const ours = classes === 2 ? [Array.from(second ?? [], (value, d) => value - (first?.[d] ?? 0))] : weights;
    expect(ours).toHaveLength(coef.length);
    ours.forEach((own, c) => {
      expect(farthest(own, coef[c] ?? [])).toBeLessThan(1e-6);
    });
  });

  it('make a network of the same weights say the same to 1e-6, at the same loss', () => {
    const { weights, bias, p, loss } = answer.lbfgs;
    const theirs = Float64Array.from(
      weights.flatMap((layer, l) => layer.flatMap((own, o) => [...own, bias[l]?.[o] ?? Number.NaN])),
    );
    const { probabilitiesAt, lossAt } = learn(3, hidden, { kind: 'lbfgs' }, 1);
    expect(farthest(probabilitiesAt(theirs), p)).toBeLessThan(1e-6);
    expect(lossAt(theirs)).toBeCloseTo(loss, 5);
  });

  it('lead networks from other first weights to a loss that differs by less than 0.1 % with L-BFGS, 5 % with SGD', () => {
    const byLbfgs = learn(3, hidden, { kind: 'lbfgs' }, 2_000);
    expect(Math.abs(byLbfgs.lossAt(byLbfgs.point) / answer.lbfgs.loss - 1)).toBeLessThan(0.001);
    const bySgd = learn(3, hidden, sgd, epochs);
    expect(Math.abs(bySgd.lossAt(bySgd.point) / answer.sgd.loss - 1)).toBeLessThan(0.05);
  });
});
