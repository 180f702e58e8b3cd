export { loadConfigFile, parseConfig } from './config-file.ts';
export { type ConfigEdit, editConfig, readConfigValues } from './edit-config.ts';
export { kernelErrors } from './errors.ts';
export { createLogger, type LogFields, type Logger, type LogLevel, logLevels, redactSecrets } from './log.ts';
export { runMain } from './run-main.ts';
export { createProgress, type Progress } from './systemd/progress.ts';
export { createServiceManager, type ServiceManager } from './systemd/service-manager.ts';
export type { Vitals } from './systemd/vitals.ts';
