export { loadConfigFile, parseConfig } from './config-file.ts';
export { kernelErrors } from './errors.ts';
export { createLogger, type LogFields, type Logger, type LogLevel, logLevels, redactSecrets } from './log.ts';
export { runMain } from './run-main.ts';
