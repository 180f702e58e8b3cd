export { type AlertRule, defaultRule, resolveRule } from './alert/rule.ts';
export {
  type AlertInput,
  type AlertState,
  type AlertStep,
  type AlertSubject,
  idleState,
} from './alert/state.ts';
export { stepAlert } from './alert/step.ts';
export { type AlertTracker, createAlertTracker } from './alert/tracker.ts';
export { makeBackup } from './backup/backup.ts';
export { backupParts } from './backup/manifest.ts';
export { checkBackup, restoreBackup } from './backup/restore.ts';
export { type RuleConfig, ruleSchema } from './config/rule.ts';
export { type ServerConfig, serverConfigSchema } from './config/schema.ts';
export { nothingAdded, sumAdded } from './datasets/added-view.ts';
export type { Added } from './datasets/adding.ts';
export {
  addedSchema,
  fromVerdictsResultSchema,
  picturesResultSchema,
  rangeResultSchema,
  similarResultSchema,
} from './datasets/schemas.ts';
export { uploadLimits } from './datasets/uploads.ts';
export { decide, type Scores } from './decide.ts';
export { serverErrors } from './errors.ts';
export type { Decision } from './flow.ts';
export { judgePatches } from './heads/patches.ts';
export { closeHeads, openHeads, type ScoringHead } from './heads/scoring-head.ts';
export { type BacktestResult, backtestResultSchema, type VersionBacktest } from './history/backtest-schema.ts';
export {
  type RecomputedAlert,
  type RecomputeResult,
  recomputedAlertSchema,
  recomputeResultSchema,
} from './history/recompute-schema.ts';
export { fillHistory, measureRescoring, type RescoreReport } from './history/rescore.ts';
export {
  acceptAnswerSchema,
  addItemsAnswerSchema,
  changedAnswerSchema,
  dataSetAnswerSchema,
  dataSetsAnswerSchema,
  goneAnswerSchema,
  itemsAnswerSchema,
  mostItems,
  startedAnswerSchema,
  verdictAnswerSchema,
  verdictsAnswerSchema,
} from './http/dataset-api.ts';
export {
  headEventsAnswerSchema,
  headImportAnswerSchema,
  headVersionAnswerSchema,
  headVersionsAnswerSchema,
} from './http/head-api.ts';
export {
  accountsAnswerSchema,
  type ShadowReport,
  shadowReportSchema,
  type ThresholdsAnswer,
  thresholdsAnswerSchema,
} from './http/history-api.ts';
export { jobAnswerSchema } from './http/job-routes.ts';
export {
  type CalibrationAnswer,
  calibrationAnswerSchema,
  checkAnswerSchema,
  checkedSchema,
  type DriftAnswer,
  driftAnswerSchema,
  type MonitorAnswer,
  monitorAnswerSchema,
  type ScoresAnswer,
  scoresAnswerSchema,
} from './http/monitor-api.ts';
export {
  compareAnswerSchema,
  jobStartedSchema,
  runAnswerSchema,
  runsAnswerSchema,
  trainResultSchema,
} from './http/run-api.ts';
export type { Address } from './listen.ts';
export { ownWatch } from './rules/watch.ts';
export { createServer, type Server, type ServerDeps } from './server.ts';
export { countStored } from './store/count.ts';
