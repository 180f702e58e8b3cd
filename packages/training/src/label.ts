import { idPattern } from '@splitsight/wire';
import { trainingError } from './errors.ts';

/** Checks that a text can be a class of a head. @throws CodedError DATASET_LABEL */
export function requireLabel(label: string): void {
  if (!idPattern.test(label)) throw trainingError('DATASET_LABEL', describe(label));
}

/** As much of a label as fits into a line, whatever is in it. */
function describe(label: string): string {
  const characters = [...label];
  const shown = JSON.stringify(characters.slice(0, 40).join(''));
  return characters.length > 40 ? `${shown} … (${characters.length} characters)` : shown;
}
