import { defineErrors } from '@splitsight/kernel';

/** What can go wrong when a command asks a server. */
export const apiErrors = {
  API_UNREACHABLE: 'the server does not answer; start it, or name its address with --server',
  API_ANSWER: 'the answer is not one of a SplitSight server of this version',
} as const;

export const apiError = defineErrors(apiErrors);
