import type { AcceptedVariant, BackboneManifest, Figure } from '@splitsight/inference';
import type { DataSet, Item } from '../data-set.ts';
import { encodeOrigin } from '../origin.ts';
import type { HeldOut } from './held-out.ts';
import type { RunFile } from './run-file.ts';

/** What heads said of items that they had not seen, row by row. */
export function heldOutRows(
  { items }: DataSet,
  { rows, probabilities }: HeldOut,
  groups: ArrayLike<number>,
  classes: readonly string[],
  positive: number,
): RunFile['held_out'] {
  return Array.from(rows, (row, i) => {
    const { origin, label, camera, capturedAt } = items[row] as Item;
    const own = probabilities.subarray(i * classes.length, (i + 1) * classes.length);
    const best = own.reduce((held, value, c) => (value > (own[held] as number) ? c : held), 0);
    const score = Math.min(1, own[positive] as number);
    const predicted = classes[best] as string;
    return {
      origin: encodeOrigin(origin),
      group: groups[row] as number,
      label,
      predicted,
      score,
      camera,
      captured_at: capturedAt,
    };
  });
}

/** A variant that cost a linear probe more points of accuracy is taken only by heads that have learnt from it. */
const probeLossLimit = 0.5;

/**
 * The variants of the backbone that the head takes: those that it learnt from, with how good it is on each, and those that were
 * found to be as good as the backbone itself. Cameras choose a variant by their processor, so a head that was taught with
 * pictures has not seen what they send.
 */
export function acceptedVariants(
  { items }: DataSet,
  { rows }: HeldOut,
  said: RunFile['held_out'],
  { fingerprint: own, variants = [] }: BackboneManifest,
): AcceptedVariant[] {
  return variants.flatMap(({ fingerprint, precision, figures }): AcceptedVariant[] => {
    if (fingerprint === own) return [];
    const taught = items.filter((item) => item.fingerprint === fingerprint).length;
    const held = said.filter((_, i) => items[rows[i] as number]?.fingerprint === fingerprint);
    const figure = taught > 0 ? ownFigure(held, taught) : probeFigure(figures);
    return figure ? [{ fingerprint, precision, figures: [figure] }] : [];
  });
}

function ownFigure(held: RunFile['held_out'], taught: number): Figure {
  const right = held.filter(({ label, predicted }) => label === predicted).length;
  if (held.length > 0)
    return { name: 'accuracy', value: right / held.length, n: held.length, how: 'held-out items of this variant' };
  const how = 'items of this variant that it learnt from; none was held out';
  return { name: 'items', value: taught, n: taught, how };
}

function probeFigure(figures: readonly Figure[]): Figure | undefined {
  const loss = figures.find(({ name, value }) => name === 'probe_loss_points' && value <= probeLossLimit);
  return loss && { ...loss, how: `of a probe on its backbone, not of this head: ${loss.how}` };
}
