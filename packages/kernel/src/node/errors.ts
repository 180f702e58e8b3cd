import { defineErrors } from '../coded-error.ts';

/** What can be wrong with a configuration file. */
export const kernelErrors = {
  CONFIG_UNREADABLE: 'the configuration file cannot be read',
  CONFIG_SYNTAX: 'the configuration file is not valid YAML',
  CONFIG_INVALID: 'the configuration is not valid',
} as const;

export const kernelError = defineErrors(kernelErrors);
