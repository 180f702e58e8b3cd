import type { AcceptedVariant, BackboneManifest } from '@splitsight/inference';
import type { DataSet, Item } from '../data-set.ts';
import { encodeOrigin } from '../origin.ts';
import type { HeldOut } from './held-out.ts';
import type { RunFile } from './run-file.ts';

/** What heads said of items that they had not seen, row by row. */
export function heldOutRows(
  { items }: DataSet,
  { rows, probabilities }: HeldOut,
  classes: readonly string[],
  positive: number,
): RunFile['held_out'] {
  return Array.from(rows, (row, i) => {
    const { origin, label, camera, capturedAt } = items[row] as Item;
    const own = probabilities.subarray(i * classes.length, (i + 1) * classes.length);
    const best = own.reduce((held, value, c) => (value > (own[held] as number) ? c : held), 0);
    const score = Math.min(1, own[positive] as number);
    const predicted = classes[best] as string;
    return { origin: encodeOrigin(origin), label, predicted, score, camera, captured_at: capturedAt };
  });
}

/** The variants of the backbone that items come from, each with how good the head is on them. */
export function acceptedVariants(
  { items }: DataSet,
  { rows }: HeldOut,
  said: RunFile['held_out'],
  { fingerprint: own, variants = [] }: BackboneManifest,
): AcceptedVariant[] {
  return variants.flatMap(({ fingerprint, precision }): AcceptedVariant[] => {
    const taught = items.filter((item) => item.fingerprint === fingerprint).length;
    if (taught === 0 || fingerprint === own) return [];
    const held = said.filter((_, i) => items[rows[i] as number]?.fingerprint === fingerprint);
    const right = held.filter(({ label, predicted }) => label === predicted).length;
    const figure =
      held.length > 0
        ? { name: 'accuracy', value: right / held.length, n: held.length, how: 'held-out items of this variant' }
        : {
            name: 'items',
            value: taught,
            n: taught,
            how: 'items of this variant that it learnt from; none was held out',
          };
    return [{ fingerprint, precision, figures: [figure] }];
  });
}
