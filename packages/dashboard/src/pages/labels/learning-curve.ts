import type { Line } from '../../components/line-chart.tsx';

/** fold (0: the head that is kept), step, loss, validation_loss and figures. */
export type CurvePoint = Readonly<Record<string, number>>;

/** Points of both, those of one fold and step once. */
export function mergePoints(known: readonly CurvePoint[], heard: readonly CurvePoint[]): readonly CurvePoint[] {
  const keyOf = ({ fold, step }: CurvePoint) => `${fold}/${step}`;
  const keys = new Set(known.map(keyOf));
  return [...known, ...heard.filter((point) => !keys.has(keyOf(point)))];
}

/** The loss, on what teaches and what is held out, of the training that goes on: that of the newest point. */
export function lossLines(
  points: readonly CurvePoint[],
  names: { readonly training: string; readonly validation: string },
): readonly Line[] {
  const fold = points.at(-1)?.fold;
  const of = points.filter((point) => point.fold === fold).sort((a, b) => (a.step ?? 0) - (b.step ?? 0));
  const line = (name: string, key: string): Line => ({
    name,
    points: of.flatMap((point) => {
      const [step, value] = [point.step, point[key]];
      return step === undefined || value === undefined ? [] : [[step, value] as const];
    }),
  });
  return [line(names.training, 'loss'), line(names.validation, 'validation_loss')];
}
