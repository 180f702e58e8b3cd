import './labels.css';
import '../heads/heads.css';

import { useCallback } from 'react';
import { useParams } from 'wouter';
import { z } from 'zod';
import { useFilters } from '../../address/use-filters.ts';
import { useMay } from '../../api/me.ts';
import { useApi } from '../../api/use-api.ts';
import { ErrorNote } from '../../components/error-note.tsx';
import { Go } from '../../components/go.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Spinner } from '../../components/progress.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { strings } from '../../strings/strings.ts';
import { AddTab } from './add-tab.tsx';
import { ExchangeTab } from './exchange-tab.tsx';
import { ItemsTab } from './items-tab.tsx';
import { setAnswerSchema, setPath } from './label-api.ts';
import { ProfileTab } from './profile-tab.tsx';
import { SimilarTab } from './similar-tab.tsx';
import { TrainTab } from './train-tab.tsx';

const tabNames = ['items', 'add', 'similar', 'profile', 'train', 'exchange'] as const;
const filtersSchema = z.object({
  tab: z.enum(tabNames).default('items'),
  label: z.string().max(63).default(''),
  /** See like.ts. */
  like: z.string().max(600).default(''),
  /** The alert that `like` is about, for its picture. */
  alert: z.string().max(300).default(''),
  /** The training that is looked at. */
  job: z.coerce.number().int().min(0).default(0),
});

/** One data set: its items, where more come from, what is wrong with it, and what learns from it. */
export function SetPage() {
  const { name = '' } = useParams();
  const may = useMay();
  const [{ tab, label, like, alert, job }, change] = useFilters(filtersSchema);
  const { data, error, refetch } = useApi(setPath(name), { answer: setAnswerSchema });
  const setJob = useCallback((id: number) => change({ job: id }), [change]);
  const words = strings.labels;
  if (error)
    return (
      <div className="sheet">
        <PageHead title={name}>
          <Go to="/labels">{words.all}</Go>
        </PageHead>
        <ErrorNote error={error} onRetry={() => void refetch()} />
      </div>
    );
  if (!data || data.dataset.name !== name) return <Spinner label={strings.common.loading} />;
  const set = data.dataset;
  // Who may only look sees the items; the rest is work.
  const shown = may('operate') ? tabNames : tabNames.slice(0, 1);
  const chosen = shown.includes(tab) ? tab : 'items';
  return (
    <div className="sheet set-page">
      <PageHead title={name} help={words.about(set.items, set.backbone ?? strings.common.none)}>
        <Go to="/labels">{words.all}</Go>
      </PageHead>
      <Tabs
        label={words.views}
        tabs={shown.map((one) => ({ name: one, title: words.tabs[one] }))}
        chosen={chosen}
        onChoose={(next) => change({ tab: next })}
      >
        {chosen === 'items' && <ItemsTab set={set} label={label} onLabel={(next) => change({ label: next })} />}
        {chosen === 'add' && <AddTab set={set} />}
        {chosen === 'similar' && (
          <SimilarTab
            key={like}
            set={set}
            like={like}
            alert={alert}
            onLike={(next) => change({ like: next, alert: '' })}
          />
        )}
        {chosen === 'profile' && <ProfileTab name={name} />}
        {chosen === 'train' && <TrainTab set={set} job={job} onJob={setJob} />}
        {chosen === 'exchange' && <ExchangeTab set={set} />}
      </Tabs>
    </div>
  );
}
