import { defineErrors } from '@splitsight/kernel';

/** What can keep a model from being profiled. */
export const profileErrors = {
  PROFILE_INPUT:
    'the model does not take one picture; expected one input, [n, 3, height, width] or [n, height, width, 3]',
  PROFILE_SIZE: 'the size of the picture is not clear; give --size where the model leaves it free, and only there',
  PROFILE_RUNTIME: 'the runtime cannot run the model; export it with operators and an operator set that it has',
} as const;

export const profileError = defineErrors(profileErrors);
