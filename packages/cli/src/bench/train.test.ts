import { expect, it } from 'vitest';
import { benchTrain } from './train.ts';

it('trains each kind of head, and says how long it took and how good it is', async () => {
  const lines: string[] = [];
  const report = await benchTrain({
    rows: 3_200,
    dims: 16,
    hidden: 8,
    seed: 1,
    signal: new AbortController().signal,
    onProgress: (line) => lines.push(line),
  });
  expect(report).toMatchObject({ bench: 'train', rows: 3_200, dims: 16, hidden: 8, seed: 1 });
  const { trainings } = report;
  expect(Object.keys(trainings)).toEqual(['linear, lbfgs', 'linear, sgd', 'mlp, sgd', 'mlp, lbfgs']);
  expect(lines).toHaveLength(4);
  for (const { seconds, cpu_seconds, steps, best, accuracy, auroc } of Object.values(trainings)) {
    expect(seconds).toBeGreaterThan(0);
    expect(cpu_seconds).toBeGreaterThan(0);
    expect(best).toBeLessThanOrEqual(steps);
    expect(accuracy).toBeGreaterThan(0.6);
    expect(auroc).toBeGreaterThan(0.6);
  }
});

it('can be cut short', async () => {
  const stop = new AbortController();
  const onProgress = () => stop.abort(new Error('enough'));
  const cut = benchTrain({ rows: 400, dims: 16, hidden: 8, seed: 1, signal: stop.signal, onProgress });
  await expect(cut).rejects.toThrow('enough');
});
