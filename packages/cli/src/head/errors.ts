import { defineErrors } from '@splitsight/kernel';

/** What can go wrong when heads are trained and evaluated. */
export const headErrors = {
  HEAD_NOT_FOUND: 'no such head; name one that lies in the models folder, or give its folder',
  HEAD_BACKBONE_NOT_FOUND: 'no backbone in the models folder fits the head; name its folder with --backbone',
  HEAD_ALERT: 'name one alert, or all of them with --all',
  HEAD_TIME: 'not a time this program understands; try 14:00, "yesterday 14:00" or 2026-11-22T14:00:00Z',
  HEAD_UPLOAD: 'there are no pictures to send; name JPEG, PNG or WebP files, or folders of them',
  HEAD_EXPORT: 'the data set can be written nowhere, or read from nowhere',
  API_UNREACHABLE: 'the server does not answer; start it, or name its address with --server',
  API_ANSWER: 'the answer is not one of a SplitSight server of this version',
} as const;

export const headError = defineErrors(headErrors);
