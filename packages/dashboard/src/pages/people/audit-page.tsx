import './people.css';

import { type AuditEntry, auditAnswerSchema } from '@splitsight/wire';
import { useEffect, useState } from 'react';
import { z } from 'zod';
import { useFilters } from '../../address/use-filters.ts';
import { call } from '../../api/client.ts';
import { useApi } from '../../api/use-api.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { TextInput } from '../../components/inputs.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { type Column, Table } from '../../components/table.tsx';
import { formatFull } from '../../format/format.ts';
import { strings } from '../../strings/strings.ts';

const path = '/api/v1/audit';
const filterSchema = z.object({
  by: z.string().max(200).default(''),
  action: z.string().max(100).default(''),
  subject: z.string().max(400).default(''),
  site: z
    .string()
    .regex(/^[a-z0-9_-]{0,63}$/)
    .default(''),
  from: z.string().max(10).default(''),
  to: z.string().max(10).default(''),
});

/** What people changed. */
export function AuditPage() {
  const words = strings.people;
  const [filters, change] = useFilters(filterSchema);
  const { from, to, ...exact } = filters;
  const query = { ...exact, since: dayOf(from, 0), until: dayOf(to, 1), limit: 200 };
  const { data, error } = useApi(path, { answer: auditAnswerSchema, query });
  const [older, setOlder] = useState<{ readonly entries: readonly AuditEntry[]; readonly next: number | null }>();
  const [failure, setFailure] = useState<unknown>();
  const key = JSON.stringify(filters);
  const isFiltered = Object.values(filters).some((text) => text !== '');
  // biome-ignore lint/correctness/useExhaustiveDependencies: other filters begin a list of their own
  useEffect(() => setOlder(undefined), [key]);

  const next = older ? older.next : (data?.next_before ?? null);
  const more = async () => {
    try {
      const page = await call(path, { answer: auditAnswerSchema, query: { ...query, before: next } });
      setOlder({ entries: [...(older?.entries ?? []), ...page.entries], next: page.next_before });
      setFailure(undefined);
    } catch (caught) {
      setFailure(caught);
    }
  };
  const entries = [...(data?.entries ?? []), ...(older?.entries ?? [])];
  const columns: readonly Column<AuditEntry>[] = [
    { key: 'when', title: words.when, cell: ({ at }) => formatFull(at), sort: ({ id }) => id },
    { key: 'who', title: words.who, heading: true, cell: ({ by }) => by, sort: ({ by }) => by },
    { key: 'action', title: words.action, cell: ({ action }) => action, sort: ({ action }) => action },
    { key: 'subject', title: words.subject, cell: ({ subject }) => subject, sort: ({ subject }) => subject },
    { key: 'site', title: words.site, cell: ({ site }) => site ?? '', sort: ({ site }) => site ?? '' },
    {
      key: 'detail',
      title: words.detail,
      cell: ({ detail }) => <div className="audit-detail">{detailText(detail)}</div>,
    },
  ];
  return (
    <div className="sheet">
      <PageHead title={words.audit} help={words.auditHelp} />
      <search className="audit-filters">
        <TextInput
          label={words.who}
          type="search"
          maxLength={200}
          value={filters.by}
          onChange={(by) => change({ by })}
        />
        <TextInput
          label={words.action}
          type="search"
          maxLength={100}
          placeholder="rule.change"
          value={filters.action}
          onChange={(action) => change({ action })}
        />
        <TextInput
          label={words.subject}
          type="search"
          maxLength={400}
          value={filters.subject}
          onChange={(subject) => change({ subject })}
        />
        <TextInput
          label={words.site}
          type="search"
          maxLength={63}
          value={filters.site}
          onChange={(site) => change({ site: site.toLowerCase() })}
        />
        <TextInput
          label={words.from}
          type="date"
          maxLength={10}
          value={from}
          onChange={(day) => change({ from: day })}
        />
        <TextInput label={words.to} type="date" maxLength={10} value={to} onChange={(day) => change({ to: day })} />
      </search>
      {(error ?? failure) !== undefined && (error ?? failure) !== null && <ErrorNote error={error ?? failure} />}
      {data && entries.length === 0 && <EmptyState text={isFiltered ? words.noEntries : words.noChanges} />}
      {entries.length > 0 && (
        <Table caption={words.audit} columns={columns} rows={entries} rowKey={({ id }) => String(id)} />
      )}
      {next !== null && <Button onClick={() => void more()}>{words.more}</Button>}
    </div>
  );
}

/** The beginning of a day here, or of one so many days later; undefined when none is told. */
function dayOf(text: string, later: number): number | undefined {
  const [year, month, day] = text.split('-').map(Number);
  if (year === undefined || month === undefined || day === undefined) return undefined;
  const at = new Date(year, month - 1, day + later).getTime();
  return Number.isFinite(at) ? at : undefined;
}

function detailText(detail: unknown): string {
  if (typeof detail !== 'object' || detail === null || Object.keys(detail).length === 0) return '';
  return JSON.stringify(detail);
}
