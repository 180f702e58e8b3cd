import {
  calibrationAnswerSchema,
  checkAnswerSchema,
  checkedSchema,
  driftAnswerSchema,
  monitorAnswerSchema,
  scoresAnswerSchema,
} from '@splitsight/server';
import type { Command } from 'commander';
import { createApiClient } from '../api/client.ts';
import { type ByFlags, type ServerFlags, withBy, withServer } from '../api/flags.ts';
import { followJob } from '../api/follow-job.ts';
import { parseWholeNumber } from '../options.ts';
import { say, show } from '../output.ts';
import { describeCalibration, describeDrift, describeOverview, describeScores } from './monitor-text.ts';

interface AboutFlags extends ServerFlags {
  readonly of?: string;
  readonly site?: string;
  readonly camera?: string;
  readonly days?: number;
}

const path = '/api/v1/monitor';
const day = 86_400_000;

/** Adds `splitsight head monitor [scores | drift | calibration | check | accept]` to the program. */
export function registerMonitor(head: Command, signal: AbortSignal): void {
  const api = (flags: ServerFlags) => createApiClient({ ...flags, signal });
  const monitor = head.command('monitor').description('see how heads at work do: what is stale, and why');

  withServer(monitor.command('overview', { isDefault: true }))
    .description('list heads that are stale, and what the last check found')
    .action(async (flags: ServerFlags) => {
      const answer = await api(flags).get(path, monitorAnswerSchema);
      show(flags, answer, describeOverview(answer));
    });

  withServer(monitor.command('scores'))
    .description('draw how often a head scored how high, by day')
    .argument('<head>', 'its name')
    .option('--of <version>', 'of this version only')
    .option('--site <id>', 'of this site only')
    .option('--camera <id>', 'of this camera only')
    .option('--days <n>', 'of the last n days', parseWholeNumber(1, 3650), 7)
    .action(async (name: string, { of, site, camera, days = 7, ...flags }: AboutFlags) => {
      const query = { head: name, version: of, site, camera, from: Date.now() - days * day };
      const answer = await api(flags).get(`${path}/scores`, scoresAnswerSchema, query);
      show(flags, answer, describeScores(answer));
    });

  withServer(monitor.command('drift'))
    .description('list the cameras by how far they are from their own past')
    .option('--site <id>', 'of this site only')
    .option('--camera <id>', 'the checks of this camera, the newest first')
    .action(async ({ site, camera, ...flags }: AboutFlags) => {
      const answer = await api(flags).get(`${path}/drift`, driftAnswerSchema, { site, camera });
      show(flags, answer, describeDrift(answer));
    });

  withServer(monitor.command('calibration'))
    .description('compare what a head states with what operators found')
    .argument('<head>', 'its name')
    .option('--of <version>', 'of this version only')
    .option('--site <id>', 'of this site only')
    .option('--days <n>', 'verdicts on alerts of the last n days', parseWholeNumber(1, 3650))
    .action(async (name: string, { of, site, days, ...flags }: AboutFlags) => {
      const query = { head: name, version: of, site, days };
      const answer = await api(flags).get(`${path}/calibration`, calibrationAnswerSchema, query);
      show(flags, answer, describeCalibration(answer));
    });

  withBy(monitor.command('check'))
    .description('compare cameras and heads with their past now, and wait for the answer')
    .action(async (flags: ByFlags) => {
      const { job } = await api(flags).post(`${path}/check`, checkAnswerSchema, { by: flags.by });
      const onProgress = (line: string) => say(flags, line);
      await followJob(job, checkedSchema, { ...flags, signal, onProgress });
      const answer = await api(flags).get(path, monitorAnswerSchema);
      show(flags, answer, describeOverview(answer));
    });

  withBy(monitor.command('accept'))
    .description('say that what a camera shows since it drifted is right')
    .argument('<site>', 'its site')
    .argument('<camera>', 'its id')
    .action(async (site: string, camera: string, flags: ByFlags) => {
      const answer = await api(flags).post(`${path}/accept`, monitorAnswerSchema, { site, camera, by: flags.by });
      show(flags, answer, 'accepted; until there is enough of the new view, it is compared with nothing\n');
    });
}
