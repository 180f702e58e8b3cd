import { defineErrors } from '@splitsight/kernel';

/** What can be wrong with what a head is to be trained on, and with how. */
export const learnErrors = {
  LEARN_FOLDS: 'a class has too few groups of pictures to be split; add pictures that are not near-duplicates',
  LEARN_EXAMPLES: 'the examples do not fit each other: as many labels, weights and groups are needed as vectors',
  LEARN_CLASSES: 'a head tells at least two classes apart, and needs examples of each; label some of the other kind',
  LEARN_VALUES: 'a vector has a value that is not a finite number; leave it out',
  LEARN_CONSTANT: 'all vectors are the same, so nothing tells the classes apart; look at the camera and the backbone',
  LEARN_SIZE: 'there are more vectors than a training takes; take fewer, for example every other one of each group',
  LEARN_OPTIONS: 'a setting of the training is out of range',
  LEARN_DIVERGED: 'the training ran away from every solution; lower the learning rate or the momentum',
  LEARN_PREDICTIONS: 'the predictions cannot be measured',
} as const;

export const learnError = defineErrors(learnErrors);
