import { defineErrors } from '@splitsight/kernel';

/** What can be wrong with data sets and training runs. */
export const trainingErrors = {
  DATASET_KINDS: 'the items come from two backbones or two codecs; a head is trained on one',
} as const;

export const trainingError = defineErrors(trainingErrors);
