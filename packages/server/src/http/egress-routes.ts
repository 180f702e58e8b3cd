import type { Clock } from '@splitsight/kernel';
import {
  type CameraView,
  type EgressAnswer,
  egressAnswerSchema,
  egressQuerySchema,
  type SiteId,
} from '@splitsight/wire';
import { z } from 'zod';
import { dayLength, dayOf } from '../clock/days.ts';
import type { EgressLedger } from '../egress/ledger.ts';
import type { Principal } from '../people/principal.ts';
import type { RouteGroup } from './http.ts';
import { addRoute } from './route.ts';

export interface EgressRouteParts {
  readonly ledger: Pick<EgressLedger, 'flush' | 'list'>;
  readonly clock: Clock;
  readonly cameras: () => readonly CameraView[];
}

const usualDays = 30;

/** What left each site: for people, and as a table for other programs. */
export function egressRoutes({ ledger, clock, cameras }: EgressRouteParts): RouteGroup {
  function read({ from, to, site }: z.output<typeof egressQuerySchema>, who: Principal): EgressAnswer {
    const now = clock.now();
    const first = from ?? dayOf(now - (usualDays - 1) * dayLength);
    const last = to ?? dayOf(now);
    ledger.flush();
    const isSeen = (one: SiteId) => who.sees(one) && (site === undefined || one === site);
    const rows = ledger.list(first, last, site).filter((row) => isSeen(row.site));
    const sites = new Set([...cameras(), ...rows].map((one) => one.site).filter(isSeen));
    return { from: first, to: last, rows, sites: [...sites].sort((a, b) => (a < b ? -1 : 1)) };
  }

  return (app) => {
    addRoute(app, {
      method: 'GET',
      right: 'view',
      url: '/api/v1/egress',
      summary: 'What left each site a day, by kind',
      query: egressQuerySchema,
      answer: egressAnswerSchema,
      handle: ({ query, who }) => read(query, who),
    });
    addRoute(app, {
      method: 'GET',
      right: 'view',
      url: '/api/v1/egress.csv',
      summary: 'The same as CSV (RFC 4180)',
      query: egressQuerySchema,
      answer: z.string(),
      handle({ query, who }, reply) {
        const { from, to, rows } = read(query, who);
        const name = `attachment; filename="egress-${from}-${to}.csv"`;
        return reply.type('text/csv; charset=utf-8').header('content-disposition', name).send(csvOf(rows));
      },
    });
  };
}

const columns = ['site', 'day', 'kind', 'messages', 'bytes', 'told_messages', 'told_bytes'] as const;

/** Ids, days and numbers need no quotes. */
function csvOf(rows: EgressAnswer['rows']): string {
  const lines = rows.map((row) => columns.map((column) => row[column]).join(','));
  return [columns.join(','), ...lines, ''].join('\r\n');
}
