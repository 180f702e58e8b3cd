import { auroc, createRandom } from '@splitsight/learn';

/** What one codec's heads said of the items of a task. */
export interface Answers {
  /** count × classes, each by a head that was trained on this codec's features and had not seen the item's group. */
  readonly own: Float64Array;
  /** The same by the heads that were trained on float32. */
  readonly float: Float64Array;
}

/** A task whose items have been judged. */
export interface JudgedTask {
  readonly name: string;
  readonly classes: number;
  readonly labels: readonly number[];
  readonly groups: readonly number[];
  readonly answers: ReadonlyMap<string, Answers>;
}

/** How good a codec's answers are, and how they differ from those of float32. */
export interface CodecFigures {
  readonly accuracy: number;
  /** One class against the others, mean over the classes; over several tasks, their mean by items. */
  readonly auroc: number;
  /** Accuracy of float32 less this one's, in points, on the same items; below 0 when the codec's answers are better. */
  readonly loss_points: number;
  /** 95 % interval of that: groups of items drawn anew within each task. */
  readonly loss_low: number;
  readonly loss_high: number;
  /** The share of items whose likeliest class is another one than with float32. */
  readonly flips: number;
  /** Loss and flips when the heads are not trained anew: those of float32 on what the codec gives back. */
  readonly same_head: { readonly loss_points: number; readonly flips: number };
}

const resamples = 2_000;

/** Compares a codec's answers to those of float32 (`f32`) over the items of all tasks. */
export function compareAnswers(tasks: readonly JudgedTask[], codec: string, seed: number): CodecFigures {
  const compared = tasks.map((task) => compareTask(task, codec));
  const n = sum(compared.map(({ labels }) => labels.length));
  const share = (hits: (task: Compared) => readonly boolean[]) =>
    sum(compared.map((task) => hits(task).filter(Boolean).length)) / n;
  const accuracy = share(({ own }) => own.right);
  const [low, high] = lossInterval(compared, seed);
  return {
    accuracy: round(accuracy, 5),
    auroc: round(sum(compared.map((task) => task.auroc * task.labels.length)) / n, 4),
    loss_points: round(100 * (share(({ reference }) => reference.right) - accuracy), 3),
    loss_low: round(low, 3),
    loss_high: round(high, 3),
    flips: round(
      share((task) => differ(task.own, task.reference)),
      5,
    ),
    same_head: {
      loss_points: round(100 * (share(({ reference }) => reference.right) - share(({ float }) => float.right)), 3),
      flips: round(
        share((task) => differ(task.float, task.reference)),
        5,
      ),
    },
  };
}

interface Predicted {
  readonly classes: readonly number[];
  readonly right: readonly boolean[];
}

interface Compared {
  readonly labels: readonly number[];
  readonly groups: readonly number[];
  readonly reference: Predicted;
  readonly own: Predicted;
  readonly float: Predicted;
  readonly auroc: number;
}

function compareTask({ classes, labels, groups, answers }: JudgedTask, codec: string): Compared {
  const none = new Float64Array(0);
  const { own, float } = answers.get(codec) ?? { own: none, float: none };
  const predicted = (probabilities: Float64Array): Predicted => {
    const likeliest = labels.map((_, row) => indexOfMost(probabilities.subarray(row * classes, (row + 1) * classes)));
    return { classes: likeliest, right: likeliest.map((label, row) => label === labels[row]) };
  };
  return {
    labels,
    groups,
    reference: predicted(answers.get('f32')?.own ?? none),
    own: predicted(own),
    float: predicted(float),
    auroc: meanAuroc(own, labels, classes),
  };
}

function meanAuroc(probabilities: Float64Array, labels: readonly number[], classes: number): number {
  const rows = labels.map((_, row) => row);
  const each = Array.from({ length: classes }, (_, label) =>
    auroc(
      rows.map((row) => probabilities[row * classes + label] as number),
      labels.map((actual) => actual === label),
      rows,
    ),
  );
  return sum(each) / classes;
}

/** Items of one group stand and fall together, so groups are drawn, not items. */
function lossInterval(tasks: readonly Compared[], seed: number): [low: number, high: number] {
  const random = createRandom(seed);
  const groups = tasks.map(({ groups, reference, own }) => {
    const totals = new Map<number, { items: number; lost: number }>();
    groups.forEach((group, row) => {
      const total = totals.get(group) ?? { items: 0, lost: 0 };
      total.items++;
      total.lost += Number(reference.right[row]) - Number(own.right[row]);
      totals.set(group, total);
    });
    return [...totals.values()];
  });
  const losses = Float64Array.from({ length: resamples }, () => {
    let [items, lost] = [0, 0];
    for (const totals of groups) {
      for (let drawn = 0; drawn < totals.length; drawn++) {
        const total = totals[Math.floor(random() * totals.length)];
        items += total?.items ?? 0;
        lost += total?.lost ?? 0;
      }
    }
    return (100 * lost) / items;
  }).sort();
  return [losses[Math.floor(0.025 * resamples)] ?? 0, losses[Math.floor(0.975 * resamples)] ?? 0];
}

function differ(a: Predicted, b: Predicted): boolean[] {
  return a.classes.map((label, row) => label !== b.classes[row]);
}

function indexOfMost(values: Float64Array): number {
  return values.indexOf(values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY));
}

function round(value: number, digits: number): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
