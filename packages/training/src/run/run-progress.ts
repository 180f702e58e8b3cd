import type { CurvePoint } from '@splitsight/learn';
import type { HeldOutHooks } from './held-out.ts';
import type { RunParameters } from './parameters.ts';
import type { RunFile } from './run-file.ts';

/** How far a run is. */
export interface RunProgress {
  /** Trainings done, of `of`; null while it is not known how many there will be. */
  readonly done: number;
  readonly of: number | null;
  /** What it does now. */
  readonly note: string;
  /** The newest point of a live curve: fold (0: the head that is kept), step, loss, validation_loss, accuracy, … */
  readonly point: Readonly<Record<string, number>> | null;
}

/** Tells how far the trainings of a run are, and keeps their curves. */
export interface RunReporter extends Required<Omit<HeldOutHooks, 'signal'>> {
  /** The head that is kept is trained now. */
  final(): void;
  onFinalPoint(point: CurvePoint): void;
  note(note: string): void;
  curves(): RunFile['curves'];
}

const usualSteps = { lbfgs: 60, sgd: 30 } as const;

/** @param held how many parts are held out; a head is trained without each, then the one that is kept. */
export function createRunReporter(
  { optimizer, max_steps: most = usualSteps[optimizer.kind] }: RunParameters,
  held: number,
  onProgress: (progress: RunProgress) => void,
): RunReporter {
  const of = held + 1;
  const curves = new Map<number, CurvePoint[]>();
  const nameOf = (fold: number) => (fold === 0 ? 'the head that is kept' : `without part ${fold} of ${held}`);
  const begin = (training: number, fold: number) => {
    curves.set(fold, []);
    onProgress({ done: training, of, note: nameOf(fold), point: null });
  };
  const tell = (training: number, fold: number, point: CurvePoint) => {
    curves.get(fold)?.push(point);
    const { step, validation } = point;
    const done = training + Math.min(0.99, step / most);
    const { loss: validation_loss, ...figures } = validation;
    onProgress({
      done,
      of,
      note: nameOf(fold),
      point: { fold, step, loss: point.training.loss, validation_loss, ...figures },
    });
  };
  return {
    onFold: (fold) => begin(fold, fold + 1),
    onPoint: (fold, point) => tell(fold, fold + 1, point),
    final: () => begin(held, 0),
    onFinalPoint: (point) => tell(held, 0, point),
    note: (note) => onProgress({ done: held + 0.99, of, note, point: null }),
    curves: () => [...curves].map(([fold, points]) => ({ fold, points })),
  };
}
