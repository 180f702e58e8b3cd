import { expect, it } from 'vitest';
import { curveLine } from '../head/curve-line.ts';
import { createLiveLine } from './live-line.ts';

function stream(isTTY: boolean) {
  const written: string[] = [];
  return { written, isTTY, columns: 20, write: (text: string) => written.push(text) > 0 };
}

it('writes over one line in a terminal, as long as fits', () => {
  const terminal = stream(true);
  const line = createLiveLine(terminal);
  line.show('step 1, loss 0.5', 'part 1');
  line.show('step 2, loss 0.25, and much more', 'part 1');
  line.end();
  line.end();
  expect(terminal.written).toEqual(['\r\u001b[Kstep 1, loss 0.5', '\r\u001b[Kstep 2, loss 0.25, ', '\n']);
});

it('says only news where it is no terminal', () => {
  const log = stream(false);
  const line = createLiveLine(log);
  for (const step of [1, 2, 3]) line.show(`step ${step}`, step < 3 ? 'part 1' : 'part 2');
  line.end();
  expect(log.written).toEqual(['part 1\n', 'part 2\n']);
});

it('says how far a training is, and the newest point of its curve', () => {
  const point = { fold: 2, step: 14, loss: 0.0312, validation_loss: 0.04513, accuracy: 0.9789, recall: 1 };
  const progress = { done: 1.5, of: 6, note: 'without part 2 of 5', point };
  const job = {
    ...{ id: 1, kind: 'train', state: 'running' as const, by: 'ann', params: {}, created_at: 1, started_at: 1 },
    ...{ finished_at: null, chunks: 0, result: null, error: null },
  };
  expect(curveLine({ ...job, progress })).toBe(
    '25 %  without part 2 of 5, step 14, loss 0.0312, held out 0.0451, accuracy 97.9 %',
  );
  expect(curveLine({ ...job, state: 'queued', progress: null })).toBe('queued');
});
