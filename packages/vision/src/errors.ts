import { defineErrors } from '@splitsight/kernel';

/** What can be wrong with pictures. */
export const visionErrors = {
  PICTURE_UNREADABLE: 'the file is not a picture that can be decoded',
} as const;

export const visionError = defineErrors(visionErrors);
