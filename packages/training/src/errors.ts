import { defineErrors } from '@splitsight/kernel';

/** What can be wrong with data sets and training runs. */
export const trainingErrors = {
  DATASET_KINDS: 'the items come from two backbones or two codecs; a head is trained on one',
  DATASET_LABEL: 'not a label: use 1 to 63 of a-z, 0-9, "-" and "_", beginning with a letter or digit',
  DATASET_ORIGIN: 'not the origin of an item: neither a region of a stored message nor a picture',
  DATASET_VECTOR_SIZE: 'a vector does not have the length that its codec and backbone promise',
  DATASET_VALUES: 'a vector holds values that are no numbers',
  DATASET_FILE: 'the file is not a data set of this program, or not what Label Studio exports',
  RUN_ITEMS: 'too few items to teach a head and to judge it; label more',
  RUN_GROUPS:
    'a class shows too few occasions to hold one out; label it on other cameras or at other times, a minute apart or more',
  RUN_ALERTING: 'no item is of this class; name one that the data set has',
  RUN_WRITE:
    'the files of the run cannot be written; check the rights and the space on the disk. Nothing is left of it',
  RUN_FILE: 'the run.json beside the head is not one of this program',
  HEAD_PICTURES: 'the folder of pictures cannot be used; expected DIR/<class>/*.jpg',
  HEAD_CLASS_EMPTY: 'a class has no picture that can be read',
  HEAD_CLASS_UNKNOWN: 'the pictures are of a class that the head does not have',
  HEAD_GROUPS: 'the file of groups cannot be used; expected lines of path, label and group with tabs between',
  HEAD_NOTES: 'the file of notes for the card cannot be read',
} as const;

export const trainingError = defineErrors(trainingErrors);
