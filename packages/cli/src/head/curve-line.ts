import type { JobView } from '@splitsight/wire';

/** Where a training stands, with the newest point of its curve, in one line. */
export function curveLine({ state, progress }: JobView): string {
  if (!progress) return state;
  const { done, of, note, point } = progress;
  const share = of ? [`${Math.floor((100 * done) / of)} %`] : [];
  return [...share, ...(point ? [`${note}, ${pointText(point)}`] : [note])].join('  ');
}

const shown = [
  ['step', 'step', (value: number) => String(value)],
  ['loss', 'loss', (value: number) => value.toFixed(4)],
  ['validation_loss', 'held out', (value: number) => value.toFixed(4)],
  ['accuracy', 'accuracy', (value: number) => `${(100 * value).toFixed(1)} %`],
  ['auroc', 'auroc', (value: number) => value.toFixed(4)],
] as const;

function pointText(point: Readonly<Record<string, number>>): string {
  const values = new Map(Object.entries(point));
  return shown
    .flatMap(([key, name, format]) => {
      const value = values.get(key);
      return value === undefined ? [] : [`${name} ${format(value)}`];
    })
    .join(', ');
}
