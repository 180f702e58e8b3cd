import { defineErrors } from '@splitsight/kernel';

/** What can go wrong in the splitsight command. */
export const cliErrors = {
  STACK_SERVER: 'the server did not start',
  STACK_CAMERA: 'a camera did not come online',
  STACK_NO_ALERT: 'no alert was raised in time',
  HEAD_TIME: 'not a time this program understands; try 14:00, "yesterday 14:00" or 2026-11-22T14:00:00Z',
  PEOPLE_NOT_FOUND: 'no such user; splitsight people list names all of them',
} as const;

export const cliError = defineErrors(cliErrors);
