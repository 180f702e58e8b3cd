import { defineErrors } from '@splitsight/kernel';

/** What can be wrong with what a head is to be trained on. */
export const learnErrors = {
  LEARN_FOLDS: 'a class has too few groups of pictures to be split; add pictures that are not near-duplicates',
  LEARN_EXAMPLES: 'the examples cannot be learnt from',
} as const;

export const learnError = defineErrors(learnErrors);
