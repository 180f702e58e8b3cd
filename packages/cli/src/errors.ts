import { defineErrors } from '@splitsight/kernel';

/** What can go wrong in the splitsight command. */
export const cliErrors = {
  STACK_SERVER: 'the server did not start',
  STACK_CAMERA: 'a camera did not come online',
  STACK_NO_ALERT: 'no alert was raised in time',
} as const;

export const cliError = defineErrors(cliErrors);
