import type { RunFile } from '../run/run-file.ts';

const judged = ['accuracy', 'precision', 'recall', 'f1', 'fpr', 'auroc', 'average_precision', 'brier', 'ece'] as const;

/**
 * The metrics of a run, each with its history: lines of time, value and step. Curves are `loss`, `validation_loss`, … of the
 * head that is kept, and `fold_1/…` of those that were judged; what was held out is `held_out/…`.
 */
export function runMetrics(run: RunFile): Record<string, string> {
  const { judgement, finished_at: at } = run;
  const metrics = new Map<string, string[]>();
  const add = (name: string, value: number | undefined, step: number) => {
    if (value === undefined) return;
    const lines = metrics.get(name) ?? [];
    metrics.set(name, [...lines, `${at} ${value} ${step}\n`]);
  };
  for (const { fold, points } of run.curves) {
    const prefix = fold === 0 ? '' : `fold_${fold}/`;
    for (const { step, training, validation } of points) {
      const { loss, ...figures } = validation;
      add(`${prefix}loss`, training.loss, step);
      add(`${prefix}validation_loss`, loss, step);
      for (const [name, value] of Object.entries(figures)) add(`${prefix}validation_${name}`, value, step);
    }
  }
  for (const name of judged) {
    add(`held_out/${name}`, judgement[name].value, 0);
    add(`held_out/${name}_low`, judgement[name].low, 0);
    add(`held_out/${name}_high`, judgement[name].high, 0);
  }
  add('held_out/ece_before', judgement.ece_before?.value, 0);
  add('held_out/items', judgement.n, 0);
  for (const { camera, accuracy } of judgement.cameras) {
    add(`camera/${camera === '' ? 'none' : camera}/accuracy`, accuracy.value, 0);
  }
  return Object.fromEntries([...metrics].map(([name, lines]) => [name, lines.join('')]));
}
