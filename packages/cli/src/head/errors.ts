import { defineErrors } from '@splitsight/kernel';

/** What can go wrong when heads are trained and evaluated. */
export const headErrors = {
  HEAD_NOT_FOUND: 'no such head; name one that lies in the models folder, or give its folder',
  HEAD_BACKBONE_NOT_FOUND: 'no backbone in the models folder fits the head; name its folder with --backbone',
  HEAD_ALERT: 'name one alert, or all of them with --all',
  HEAD_UPLOAD: 'there are no pictures to send; name JPEG, PNG or WebP files, or folders of them',
  HEAD_EXPORT: 'the data set can be written nowhere, or read from nowhere',
} as const;

export const headError = defineErrors(headErrors);
