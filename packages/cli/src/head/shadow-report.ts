import { accountsAnswerSchema, type ShadowReport, shadowReportSchema } from '@splitsight/server';
import type { Command } from 'commander';
import { createApiClient } from '../api/client.ts';
import { type ServerFlags, withServer } from '../api/flags.ts';
import { parseWholeNumber } from '../options.ts';
import { show } from '../output.ts';
import { formatMoment, formatTable } from '../text-table.ts';

interface ReportFlags extends ServerFlags {
  readonly of?: string;
  readonly days: number;
  readonly site?: string;
  readonly camera?: string;
  readonly head?: string;
  readonly limit: number;
}

const day = 86_400_000;

/** Adds `splitsight head shadow-report | accounts` to the program. */
export function registerShadowReport(head: Command, signal: AbortSignal): void {
  withDays(head.command('shadow-report'))
    .description('list where the version in the shadow and the live one disagree')
    .argument('<head>', 'its name')
    .option('--of <version>', 'the one in the shadow, or that was last, unless told')
    .option('--limit <n>', 'list at most this many disagreements, the newest first', parseWholeNumber(1, 10_000), 20)
    .action(async (name: string, { of, site, camera, limit, days, ...flags }: ReportFlags) => {
      const path = `/api/v1/heads/${encodeURIComponent(name)}/shadow-report`;
      const query = { version: of, site, camera, limit, since: sinceOf(days) };
      const answer = await createApiClient({ ...flags, signal }).get(path, shadowReportSchema, query);
      show(flags, answer, describeReport(answer));
    });

  withDays(head.command('accounts'))
    .description('list what became of every frame that heads looked at, by day and camera')
    .option('--head <name>', 'of this head only')
    .action(async ({ head: name, site, camera, days, ...flags }: ReportFlags) => {
      const query = { head: name, site, camera, since: sinceOf(days), limit: 10_000 };
      const api = createApiClient({ ...flags, signal });
      const answer = await api.get('/api/v1/accounts', accountsAnswerSchema, query);
      const rows = answer.accounts.map((one) => [
        ...[one.day, `${one.site}/${one.camera}`, one.head, one.version, one.role],
        ...[one.scored, one.stored, one.thinned, one.silent, one.raised].map(String),
      ]);
      const titles = ['day', 'camera', 'head', 'version', 'role', 'scored', 'stored', 'thinned', 'silent', 'raised'];
      show(flags, answer, formatTable([titles, ...rows]));
    });
}

function withDays(command: Command): Command {
  return withServer(command)
    .option('--days <n>', 'of the last n days, UTC', parseWholeNumber(1, 3650), 7)
    .option('--site <id>', 'of this site only')
    .option('--camera <id>', 'of this camera only');
}

function sinceOf(days: number): string {
  return new Date(Date.now() - (days - 1) * day).toISOString().slice(0, 10);
}

function describeReport({ head, version, since, until, total, days, disagreements, cut }: ShadowReport): string {
  if (version === null) return `no version of ${head} was in the shadow\n`;
  const rows = [{ day: 'all', site: '', camera: '', ...total }, ...days].map((one) => [
    ...[one.day, one.camera && `${one.site}/${one.camera}`, String(one.frames), String(one.live_only)],
    ...[String(one.shadow_only), String(one.times), rateText(one.rate)],
  ]);
  const titles = ['day', 'camera', 'frames', 'only live', 'only shadow', 'times', 'of frames'];
  const list = disagreements.map((one) => [
    ...[formatMoment(one.captured_at), `${one.site}/${one.camera}`, one.positive],
    ...[`${one.live_version}: ${one.live_score.toFixed(3)}`, `${one.shadow_version}: ${one.shadow_score.toFixed(3)}`],
  ]);
  const listed = list.length === 0 ? '' : `\n${formatTable([['when', 'camera', 'only', 'live', 'shadow'], ...list])}`;
  const rest = cut ? 'not all are listed; --limit lists more\n' : '';
  return `${head} ${version} in the shadow, ${since} to ${until}\n${formatTable([titles, ...rows])}${listed}${rest}`;
}

function rateText({ value, low, high }: ShadowReport['total']['rate']): string {
  return `${(100 * value).toFixed(2)} % (${(100 * low).toFixed(2)}–${(100 * high).toFixed(2)})`;
}
