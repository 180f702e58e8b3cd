import type { JobKind } from '../jobs/kind.ts';
import { defineJob } from '../jobs/kind.ts';
import { backtestParamsSchema, backtestResultSchema } from './backtest-schema.ts';

/** Backtests, as the main process sees them. */
export const backtestJob: JobKind = defineJob({
  name: 'backtest',
  params: backtestParamsSchema,
  result: backtestResultSchema,
});
