import {
  type CoverageAnswer,
  type CoverageSumsAnswer,
  coverageAnswerSchema,
  coverageSumsAnswerSchema,
} from '@splitsight/wire';
import type { Command } from 'commander';
import { createApiClient } from '../api/client.ts';
import { type ServerFlags, withServer } from '../api/flags.ts';
import { parseCamera } from '../head/dataset/flags.ts';
import { show } from '../output.ts';
import { formatMoment, formatTable } from '../text-table.ts';
import { parseMoment } from '../times.ts';

interface CoverageFlags extends ServerFlags {
  readonly site?: string;
  readonly camera?: ReturnType<typeof parseCamera>;
  readonly since?: string;
  readonly until?: string;
}

/** Registers `splitsight coverage`: when cameras were watched, and why they were not. */
export function registerCoverage(program: Command, signal: AbortSignal): void {
  withServer(program.command('coverage'))
    .description('when cameras were watched, watched late, or not watched and why; the last day unless told')
    .option('--site <id>', 'only the cameras of a site')
    .option('--camera <site/camera>', 'every stretch of one camera in place of sums', parseCamera)
    .option('--since <time>', 'from then on: 14:00, yesterday 14:00, 2026-11-22, or ISO 8601')
    .option('--until <time>', 'and before then; now unless told')
    .action(async (flags: CoverageFlags) => {
      const api = createApiClient({ ...flags, signal });
      const now = Date.now();
      const moment = (text: string | undefined) => (text === undefined ? undefined : parseMoment(text, now));
      const query = { from: moment(flags.since), to: moment(flags.until) };
      if (flags.camera) {
        const { site, camera } = flags.camera;
        const path = `/api/v1/sites/${encodeURIComponent(site)}/cameras/${encodeURIComponent(camera)}/coverage`;
        const answer = await api.get(path, coverageAnswerSchema, query);
        show(flags, answer, describeStretches(answer));
      } else {
        const answer = await api.get('/api/v1/coverage', coverageSumsAnswerSchema, { ...query, site: flags.site });
        show(flags, answer, describeSums(answer));
      }
    });
}

/** A line a camera, those that were watched least first. */
export function describeSums({ cameras }: CoverageSumsAnswer): string {
  const rows = cameras
    .toSorted((a, b) => a.watched_share - b.watched_share)
    .map((one) => [
      `${one.site}/${one.camera}`,
      // What has a gap is never told as whole.
      `${(Math.floor(10_000 * one.watched_share) / 100).toFixed(2)} %`,
      formatSpan(one.watched_late_ms),
      formatSpan(one.not_watched_ms),
      String(one.gaps),
      formatSpan(one.longest_gap_ms),
      Object.entries(one.why)
        .sort(([, a], [, b]) => b - a)
        .map(([why, took]) => `${why} ${formatSpan(took)}`)
        .join(', ') || '-',
    ]);
  return formatTable([['camera', 'watched', 'of it late', 'not', 'gaps', 'longest', 'why'], ...rows]);
}

/** A line a stretch. */
export function describeStretches({ stretches, next_from: next }: CoverageAnswer): string {
  const rows = stretches.map(({ from, to, state, why, code }) => [
    formatMoment(from),
    formatMoment(to),
    formatSpan(to - from),
    state,
    [why, code].filter((part) => part !== null).join(' ') || '-',
  ]);
  const more = next === null ? '' : `more from ${formatMoment(next)} on: --since ${new Date(next).toISOString()}\n`;
  return formatTable([['from', 'to', 'for', 'state', 'why'], ...rows]) + more;
}

function formatSpan(millis: number): string {
  const seconds = Math.round(millis / 1000);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const units = ['h', 'min', 's'];
  const named = parts.flatMap((part, i) => (part > 0 ? [`${part} ${units[i]}`] : []));
  return named.slice(0, 2).join(' ') || '0 s';
}
