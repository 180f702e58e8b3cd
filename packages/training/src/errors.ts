import { defineErrors } from '@splitsight/kernel';

/** What can be wrong with data sets and training runs. */
export const trainingErrors = {
  DATASET_KINDS: 'the items come from two backbones or two codecs; a head is trained on one',
  HEAD_PICTURES: 'the folder of pictures cannot be used; expected DIR/<class>/*.jpg',
  HEAD_CLASS_EMPTY: 'a class has no picture that can be read',
  HEAD_CLASS_UNKNOWN: 'the pictures are of a class that the head does not have',
  HEAD_GROUPS: 'the file of groups cannot be used; expected lines of path, label and group with tabs between',
  HEAD_NOTES: 'the file of notes for the card cannot be read',
} as const;

export const trainingError = defineErrors(trainingErrors);
