import { type PicturePolicy, picturePolicies, type SitePolicy, sitePoliciesSchema } from '@splitsight/wire';
import { useMay } from '../../api/me.ts';
import { useApi } from '../../api/use-api.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { Select } from '../../components/inputs.tsx';
import { Spinner } from '../../components/progress.tsx';
import { Table } from '../../components/table.tsx';
import { formatCount, formatFull } from '../../format/format.ts';
import { strings } from '../../strings/strings.ts';
import { policiesPath, useSetPolicy } from './use-set-policy.ts';

/** What each site gives, and what was set here. */
export function PolicyPanel() {
  const answer = useApi(policiesPath, { answer: sitePoliciesSchema, every: 30_000 });
  const mayChange = useMay()('administer');
  const words = strings.pictures;
  const sites = answer.data?.sites ?? [];
  return (
    <section className="panel" aria-labelledby="policies-title">
      <h2 id="policies-title">{words.policies}</h2>
      <p className="dim">{words.policiesHelp}</p>
      {answer.isPending && <Spinner label={strings.common.loading} />}
      {answer.error && <ErrorNote error={answer.error} onRetry={() => void answer.refetch()} />}
      {answer.data && sites.length === 0 && <EmptyState text={words.noSites} />}
      {sites.length > 0 && (
        <Table
          caption={words.policyTable}
          rows={sites}
          rowKey={({ site }) => site}
          columns={[
            { key: 'site', title: words.site, heading: true, cell: ({ site }) => site, sort: ({ site }) => site },
            { key: 'applies', title: words.now, cell: (row) => policyOf(row, 'policy') },
            { key: 'most', title: words.allows, cell: (row) => policyOf(row, 'most') },
            {
              key: 'set',
              title: words.here,
              cell: (row) => (mayChange ? <Choice row={row} /> : nameOf(row.policy)),
            },
            {
              key: 'cameras',
              title: words.cameras,
              numeric: true,
              cell: ({ cameras }) => formatCount(cameras.length),
              sort: ({ cameras }) => cameras.length,
            },
          ]}
        />
      )}
    </section>
  );
}

/** `site` stands for null, which a select cannot hold. */
const choices = ['site', ...picturePolicies] as const;
type Chosen = (typeof choices)[number];

function Choice({ row }: { readonly row: SitePolicy }) {
  const { set, conflict, error, isBusy, settle } = useSetPolicy(row);
  const words = strings.pictures;
  const { changed_by: by, changed_at: at } = row;
  return (
    <div className="policy-choice">
      <Select<Chosen>
        label={`${words.here}: ${row.site}`}
        value={row.policy ?? 'site'}
        options={choices.map((value) => ({ value, label: nameOf(value === 'site' ? null : value) }))}
        disabled={isBusy}
        onChange={(value) => set(value === 'site' ? null : value)}
      />
      {by !== null && at !== null && <p className="dim">{words.changedBy(by, formatFull(at))}</p>}
      {conflict && (
        <div className="policy-conflict" role="alert">
          <p>{words.conflict(nameOf(row.policy))}</p>
          <Button onClick={() => settle('mine')}>{`${words.keepMine}: ${nameOf(conflict.policy)}`}</Button>
          <Button onClick={() => settle('theirs')}>{words.takeTheirs}</Button>
        </div>
      )}
      {error !== null && <ErrorNote error={error} />}
    </div>
  );
}

function nameOf(policy: PicturePolicy | null): string {
  return policy === null ? strings.pictures.byItself : strings.pictures.policy[policy];
}

/** One word for all cameras of a site, where there is one. */
function policyOf({ cameras }: SitePolicy, key: 'policy' | 'most'): string {
  const all = new Set(cameras.map((camera) => camera[key]).filter((policy) => policy !== null));
  const [only] = all;
  if (only === undefined) return strings.pictures.unknown;
  return all.size === 1 ? strings.pictures.policy[only] : strings.pictures.various;
}
